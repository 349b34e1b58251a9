"""A difference made small, written down as a case file, and read back to be asked of every way for ever.

A case file is YAML: the ``rule``, its ``subject``, the ``key`` of the record it is asked about, what the plain meaning
says (``expected``), what each way said when it was found (``seen``), the ``parameters`` in force, and the ``village``
with its households and their members. A record with parameters of its own names them; columns that are left out are
unknown.
"""

import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from report import Difference
from small_town import town_schema
from smaller_rules import smaller
from ways import WAYS, Village, every_way, word

from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.written import written
from shouxian.core.kernel.faults import ShouxianError, Where

PARAMETER, LISTS = "p__", ("households", "members")
MOST_TRIES = 1_500


@dataclass(frozen=True)
class Case:
    """``parameters`` are those of every record of ``village`` that does not name its own."""

    rule: str
    subject: str
    key: str
    parameters: dict[str, Any]
    village: Village
    expected: str = ""
    seen: tuple[tuple[str, str], ...] = ()
    note: str = ""
    ways: tuple[str, ...] = WAYS  # those that disagree, while it is made smaller

    @staticmethod
    def of(difference: Difference) -> "Case":
        village = copy.deepcopy(difference.village)
        parameters = {name: value for name, value in village.items() if name.startswith(PARAMETER)}
        for record in _records(village):
            for name in [name for name, value in parameters.items() if record[name] == value]:
                del record[name]
        return Case(difference.rule, difference.subject, difference.key, parameters, village, note=difference.origin,
                    ways=difference.ways)  # fmt: skip

    @staticmethod
    def read(path: Path) -> "Case":
        told = yaml.safe_load(path.read_text("utf-8"))
        return Case(**{**told, "seen": tuple(told["seen"].items())})

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        told = {name: getattr(self, name) for name in ("note", "rule", "subject", "key", "expected")}
        told |= {"seen": dict(self.seen), "parameters": self.parameters, "village": self.village}
        text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)
        path = folder / f"{self.subject}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.yaml"
        path.write_text(text, "utf-8")
        return path

    def whole_village(self) -> Village:
        """The village as the ways read it: every list there, every parameter and parent's key on every record."""
        village = copy.deepcopy(self.village)
        for home in village.setdefault("households", []):
            home["village_key"] = village["key"]
            for person in home.setdefault("members", []):
                person["household_key"] = home["key"]
        named = [name for record in _records(village) for name in record if name.startswith(PARAMETER)]
        in_force = dict.fromkeys(named) | self.parameters
        for record in _records(village):
            record.update({name: value for name, value in in_force.items() if name not in record})
        return village


def _records(village: Village) -> list[Village]:
    homes = village.get("households", [])
    return [village, *homes, *(person for home in homes for person in home.get("members", []))]


def said_by_all(case: Case, schema: Schema | None = None, ways: tuple[str, ...] = WAYS) -> dict[str, str]:
    """What each of the ``ways`` says of the case; raises ``ShouxianError`` for a rule that does not stand."""
    programme = Programme.compile(
        schema or town_schema(), [RuleText("r", case.subject, "quality", case.rule, Where("case"))]
    )
    masks = every_way(programme, case.whole_village(), ways)
    return {way: word(found[case.subject, case.key], 0) for way, found in masks.items()}


def keep(differences: list[Difference], folder: Path, most: int) -> list[Path]:
    """Case files of the ``most`` shortest rules that differ, each made as small as it goes."""
    first = {difference.rule: difference for difference in reversed(differences)}
    wanted = sorted(first, key=lambda rule: (len(rule), rule))[:most]
    return [shrunk(Case.of(first[rule])).write(folder) for rule in wanted]


def shrunk(case: Case) -> Case:
    """The same disagreement on a smaller rule and fewer facts: greedy, one change after another as long as the
    two ways still say different things."""
    schema, tries = town_schema(), MOST_TRIES
    best, changed = case, True
    while changed and tries > 0:
        changed = False
        for candidate in _smaller_cases(best, schema):
            tries -= 1
            if tries <= 0:
                break
            if _differ(candidate, schema):
                best, changed = candidate, True
                break
    seen = said_by_all(best, schema)
    return replace(best, expected=seen["plain"], seen=tuple(seen.items()))


def _differ(case: Case, schema: Schema) -> bool:
    try:
        return len(set(said_by_all(case, schema, case.ways).values())) > 1
    except ShouxianError:  # the smaller rule is none
        return False


def _smaller_cases(case: Case, schema: Schema) -> Iterator[Case]:
    """The large steps first: fewer records, a smaller rule, then fewer facts."""
    yield from (replace(case, village=village) for village in _fewer_records(case))
    rule = RuleText("r", case.subject, "quality", case.rule, Where("case"))
    node = Programme.compile(schema, [rule]).nodes["r"]
    yield from (replace(case, rule=written(other)) for other in smaller(node))
    yield from (replace(case, village=village) for village in _fewer_facts(case.village))
    for name, value in case.parameters.items():
        if value is not None:
            yield replace(case, parameters={**case.parameters, name: None})
    held = {name: value for name, value in case.parameters.items() if value is not None}
    if len(held) < len(case.parameters):
        yield replace(case, parameters=held)


def _fewer_records(case: Case) -> Iterator[Village]:
    """Without all homes that are not asked about, then one home or member less."""
    homes = case.village.get("households", [])
    own = [home for home in homes if case.key in {home["key"], *(person["key"] for person in home.get("members", []))}]
    if len(own) < len(homes):
        yield {**case.village, "households": own}
    for number, home in enumerate(homes):
        if case.key != home["key"] and all(case.key != person["key"] for person in home.get("members", [])):
            yield _without(case.village, (number,))
        for place, person in enumerate(home.get("members", [])):
            if case.key != person["key"]:
                yield _without(case.village, (number, place))


def _without(village: Village, place: tuple[int, ...]) -> Village:
    left = copy.deepcopy(village)
    home, *person = place
    if person:
        del left["households"][home]["members"][person[0]]
    else:
        del left["households"][home]
    return left


def _fewer_facts(village: Village) -> Iterator[Village]:
    """Without a half of a record's columns, a quarter, …, one."""
    for number, record in enumerate(_records(village)):
        names = [name for name in record if name not in ("key", *LISTS)]
        size = len(names)
        while size >= 1:
            for start in range(0, len(names), size):
                left = copy.deepcopy(village)
                changed = _records(left)[number]
                for name in names[start : start + size]:
                    del changed[name]
                yield left
            size //= 2
