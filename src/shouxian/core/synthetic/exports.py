"""Exports of the national system and registers of other offices, row by row, for an invented town: as they were before
the visits, or with what was entered since."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from random import Random

from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PEOPLE, PERSON
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.synthetic.drawing import Truth
from shouxian.core.synthetic.people import EMPLOYERS
from shouxian.core.synthetic.workbooks import ForeignRow
from shouxian.core.synthetic.world import World

_LISTS_ONLY: Mapping[str, str] = {
    "national_monitored": "is_monitored",
    "national_work": "register_working",
    "national_planned_work": "plans_to_work",
}
"""Layout of an export → the fact that must be so of everybody on it; the others list everybody."""
_LAST_YEAR = 93  # percent of this year's amounts
_PARTS = frozenset({"wage_income", "business_income", "transfer_income"})
"""Amounts are those of last year only where the visits ask for all of them again; else their sum would not hold."""
_BLANK = 0.08  # share of fields that nobody had entered yet
_ENTERED = frozenset(
    {PEOPLE, "is_monitored", "is_poverty_alleviated", "monitored_category", "risk_eliminated", "sex", "birth_date",
     "relation", "labour_ability", "is_working", "schooling"}
)  # fmt: skip
_MOVED = 0.06  # share of workers who had another employer when the export was made


def export_rows(
    world: World, spec: ImportSpec, names: Collection[str], villages: Collection[str], aged: Collection[str]
) -> Iterator[ForeignRow]:
    """Rows of a list of ``villages``. ``aged``: facts it tells as they were a year ago; none once they were entered."""
    only = _LISTS_ONLY.get(spec.id)
    for village in villages:
        for home, truth, row in _rows(world, spec, village, before=bool(aged)):
            if only is None or _value(row, only) is True:
                facts = {name: _value(row, name) for name in names}
                if aged:
                    facts = _older(world, facts, aged, truth.identity)
                yield ForeignRow(village, facts, home)


def _rows(
    world: World, spec: ImportSpec, village: str, *, before: bool
) -> Iterator[tuple[str, Truth, tuple[Truth, ...]]]:
    if spec.rows not in (HOUSEHOLD, PERSON):
        for truth in _things(world, spec, village):
            yield str(truth.get(HEAD_NAME) or ""), truth, (truth,)
        return
    for home in world.households:
        if home.village == village:
            members = [member for member in home.members if member.listed or not before]
            told = world.household(replace(home, facts={**home.facts, PEOPLE: len(members)}))
            for member in members if spec.rows == PERSON else (None,):
                person = (world.person(home, member),) if member else ()
                yield "", (*person, told)[0], (*person, told)


def _things(world: World, spec: ImportSpec, village: str) -> list[Truth]:
    """Two toilets of one dwelling are two rows of a register."""
    if spec.rows == "dwelling":
        own = [home for home in world.households if home.village == village]
        return [world.dwelling(home, facts) for home in own for facts in home.dwellings]
    return world.all_of(spec.rows, village)


def _value(row: tuple[Truth, ...], name: str) -> Fact | None:
    dictionary = row[0].drawer.dictionary
    whose = row[-1] if dictionary.subject_of[name] == HOUSEHOLD else row[0]
    return whose[name]


def _older(
    world: World, facts: Mapping[str, Fact | None], aged: Collection[str], identity: str
) -> dict[str, Fact | None]:
    random = Random(f"{world.drawer.seed}/{identity}/older")  # noqa: S311  # invented, not secret
    told = dict(facts)
    for name in sorted(facts.keys() & set(aged) - _ENTERED):
        variable, fact = world.dictionary.variables[name], facts[name]
        if variable.type == "money":
            yearly = variable.period == "yearly" and isinstance(fact, int) and set(aged) >= _PARTS
            told[name] = int(fact) * _LAST_YEAR // 10_000 * 100 if yearly and isinstance(fact, int) else fact
        elif random.random() < _BLANK:
            told[name] = None
    if told.get("work_company") and random.random() < _MOVED:
        told["work_company"], told["work_sector"], told["work_county"] = random.choice(EMPLOYERS)
    return {name: fact for name, fact in told.items() if name in facts}
