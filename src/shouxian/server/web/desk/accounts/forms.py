"""Forms of accounts: people, a role, a place, from a day to a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel import clock
from shouxian.server.accounts.managing import may_give
from shouxian.server.accounts.roles import ROLES
from shouxian.server.regions.queries import full_name_of, within
from shouxian.server.web.sight import Sight

EVERYWHERE = "*"  # "" is what an empty choice sends
_UNCHOSEN = ("", _("— please choose —"))


class Post(forms.Form):
    """A post, as far as the manager may give it."""

    role = forms.ChoiceField(label=_("Post"))
    place = forms.ChoiceField(label=_("Place"), help_text=_("A town holds all its villages."))
    since = forms.DateField(label=_("First day"), initial=clock.today, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("Checkers always need one."),
    )  # fmt: skip

    def __init__(self, sight: Sight, data: Any = None) -> None:
        super().__init__(data)
        roles = [(code, ROLES[code].zh if sight.lang == "zh" else ROLES[code].en) for code in may_give(sight.standing)]
        places: list[tuple[str, Any]] = [(region.code, full_name_of(region.code)) for region in within(sight.places)]
        if "" in sight.places:
            places.insert(0, (EVERYWHERE, _("all places")))
        self.fields["role"].choices = [_UNCHOSEN, *roles]  # type: ignore[attr-defined]
        self.fields["place"].choices = [_UNCHOSEN, *places]  # type: ignore[attr-defined]

    def clean_place(self) -> str:
        """A prefix of codes."""
        chosen: str = self.cleaned_data["place"]
        return "" if chosen == EVERYWHERE else chosen


class Open(Post):
    people = forms.CharField(
        label=_("People"), widget=forms.Textarea({"rows": 4}), max_length=20_000,
        help_text=_("One person a line: name, space, login. All get the same post; each gets a slip with a password."),
    )  # fmt: skip
    field_order = ("people", "role", "place", "since", "until")


class End(forms.Form):
    last_day = forms.DateField(label=_("Last day"), initial=clock.today, widget=forms.DateInput({"type": "date"}))
