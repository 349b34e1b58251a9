"""Forms of accounts and areas: people, a post, a place, from a day to a day."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel import clock
from shouxian.server.accounts.areas import called, present
from shouxian.server.accounts.managing import Wanted, may_give
from shouxian.server.accounts.models import Area
from shouxian.server.accounts.offer import Offer, covers
from shouxian.server.accounts.roles import ROLES
from shouxian.server.campaigns.posts import posts_within
from shouxian.server.regions.queries import full_name_of, name_of, within
from shouxian.server.web.sight import Sight

EVERYWHERE = "*"  # "" is what an empty choice sends
AREA = "area:"  # before the number of a named area, among places
_UNCHOSEN = ("", _("— please choose —"))


def offer_of(sight: Sight) -> Offer:
    """What somebody who manages accounts may give."""
    return Offer(sight.standing, tuple(posts_within(sight.places)), tuple(present(sight.standing)), sight.lang)


def _day() -> forms.DateInput:
    """A browser takes this form of a day only, whatever a language writes."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Post(forms.Form):
    """A post, as far as the manager may give it."""

    role = forms.ChoiceField(label=_("Post"))
    place = forms.ChoiceField(label=_("Place"), help_text=_("A town holds all its villages."))
    since = forms.DateField(label=_("First day"), initial=clock.today, widget=_day())
    until = forms.DateField(
        label=_("Last day"), required=False, widget=_day(), help_text=_("Checkers always need one.")
    )

    def __init__(self, sight: Sight, data: Any = None) -> None:
        super().__init__(data)
        self.sight, self.offer = sight, offer_of(sight)
        self.fields["role"].choices = [_UNCHOSEN, *_posts(self.offer)]  # type: ignore[attr-defined]
        self.fields["place"].choices = [_UNCHOSEN, *_places(sight, self.offer.areas)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A post of a notice is given where the notice holds."""
        told = super().clean() or {}
        if "role" in told and "place" in told:
            wanted = self._wanted(told)
            choice = next((one for one in self.offer.posts if one.named == wanted.named), None)
            if choice is not None and not covers(choice, wanted.places):
                raise ValidationError(_("That post is of a notice that does not cover this place."))
        return told

    def wanted(self) -> Wanted:
        """Of a form that is sound."""
        return self._wanted(self.cleaned_data)

    def _wanted(self, told: dict[str, Any]) -> Wanted:
        choice = next((one for one in self.offer.posts if one.named == told["role"]), None)
        role, named = (choice.role, choice.named) if choice else (told["role"], "")
        place: str = told["place"]
        days = told.get("since") or self.sight.standing.day, told.get("until")
        if place.startswith(AREA):
            chosen = next(area for area in self.offer.areas if f"{AREA}{area.pk}" == place)
            return Wanted(role, *days, areas=called(chosen.name, self.sight.standing), named=named)
        return Wanted(role, *days, codes=("" if place == EVERYWHERE else place,), named=named)


class Open(Post):
    people = forms.CharField(
        label=_("People"), widget=forms.Textarea({"rows": 4}), max_length=20_000,
        help_text=_("One person a line: name, space, login. All get the same post; each gets a slip with a password."),
    )  # fmt: skip
    field_order = ("people", "role", "place", "since", "until")


class End(forms.Form):
    last_day = forms.DateField(label=_("Last day"), initial=clock.today, widget=_day())


class Workbook(forms.Form):
    file = forms.FileField(label=_("Filled workbook"), widget=forms.FileInput({"accept": ".xlsx"}), max_length=None)


class Name(forms.Form):
    name = forms.CharField(label=_("Name of the area"), max_length=80)


class Places(forms.Form):
    """Villages and towns within the manager's places, by town."""

    codes = forms.MultipleChoiceField(label=_("Places"), widget=forms.CheckboxSelectMultiple, required=False)
    since = forms.DateField(label=_("First day"), initial=clock.today, widget=_day())

    def __init__(self, sight: Sight, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["codes"].choices = list(_by_town(sight))  # type: ignore[attr-defined]


class NewArea(Name, Places):
    until = forms.DateField(label=_("Last day"), required=False, widget=_day())
    field_order = ("name", "codes", "since", "until")


def _posts(offer: Offer) -> Iterator[tuple[Any, Any]]:
    """Those of each notice under its name, then the general ones."""
    zh = offer.lang == "zh"
    allowed = may_give(offer.manager)
    notices: dict[str, list[tuple[str, str]]] = {}
    for post in offer.posts:
        if post.role in allowed:
            group = notices.setdefault(post.of_zh if zh else post.of_en, [])
            group.append((post.named, post.zh if zh else post.en))
    yield from notices.items()
    general = [(code, ROLES[code].zh if zh else ROLES[code].en) for code in allowed]
    yield (_("In general"), general) if notices else (_("Posts"), general)


def _places(sight: Sight, areas: tuple[Area, ...]) -> Iterator[tuple[Any, Any]]:
    if "" in sight.places:
        yield EVERYWHERE, _("all places")
    if areas:
        yield _("Named areas"), [(f"{AREA}{area.pk}", area.name) for area in areas]
    yield from ((region.code, full_name_of(region.code)) for region in within(sight.places))


def _by_town(sight: Sight) -> Iterator[tuple[Any, Any]]:
    groups: dict[str, list[tuple[str, Any]]] = {}
    for region in within(sight.places):
        if region.level == "village":
            groups.setdefault(region.code[:9], []).append((region.code, region.name))
    for town, villages in groups.items():
        whole = [(town, _("the whole town"))] if town.startswith(sight.places) else []
        yield name_of(town), [*whole, *villages]
