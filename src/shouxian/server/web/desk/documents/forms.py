"""The form by which a document is put with a household."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Lang, ShouxianError
from shouxian.server.documents.actions import KINDS, Given
from shouxian.server.documents.models import TITLE

NAMES = {
    "proof": _("proof"), "photo": _("photograph"), "pledge": _("pledge or consent"), "form": _("signed form"),
    "other": _("something else"),
}  # fmt: skip


class Add(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=[(kind, NAMES[kind]) for kind in KINDS])
    title = forms.CharField(
        label=_("Title"), max_length=TITLE, help_text=_("Such as: death certificate; no numbers of people here")
    )
    day = forms.DateField(label=_("Day it is of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB."),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today

    def given(self) -> Given:
        """Of a form that is sound."""
        told = self.cleaned_data
        return Given(told["kind"], told["title"], told["day"], told["file"].read())

    def take_faults(self, error: ShouxianError, lang: Lang) -> None:
        """Show each fault at the field it is of."""
        for fault in error.faults:
            self.add_error(fault.where.column or None, fault.sentence(lang))
