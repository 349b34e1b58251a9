"""What a change will do, in words, before anybody confirms it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouxian.core.campaigns.kinship import HEAD
from shouxian.core.campaigns.member_changes import COMES, Line
from shouxian.core.dataset.records import Record
from shouxian.core.dataset.roles import (
    CHANGE,
    CHANGED_ON,
    HEAD_NAME,
    HOUSEHOLD,
    MEMBER_NAME,
    PEOPLE,
    RELATION,
)
from shouxian.core.packs.facts import Fact
from shouxian.core.sheets.answers.masking import HIDDEN
from shouxian.server.accounts.fields import is_masked
from shouxian.server.flows.changing import Looked
from shouxian.server.registry.wording import masked, worded
from shouxian.server.web.desk.changes.forms import COUNTED, RELATED, SEEN, Register


@dataclass(frozen=True)
class Block:
    """One household or member. ``new``: nobody knew of it before; ``rows``: label, before, afterwards."""

    name: str
    household: bool
    new: bool
    moves: bool
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Choice:
    """A member whose relation to the head is to be looked at."""

    field: str
    name: str
    before: str
    chosen: str


@dataclass(frozen=True)
class Count:
    field: str
    name: str
    before: int | None
    after: int


class Preview:
    """``once`` marks this page: sent twice, it is one change."""

    def __init__(self, form: Register, looked: Looked, once: str) -> None:
        self.form, self.looked, self.once = form, looked, once
        self._members = {key: m for home in looked.homes for key, m in home.members.items()}
        self._homes = {home.record.key: home.record for home in looked.homes}

    @property
    def blocks(self) -> list[Block]:
        return [block for line in self.looked.worked.lines if (block := self._block(line)).rows or block.moves]

    @property
    def relations(self) -> list[Choice]:
        return [
            Choice(RELATED + key, self._members[key].text(MEMBER_NAME), self._word(RELATION, self._was(key)), code)
            for key, code in self.looked.worked.relations.items()
        ]

    @property
    def codes(self) -> list[tuple[str, str]]:
        codes = self.form.opened.catalogue.dictionary.codelists["relations"].codes
        return [(c.code, c.zh if self.form.sight.lang == "zh" else c.en) for c in codes if c.code != HEAD]

    @property
    def counts(self) -> list[Count]:
        """People of each household that stays one."""
        homes = {"here": self.looked.homes[0].record, "there": self.looked.homes[-1].record}
        found = []
        for place, after in self.looked.worked.counts.items():
            splits = place == "there" and len(self.looked.homes) == 1
            record = homes[place]
            people = record.facts.get(PEOPLE)
            name = self._head_there() if splits else record.text(HEAD_NAME)
            before = people if isinstance(people, int) and not splits else None
            found.append(Count(COUNTED + place, name, before, after))
        return found

    @property
    def seen(self) -> list[tuple[str, str]]:
        """The states that this page was made from, as hidden fields."""
        return [
            (SEEN + place, token) for place, token in zip(("here", "there"), self.looked.seen.values(), strict=False)
        ]

    def _head_there(self) -> str:
        return self._members[self.form.cleaned_data["head_there"]].text(MEMBER_NAME)

    def _was(self, key: str) -> str:
        return self._members[key].text(RELATION)

    def _block(self, line: Line) -> Block:
        record = self._homes.get(line.key) or self._members.get(line.key)
        named = HEAD_NAME if line.subject == HOUSEHOLD else MEMBER_NAME
        name = record.text(named) if record else str(line.facts.get(named) or "")
        elsewhere = isinstance(record, Record) and line.subject != HOUSEHOLD and line.home != record.household
        return Block(name, line.subject == HOUSEHOLD, record is None, elsewhere, tuple(self._rows(line, record)))

    def _rows(self, line: Line, record: Record | None) -> list[tuple[str, str, str]]:
        asked_below = {PEOPLE} | ({RELATION} if line.key in self.looked.worked.relations else set())
        marks = set() if self.form.kind in COMES else {CHANGE, CHANGED_ON}
        known: Mapping[str, Fact] = record.facts if record else {}
        variables, lang = self.form.opened.catalogue.dictionary.variables, self.form.sight.lang
        return [
            (variables[name].label().of(lang), self._word(name, known.get(name)), self._word(name, value))
            for name, value in line.facts.items()
            if name not in asked_below | marks
        ]

    def _word(self, name: str, value: Fact | None) -> str:
        if value is None or value == "":
            return "—"
        dictionary = self.form.opened.catalogue.dictionary
        variable = dictionary.variables[name]
        if variable.hidden is not None:
            return masked(variable, str(value))
        if is_masked(variable):
            return HIDDEN
        shown = list(value) if isinstance(value, tuple) else value
        return worded(variable, shown, dictionary.codelists, self.form.sight.lang)
