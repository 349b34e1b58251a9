"""The form over what is known of one household, one member, one thing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.sheets.answers.compose import value_text
from shouxian.server.accounts.fields import is_masked
from shouxian.server.flows.correcting import ERASE, Correction, Known
from shouxian.server.registry.wording import masked
from shouxian.server.web.sight import Sight

FACT, SEEN = "fact-", "seen-"


class Correct(forms.Form):
    """Every known fact as it stands, one more that is not known yet, the day and what shows it. Ids, phones and
    health stand masked, and a masked text that comes back means unchanged."""

    as_of = forms.DateField(label=_("As of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    shows = forms.CharField(
        label=_("What shows it"), max_length=80, help_text=_("A household register, a visit, a call …")
    )
    more = forms.ChoiceField(label=_("Another fact"), required=False)
    more_value = forms.CharField(label=_("Its value"), required=False, max_length=400)

    def __init__(
        self, sight: Sight, known: Mapping[str, Known], codelists: Mapping[str, CodeList], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {name: one for name, one in known.items() if one.fact is not None}
        self.shown = {name: self._text(one, codelists) for name, one in self.known.items()}
        for name, one in self.known.items():
            label = one.variable.label().of(sight.lang)
            chosen = one.variable.type in ("bool", "choice")
            kept = [(self.shown[name], self.shown[name])] if is_masked(one.variable) else []
            field = forms.CharField(label=label, required=False, max_length=400, initial=self.shown[name])
            field.widget = (
                forms.Select(choices=[*kept, *self._choices(one.variable, codelists, sight)])
                if chosen
                else field.widget
            )
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"
            self.fields[FACT + name] = field
            self.fields[SEEN + name] = forms.IntegerField(initial=one.number, required=False, widget=forms.HiddenInput)
        missing = [(n, one.variable.label().of(sight.lang)) for n, one in known.items() if one.fact is None]
        self.fields["more"].choices = [("", "—"), *missing]  # type: ignore[attr-defined]
        self.fields["as_of"].initial = clock.today

    @property
    def facts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[FACT + name], self[SEEN + name]) for name in self.known]

    def correction(self, subject: str, key: str) -> Correction:
        """Of a form that is sound: what differs from what the page showed. A field that was not sent says nothing."""
        told = self.cleaned_data
        texts = {name: told[FACT + name].strip() for name in self.known if FACT + name in self.data}
        seen = {name: told[SEEN + name] or 0 for name in self.known}
        changed = {name: text or ERASE for name, text in texts.items() if text != self.shown[name]}
        if told["more"] and told["more_value"].strip():
            changed[told["more"]] = told["more_value"].strip()
        return Correction(subject, key, changed, seen, told["as_of"], told["shows"])

    def take_faults(self, error: ShouxianError, lang: Any) -> None:
        """Show each fault at the field it is of."""
        for fault in error.faults:
            name = fault.where.column
            field = FACT + name if FACT + name in self.fields else name if name in self.fields else "more_value"
            self.add_error(field if name else None, fault.sentence(lang))

    def take_meanwhile(self, meanwhile: Mapping[str, Known], codelists: Mapping[str, CodeList]) -> None:
        """Say what somebody else told of a fact since the page was opened; sent once more, one's own word counts."""
        self.data = {name: self.data[name] for name in self.data}
        for name, now in meanwhile.items():
            text = self._text(now, codelists) if now.fact is not None else "—"
            self.data[SEEN + name] = str(now.number)
            field = FACT + name if FACT + name in self.fields else "more_value"
            self.add_error(
                field, _("Changed meanwhile by somebody else: now %(text)s. Save again to put yours.") % {"text": text}
            )

    @staticmethod
    def _text(one: Known, codelists: Mapping[str, CodeList]) -> str:
        text = value_text(one.variable, one.fact, codelists)
        return masked(one.variable, text) if is_masked(one.variable) else text

    @staticmethod
    def _choices(variable: Variable, codelists: Mapping[str, CodeList], sight: Sight) -> list[tuple[str, str]]:
        if variable.type == "bool":
            return [
                ("", "—"),
                ("是", "是" if sight.lang == "zh" else "yes"),
                ("否", "否" if sight.lang == "zh" else "no"),
            ]
        codes = codelists[variable.codelist or ""].codes
        return [("", "—"), *((code.zh, code.zh if sight.lang == "zh" else code.en) for code in codes)]
