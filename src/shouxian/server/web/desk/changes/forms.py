"""What a page asks about a change, kind by kind, and what its answers mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shouxian.core.campaigns.kinship import HEAD
from shouxian.core.campaigns.member_changes import COMES, GOES, LEAVES, Change, Home, Kind
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.records import Record
from shouxian.core.dataset.roles import BIRTH, GROUP, MEMBER_NAME, RELATION, RESIDENT_ID, SEX
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.facts import Fact
from shouxian.server.flows.changing import Asked
from shouxian.server.flows.correcting import value_told
from shouxian.server.registry.models import Household
from shouxian.server.registry.wording import worded
from shouxian.server.web.desk.changes.kinds import KINDS
from shouxian.server.web.sight import Sight

RELATED, COUNTED, SEEN = "relation-", "count-", "seen-"
NEWCOMER = (MEMBER_NAME, SEX, RELATION, BIRTH, RESIDENT_ID)


class Register(forms.Form):
    """The first page: who, when, and what shows it. ``found``: households that the typed name of a head may mean."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    shows = forms.CharField(label=_("What shows it"), max_length=80)

    def __init__(
        self, kind: Kind, home: Home, opened: OpenedCampaign, sight: Sight, data: QueryDict | None,
        initial: Mapping[str, Any], found: Sequence[Household] = (),
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial))
        self.kind, self.home, self.opened, self.sight = kind, home, opened, sight
        self.fields["day"].initial = clock.today
        self.fields["shows"].help_text = KINDS[kind].papers
        if kind in COMES:
            self._ask_who_comes()
        if kind in (*LEAVES, "moved", "split"):
            self._ask_who_goes()
        if kind in GOES:
            self._ask_where(found)
        if kind == "split":
            self._ask_of_the_new_one()
        if kind in (*LEAVES, "moved", "split", "new_head"):
            self._ask_new_head()
        self.order_fields([*(n for n in self.fields if n not in ("day", "shows")), "day", "shows"])

    def _ask_who_comes(self) -> None:
        dictionary, place = self.opened.catalogue.dictionary, 0 if self.sight.lang == "zh" else 1
        for name in NEWCOMER:
            variable = dictionary.variables[name]
            label = variable.label().of(self.sight.lang)
            needed = name not in (RESIDENT_ID, *((BIRTH,) if self.kind == "born" else ()))
            if variable.codelist:
                codes = dictionary.codelists[variable.codelist].codes
                choices = [("", "—"), *((c.code, (c.zh, c.en)[place]) for c in codes if c.code != HEAD)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=needed)
            elif variable.type == "date":
                widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
                self.fields[name] = forms.DateField(label=label, widget=widget, required=needed)
            else:
                self.fields[name] = forms.CharField(label=label, max_length=60, required=needed)
        if self.kind == "born":
            del self.fields[BIRTH]
            self.fields["day"].label = dictionary.variables[BIRTH].label().of(self.sight.lang)

    def _ask_who_goes(self) -> None:
        choices = self._members()
        if self.kind in LEAVES:
            self.fields["who"] = forms.ChoiceField(label=_("Who"), choices=choices, widget=forms.RadioSelect)
        else:
            self.fields["who"] = forms.MultipleChoiceField(
                label=_("Who"), choices=choices, widget=forms.CheckboxSelectMultiple
            )

    def _ask_where(self, found: Sequence[Household]) -> None:
        self.fields["target_name"] = forms.CharField(
            label=_("Head of the other household"), max_length=60, help_text=_("The name, or how it begins")
        )
        self.fields["target"] = forms.ChoiceField(
            label=_("Which household"), required=False, widget=forms.RadioSelect if found else forms.HiddenInput,
            choices=[("", "—")] if not found else [],
        )  # fmt: skip
        choices = [(one.key, f"{one.name} · {self._place(one)}") for one in found]
        cast(forms.ChoiceField, self.fields["target"]).choices = choices or [("", "—")]

    def _ask_of_the_new_one(self) -> None:
        self.fields["head_there"] = forms.ChoiceField(
            label=_("Head of the household split off"), choices=[("", "—"), *self._members(head=False)]
        )
        group = self.opened.catalogue.dictionary.variables[GROUP].label().of(self.sight.lang)
        self.fields["group"] = forms.CharField(
            label=group, required=False, max_length=40, initial=self.home.record.text(GROUP)
        )
        self.fields["same_kind"] = forms.BooleanField(
            label=_("It is of the same kind (lifted out of poverty, monitored …) as this household"), required=False,
            initial=True,
        )  # fmt: skip

    def _ask_new_head(self) -> None:
        needed = self.kind == "new_head"
        self.fields["new_head"] = forms.ChoiceField(
            label=_("New head of this household"), required=needed,
            choices=[("", "—" if needed else _("the head stays")), *self._members(head=False)],
            help_text="" if needed else _("Only where the head is among those who go"),
        )  # fmt: skip

    def _members(self, *, head: bool = True) -> list[tuple[str, str]]:
        own = self.home.head.key if self.home.head else ""
        return [(key, self.called(m)) for key, m in self.home.members.items() if head or key != own]

    def called(self, member: Record) -> str:
        """A member by name and relation."""
        dictionary, relation = self.opened.catalogue.dictionary, member.text(RELATION)
        word = worded(dictionary.variables[RELATION], relation, dictionary.codelists, self.sight.lang)
        return f"{member.text(MEMBER_NAME)} · {word}" if relation else member.text(MEMBER_NAME)

    def _place(self, one: Household) -> str:
        region = self.opened.regions.at(one.village)
        return " · ".join(part for part in (region.short if region else one.village, one.group) if part)

    def asked(self, household: Household, target: Household | None) -> Asked:
        """Of a form that is sound. Raises ``ShouxianError`` for what is no such value, at its field."""
        told = self.cleaned_data
        who = told.get("who") or ()
        places = {COUNTED + place: place for place in ("here", "there")}
        counts = {place: self.data[name] for name, place in places.items() if self.data.get(name)}
        related = {name.removeprefix(RELATED): str(self.data[name]) for name in self.data if name.startswith(RELATED)}
        change = Change(
            self.kind, told["day"], (who,) if isinstance(who, str) else tuple(who), self._newcomer(),
            new_head=told.get("new_head", ""), head_there=told.get("head_there", ""), relations=self._codes(related),
            counts={place: self._people(text) for place, text in counts.items()}, group=told.get("group", "").strip(),
            same_kind=("kind",) if told.get("same_kind") else (),
        )  # fmt: skip
        seen = {household.key: self.data.get(SEEN + "here", "")}
        seen |= {target.key: self.data.get(SEEN + "there", "")} if target else {}
        return Asked(change, told["shows"], target, seen, self.data.get("once", ""))

    def _newcomer(self) -> dict[str, Fact]:
        found: dict[str, Fact] = {}
        variables = self.opened.catalogue.dictionary.variables
        for name in NEWCOMER:
            value = self.cleaned_data.get(name)
            if value and name == RESIDENT_ID:
                value = _at(name, lambda text=value: value_told(variables[RESIDENT_ID], text, self.opened))
            if value:
                found[name] = value.strip() if isinstance(value, str) else value
        return found

    def _people(self, text: str) -> int:
        variable = self.opened.catalogue.dictionary.variables["people_count"]
        value = _at("counts", lambda: value_told(variable, text, self.opened))
        return value if isinstance(value, int) else 0

    def _codes(self, related: Mapping[str, str]) -> dict[str, str]:
        codes = {code.code for code in self.opened.catalogue.dictionary.codelists["relations"].codes}
        return {key: code for key, code in related.items() if code in codes and code != HEAD}

    def take_faults(self, error: ShouxianError) -> None:
        """Show each fault at the field it is of."""
        for fault in error.faults:
            name = fault.where.column
            self.add_error(name if name in self.fields else None, fault.sentence(self.sight.lang))

    def hidden(self) -> list[str]:
        """Every answer as a hidden field, for the page that asks once more."""
        return [str(bound.as_hidden()) for bound in self]


def _at(name: str, made: Any) -> Any:
    """A value, or its faults at the field."""
    try:
        return made()
    except ShouxianError as error:
        raise ShouxianError([replace(f, where=replace(f.where, column=name)) for f in error.faults]) from None
