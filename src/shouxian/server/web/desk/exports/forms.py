"""The form by which a list is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, MEMBER_NAME, PEOPLE, PERSON
from shouxian.core.packs.models.dictionary import Variable
from shouxian.server.accounts import fields
from shouxian.server.findings.queries import Wanted
from shouxian.server.regions.queries import name_of
from shouxian.server.reports.exporting import HOURS, MOST_HOURS
from shouxian.server.reports.selecting import Asked
from shouxian.server.web.desk.households.shown import named_types, rule_title
from shouxian.server.web.sight import Sight

FACT = "fact-"
USUAL = {HOUSEHOLD: (GROUP, HEAD_NAME, PEOPLE), PERSON: (MEMBER_NAME,)}
FILTERS = ("group", "type", "visited", "worst", "rule")
_LIVES = (1, 8, HOURS, 3 * 24, MOST_HOURS)


@dataclass(frozen=True)
class Topic:
    """Fields of one topic of the dictionary: (field, what it is searched by, whether pages show it masked)."""

    name: str
    fields: tuple[tuple[forms.BoundField, str, bool], ...]

    @property
    def chosen(self) -> bool:
        return any(bound.value() for bound, _words, _masked in self.fields)


class Ask(forms.Form):
    """For one campaign and subject: of whom, which facts, for what, how long. A fact that pages show masked is left
    out, masked or in full; in full only where somebody may look at it in full."""

    villages = forms.MultipleChoiceField(
        label=_("Villages"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )  # fmt: skip
    type = forms.ChoiceField(label=_("Household type"), required=False)
    visited = forms.ChoiceField(label=_("Visit"), required=False)
    worst = forms.ChoiceField(label=_("Found"), required=False)
    rule = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    group = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    posting = forms.BooleanField(
        label=_("For a public notice: village, group, name, family size and kind of household, nothing else"),
        required=False,
    )
    reason = forms.CharField(
        label=_("What for, and for whom"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("It stands in the log. Do not write numbers of people here."),
    )  # fmt: skip
    hours = forms.TypedChoiceField(label=_("Kept for"), coerce=int, initial=HOURS)

    def __init__(
        self, sight: Sight, opened: OpenedCampaign, subject: str, *args: Any, wanted: Wanted | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.opened, self.subject = opened, subject
        self.lang = sight.lang
        self.mine = [v.code for v in opened.villages if v.code.startswith(sight.places)]
        self.known = offered(opened, subject)
        self._choose(sight)
        self._facts(sight)
        if wanted is not None:
            self.initial.update({name: getattr(wanted, name) for name in FILTERS})
            self.initial["villages"] = [wanted.village] if wanted.village in self.mine else []

    def _choose(self, sight: Sight) -> None:
        any_of: list[tuple[str, Any]] = [("", _("all"))]
        self.choices("villages", [(code, name_of(code)) for code in self.mine])
        self.choices("type", any_of + list(named_types(self.opened, sight.lang).items()))
        self.choices("visited", [*any_of, ("no", _("not visited yet")), ("yes", _("visited"))])
        self.choices("worst", [
            *any_of, ("any", _("anything found")), ("fix", _("to be put right")), ("verify", _("to be verified")),
            ("hint", _("only hints")), ("none", _("nothing found")),
        ])  # fmt: skip
        self.choices("hours", [(n, _("%(n)s hours") % {"n": n} if n < 48 else _("%(n)s days") % {"n": n // 24})
                               for n in _LIVES])  # fmt: skip

    def choices(self, name: str, told: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = told  # type: ignore[attr-defined]

    def _facts(self, sight: Sight) -> None:
        for name, variable in self.known.items():
            label = variable.label().of(sight.lang)
            kind = fields.class_of(variable)
            if kind not in fields.MASKED:
                self.fields[FACT + name] = forms.BooleanField(
                    label=label, required=False, initial=name in USUAL.get(self.subject, ()),
                    widget=forms.CheckboxInput({"class": "form-check-input"}),
                )  # fmt: skip
                continue
            full = bool(fields.where_may(sight.standing, "export_full", kind))
            choices = [("", _("leave out")), ("masked", _("masked")), *([("full", _("in full"))] if full else [])]
            self.fields[FACT + name] = forms.ChoiceField(label=label, required=False, choices=choices)
            self.fields[FACT + name].widget.attrs["class"] = "form-select form-select-sm"

    @property
    def topics(self) -> list[Topic]:
        """The facts by topic; those that the dictionary puts under none come first, under the subject's name."""
        dictionary = self.opened.catalogue.dictionary
        own = dictionary.subjects[self.subject]
        found: dict[str, list[tuple[forms.BoundField, str, bool]]] = {own.zh if self.lang == "zh" else own.en: []}
        for name, variable in self.known.items():
            topic = dictionary.topics.get(name)
            title = topic.of(self.lang) if topic else next(iter(found))
            words = " ".join((variable.zh, variable.en, *variable.synonyms)).lower()
            found.setdefault(title, []).append((self[FACT + name], words, fields.is_masked(variable)))
        return [Topic(title, tuple(rows)) for title, rows in found.items() if rows]

    @property
    def rule_name(self) -> str:
        named = str(self["rule"].value() or "")
        return rule_title(named, self.opened, self.lang) if named else ""

    def asked(self) -> Asked:
        """Of a form that is sound."""
        told = self.cleaned_data
        chosen: Mapping[str, str] = {
            name: "open" if told[FACT + name] is True else str(told[FACT + name])
            for name in self.known
            if told[FACT + name]
        }
        return Asked(
            self.opened.id, HOUSEHOLD if told["posting"] else self.subject, tuple(told["villages"] or self.mine),
            {} if told["posting"] else dict(chosen), posting=told["posting"],
            **{name: told[name] for name in FILTERS},
        )  # fmt: skip


def offered(opened: OpenedCampaign, subject: str) -> dict[str, Variable]:
    """What is kept of a subject; what follows from it by computing is not."""
    own = opened.catalogue.dictionary.subjects[subject].variables
    return {v.name: v for v in own if v.derive is None and v.computed is None}
