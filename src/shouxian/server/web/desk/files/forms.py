"""The form by which a file is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.campaigns.exported_lists import LAYOUT
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.sheets.guard.locked import is_locked, unlock
from shouxian.server.campaigns.queries import openings, pack_of
from shouxian.server.regions.queries import name_of
from shouxian.server.registry.actions import Handed
from shouxian.server.web.sight import Sight


class HandIn(forms.Form):
    """``what``: "return", "roster:<layout>" or "list:<name>". Only a village's return is offered to whom may not
    bring in what is of everybody."""

    campaign = forms.ChoiceField(label=_("Campaign"))
    what = forms.ChoiceField(label=_("What is it?"))
    file = forms.FileField(label=_("Workbook"), help_text=_("Excel or WPS; nothing is stored before you confirm it."))
    password = forms.CharField(
        label=_("Password of the file"), required=False, max_length=60, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only where it opens with one. It is used once and not kept."),
    )  # fmt: skip
    village = forms.ChoiceField(
        label=_("Village"),
        required=False,
        help_text=_("Only where the file does not say itself which village it is of."),
    )
    as_of = forms.DateField(
        label=_("Day of the data"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day of the visits or of the export; empty: today."),
    )  # fmt: skip

    def __init__(self, sight: Sight, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lang = sight.lang
        here = [pack_of(opening.campaign) for opening in openings(sight.places)]
        villages = {v.code: v.name for opened in here for v in opened.villages if v.code.startswith(sight.places)}
        self.fields["campaign"].choices = [(o.id, o.pack.campaign.name.of(sight.lang)) for o in here]  # type: ignore[attr-defined]
        self.fields["village"].choices = [  # type: ignore[attr-defined]
            ("", _("as the file says")), *((code, f"{name_of(code[:9])} {name}") for code, name in villages.items()),
        ]  # fmt: skip
        self.fields["what"].choices = [("return", _("Sheets that a village returns"))]  # type: ignore[attr-defined]
        if sight.may("screen") and here:
            self._offer_the_rest(sight, here)
        if len(here) == 1:
            self.fields["campaign"].initial = here[0].id

    def _offer_the_rest(self, sight: Sight, here: list[Any]) -> None:
        zh = sight.lang == "zh"
        exported = (f"roster:{LAYOUT}", _("An exported list that comes back"))
        rosters = [(f"roster:{s.id}", s.zh if zh else s.en) for s in here[0].catalogue.imports.values()]
        lists = {f"list:{handed.id}": handed.zh if zh else handed.en for o in here for handed in o.pack.campaign.lists}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *self.fields["what"].choices, (_("Rosters and exports"), [exported, *rosters]),  # type: ignore[attr-defined]
            *([(_("Lists handed down"), list(lists.items()))] if lists else []),
        ]  # fmt: skip

    def handed(self) -> Handed:
        """Of a form that is sound."""
        told = self.cleaned_data
        kind, _colon, layout = told["what"].partition(":")
        return Handed(
            told["campaign"], kind, told["file"].name, told["content"], layout, told["village"], told["as_of"]
        )

    def clean(self) -> dict[str, Any]:
        """A locked workbook is opened here, so that its password is kept nowhere at all."""
        told = super().clean() or self.cleaned_data
        if "file" in told:
            told["content"] = told["file"].read()
            if is_locked(told["content"]) and told["password"]:
                try:
                    told["content"] = unlock(told["content"], told["password"], told["file"].name)
                except ShouxianError as error:
                    for one in error.faults:
                        self.add_error("password", one.sentence(self.lang))
        return told
