"""The form by which blank annexes are asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.server.regions.queries import name_of
from shouxian.server.web.sight import Sight

ALL = _("None ticked: all of them.")


class Blank(forms.Form):
    """For one campaign: villages within one's places, all of them where none is ticked, and sheets likewise."""

    villages = forms.MultipleChoiceField(
        label=_("Villages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )
    sheets = forms.MultipleChoiceField(
        label=_("Sheets"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: all of them.")
    )

    def __init__(self, sight: Sight, opened: OpenedCampaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = [v.code for v in opened.villages if v.code.startswith(sight.places)]
        self.fields["villages"].choices = [(code, name_of(code)) for code in self.mine]  # type: ignore[attr-defined]
        sheets = [s for s in opened.layouts.values() if s.id in opened.pack.sheets and s.kind != "table"]
        self.fields["sheets"].choices = [(s.id, f"{s.annex} {s.name}") for s in sheets]  # type: ignore[attr-defined]

    def wanted(self) -> tuple[list[str], list[str]]:
        """Villages and sheets of a form that is sound."""
        return self.cleaned_data["villages"] or self.mine, self.cleaned_data["sheets"]
