"""Changes of members and households worked out: what is told of whom when somebody is born, leaves, moves to another
household, when a household splits, goes into another, or has a new head. Pure: nothing is read or written here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from shouxian.core.campaigns.kinship import HEAD, towards
from shouxian.core.dataset.records import Record
from shouxian.core.dataset.roles import (
    BIRTH,
    CHANGE,
    CHANGED_ON,
    CLOSED_HOW,
    CLOSED_ON,
    GROUP,
    HEAD_ID,
    HEAD_NAME,
    HOUSEHOLD,
    LEFT_HOW,
    LEFT_ON,
    MEMBER_NAME,
    PEOPLE,
    PERSON,
    PHONE,
    RELATION,
    RESIDENT_ID,
)
from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.facts import Fact

Kind = Literal[
    "born", "married_in", "moved_in", "died", "married_out", "moved_out", "moved", "split", "merged", "new_head"
]
COMES = ("born", "married_in", "moved_in")
LEAVES = ("died", "married_out", "moved_out")
GOES = ("moved", "merged")  # to another household that is known
_MARKS = {"moved": "moved_in", "split": "other", "merged": "other"}  # what a sheet would say of who went along


@dataclass(frozen=True)
class Home:
    """A household with its present members by key. ``complete``: they are known to be all."""

    record: Record
    members: Mapping[str, Record]
    complete: bool = False

    @property
    def head(self) -> Record | None:
        """The member who is head: by relation, else by name."""
        by_relation = (m for m in self.members.values() if m.text(RELATION) == HEAD)
        by_name = (m for m in self.members.values() if m.text(MEMBER_NAME) == self.record.text(HEAD_NAME))
        return next(by_relation, None) or next(by_name, None)

    @property
    def people(self) -> int | None:
        count = self.record.facts.get(PEOPLE)
        return count if isinstance(count, int) else None


@dataclass(frozen=True)
class Change:
    """What somebody registers. ``who``: members who leave or go; ``newcomer``: facts of who comes, ``returns``: his key
    where he was a member before; ``new_head``: of those who stay, ``head_there``: of those who go, where they split
    off; ``relations``: member → to his head then; ``counts``: people ``here`` and ``there`` afterwards, where somebody
    says otherwise than follows; ``same_kind``: facts of the household that one split off takes over."""

    kind: Kind
    day: date
    who: tuple[str, ...] = ()
    newcomer: Mapping[str, Fact] = field(default_factory=dict)
    returns: str = ""
    new_head: str = ""
    head_there: str = ""
    relations: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    same_kind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """What is told of one household or member; None erases. ``home``: village of a new household, household of a
    member."""

    subject: str
    key: str
    facts: Mapping[str, Fact | None]
    home: str = ""
    complete: bool = False


@dataclass(frozen=True)
class Worked:
    """``relations``: every member whose relation somebody has to look at, with what it would be ("" where it does not
    follow); ``counts``: people ``here`` and ``there`` afterwards; ``closes``: the household is none any more."""

    lines: tuple[Line, ...]
    relations: Mapping[str, str]
    counts: Mapping[str, int]
    closes: bool = False

    @property
    def missing(self) -> list[str]:
        return [key for key, relation in self.relations.items() if not relation]


def work_out(change: Change, home: Home, target: Home | None = None, fresh: Callable[[str], str] = new_key) -> Worked:
    """``target``: the household that somebody goes to; ``fresh``: letter → key of what is new. Raises ``ShouxianError``
    CHANGE_WHO, CHANGE_NEW_HEAD, CHANGE_HEAD_THERE, CHANGE_ALL_GO, CHANGE_UNLISTED, CHANGE_TARGET, CHANGE_BEFORE_BIRTH;
    ``where.column``: the field."""
    going = _going(change, home)
    staying = {key: record for key, record in home.members.items() if key not in going}
    _check(change, home, going, staying, target)
    relations: dict[str, str] = {}
    lines: list[Line] = []
    counts = _counts(change, home, target, len(going))
    closes = change.kind == "merged" or (bool(going) and not staying)
    if closes and change.kind != "split":
        how = "merged" if change.kind == "merged" else "emptied"
        lines.append(Line(HOUSEHOLD, home.record.key, {CLOSED_ON: change.day, CLOSED_HOW: how}))
        counts.pop("here", None)
    else:
        headed = staying.get(change.new_head)
        if headed is not None:
            relations |= _relations(towards(headed, staying), staying, headed.key, change)
        facts: dict[str, Fact | None] = {PEOPLE: counts["here"], **(_headed(headed, home) if headed else {})}
        lines.append(Line(HOUSEHOLD, home.record.key, facts))
        lines += _related(relations, change.new_head if headed else "", home.record.key)
    lines += _arrived(change, home, target, going, relations, counts, fresh)
    if change.kind in COMES:
        lines.append(_came(change, home, fresh))
    if change.kind in LEAVES:
        lines += [_left(change, key, home) for key in going]
    lines = _news(lines, home, target)
    lines.sort(key=lambda line: line.subject != HOUSEHOLD)  # who arrives finds the household there
    return Worked(tuple(lines), relations, counts, closes)


def _news(lines: Iterable[Line], home: Home, target: Home | None) -> list[Line]:
    """Without what is known already of households and of those who stay; a household stays named all the same."""
    known = {record.key: record.facts for record in (home.record, *home.members.values())}
    known |= {target.record.key: target.record.facts} if target else {}
    found = []
    for line in lines:
        facts = line.facts
        if line.subject == HOUSEHOLD or set(facts) == {RELATION}:
            before = known.get(line.key, {})
            facts = {name: value for name, value in facts.items() if before.get(name) != value}
        if facts or line.subject == HOUSEHOLD:
            found.append(replace(line, facts=facts))
    return found


def _going(change: Change, home: Home) -> dict[str, Record]:
    if change.kind == "merged":
        return dict(home.members)
    if change.kind in (*COMES, "new_head"):
        return {}
    if not change.who or any(key not in home.members for key in change.who):
        raise ShouxianError(fault("CHANGE_WHO", Where(column="who")))
    return {key: home.members[key] for key in change.who}


def _check(
    change: Change, home: Home, going: Mapping[str, Record], staying: Mapping[str, Record], target: Home | None
) -> None:
    head = home.head
    if change.kind in GOES and (target is None or target.record.key == home.record.key):
        raise ShouxianError(fault("CHANGE_TARGET", Where(column="target")))
    if change.kind == "split" and not staying:
        raise ShouxianError(fault("CHANGE_ALL_GO", Where(column="who")))
    if change.kind == "split" and change.head_there not in going:
        raise ShouxianError(fault("CHANGE_HEAD_THERE", Where(column="head_there")))
    if change.kind != "merged" and going and not staying and (home.people or 0) > len(going):
        raise ShouxianError(fault("CHANGE_UNLISTED", Where(column="who"), people=home.people))
    needed = bool(staying) and (change.kind == "new_head" or (head is not None and head.key in going))
    if needed and (change.new_head not in staying or (head is not None and head.key == change.new_head)):
        raise ShouxianError(fault("CHANGE_NEW_HEAD", Where(column="new_head")))
    if change.new_head and not needed:
        raise ShouxianError(fault("CHANGE_NEW_HEAD", Where(column="new_head")))
    for record in going.values():
        born = record.facts.get(BIRTH)
        if isinstance(born, date) and change.day < born:
            raise ShouxianError(fault("CHANGE_BEFORE_BIRTH", Where(column="day"), day=born))


def _counts(change: Change, home: Home, target: Home | None, going: int) -> dict[str, int]:
    """People of each household afterwards: as many fewer and more as go, unless the figure says so already."""
    listed = len(home.members)
    step = 1 if change.kind in COMES else -going
    counts = {"here": _count(home.people, listed, listed + step, step)}
    if change.kind == "split":
        counts["there"] = going
    if change.kind in GOES and target is not None:
        more = max(home.people or 0, going) if change.kind == "merged" else going
        counts["there"] = _count(target.people, len(target.members), len(target.members) + more, more)
    return counts | {place: count for place, count in change.counts.items() if place in counts}


def _count(people: int | None, listed: int, then: int, step: int) -> int:
    """``people``: as told before; ``listed``, ``then``: members on the list before and afterwards."""
    if people is None or people in (listed, then):
        return max(then, 1)
    return max(people + step, 1)


def _relations(proposed: Mapping[str, str], members: Iterable[str], head: str, change: Change) -> dict[str, str]:
    return {key: change.relations.get(key) or proposed.get(key, "") for key in members if key != head}


def _headed(head: Record, home: Home) -> dict[str, Fact | None]:
    """Facts of a household that name its head."""
    facts: dict[str, Fact | None] = {HEAD_NAME: head.text(MEMBER_NAME)}
    if head.text(RESIDENT_ID) or HEAD_ID in home.record.facts:
        facts[HEAD_ID] = head.text(RESIDENT_ID) or None
    return facts


def _related(relations: Mapping[str, str], head: str, home: str) -> list[Line]:
    told = {key: relation for key, relation in relations.items() if relation} | ({head: HEAD} if head else {})
    return [Line(PERSON, key, {RELATION: relation}, home) for key, relation in told.items()]


def _arrived(
    change: Change, home: Home, target: Home | None, going: Mapping[str, Record], relations: dict[str, str],
    counts: Mapping[str, int], fresh: Callable[[str], str],
) -> list[Line]:  # fmt: skip
    """Those who go, in the household they are of then, and that household."""
    marks: dict[str, Fact | None] = {CHANGE: _MARKS.get(change.kind, ""), CHANGED_ON: change.day}
    if change.kind == "split":
        head = going[change.head_there]
        there = _relations(towards(head, going), going, head.key, change)
        made = _split_off(change, home, head, counts["there"], fresh("H"))
    elif target is not None:
        there = _relations({}, going, "", change)
        made = Line(HOUSEHOLD, target.record.key, {PEOPLE: counts["there"]})
    else:
        return []
    relations |= there
    told = there | ({change.head_there: HEAD} if change.kind == "split" else {})
    return [
        made,
        *(
            Line(PERSON, key, marks | ({RELATION: told[key]} if told[key] else {}), made.key)
            for key in going
        ),
    ]  # fmt: skip


def _split_off(change: Change, home: Home, head: Record, people: int, key: str) -> Line:
    known = home.record.facts
    facts: dict[str, Fact | None] = {HEAD_NAME: head.text(MEMBER_NAME), PEOPLE: people}
    group = change.group or home.record.text(GROUP)
    told = {GROUP: group, HEAD_ID: head.text(RESIDENT_ID), PHONE: head.text("member_phone")}
    facts |= {name: text for name, text in told.items() if text}
    facts |= {name: known[name] for name in change.same_kind if name in known}
    return Line(HOUSEHOLD, key, facts, home.record.village, home.complete)


def _came(change: Change, home: Home, fresh: Callable[[str], str]) -> Line:
    facts: dict[str, Fact | None] = {**change.newcomer, CHANGE: change.kind, CHANGED_ON: change.day}
    if change.kind == "born":
        facts.setdefault(BIRTH, change.day)
    if change.returns:
        facts |= {LEFT_ON: None, LEFT_HOW: None}
    return Line(PERSON, change.returns or fresh("P"), facts, home.record.key)


def _left(change: Change, key: str, home: Home) -> Line:
    marks: dict[str, Fact | None] = {LEFT_ON: change.day, LEFT_HOW: change.kind}
    return Line(PERSON, key, marks | {CHANGE: change.kind, CHANGED_ON: change.day}, home.record.key)
