"""The table of lives as relations: a row per lot (life and kind of household), a row per member of every crew."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import pyarrow as pa

from shouxian.core.dataset.columns import ASKED, OCCURRENCES, table_of, to_columns
from shouxian.core.dataset.deadlines import last_day
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.campaign import Limit
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.synthetic.life.models import KINDS, Family, Kind, Life, LifeMember, Told
from shouxian.core.synthetic.life.table import LifeTable
from shouxian.core.synthetic.life.values import BLANK, Moment

MILLION, THOUSAND = 1_000_000, 1_000
SAID = "__said"
SCHOOL_AGES = range(6, 16)
Fields = Mapping[str, pa.DataType]


@dataclass(frozen=True)
class Lot:
    """What one of a million households may draw: a life, and of which kind the household is."""

    life: Life
    kind: Kind
    weight: float
    crew: int | None  # whose members; None: any family


@dataclass(frozen=True)
class Rows:
    """Relations of a table of lives in one place on one day.

    ``homes``: lot, the columns of a household; ``crews``: crew, place, row, age, youngest, oldest, the columns of a
    person; ``families``: crew, people, pupils, workers, since, upto (of a thousand); ``ages``: age, the columns that
    hang on it; ``lots``: lot, since, upto (of a million), crew, plain, life, kind; ``finds``: lot, life, rule, place.
    """

    lots: pa.Table
    homes: pa.Table
    crews: pa.Table
    families: pa.Table
    ages: pa.Table
    finds: pa.Table
    aged: frozenset[str]


@dataclass(frozen=True)
class RowMaker:
    """``fields``: subject → columns of its table in a snapshot."""

    table: LifeTable
    moment: Moment
    fields: Mapping[str, Fields]
    limits: Mapping[str, Limit]

    def rows(self) -> Rows:
        usual = self.table.usual
        crews: list[tuple[LifeMember, ...]] = [family.members for family in usual.families]
        lots = list(self._lots(crews))
        aged = frozenset(name for band in usual.by_age for name in band.facts)
        said = {fact + SAID: pa.bool_() for fact in aged}
        return Rows(
            _lots_table(lots),
            table_of(list(self._homes(lots)), {"lot": pa.int64(), **self._own(HOUSEHOLD)}),
            table_of(list(self._crews(crews, aged)), {**_CREW, **self._own(PERSON), **said}),
            _families(usual.families, crews, self.moment),
            table_of(list(self._ages(aged)), {"age": pa.int64(), **self._own(PERSON)}),
            _finds(lots),
            aged,
        )

    def _lots(self, crews: list[tuple[LifeMember, ...]]) -> Iterator[Lot]:
        usual = self.table.usual
        whole = sum(usual.shares.values())
        places = {family.id: n for n, family in enumerate(usual.families)}
        for life in self.table.lives:
            crew = places[life.family] if life.family else None
            if life.members or life.everybody:
                family = self.table.family(life.family) if life.family else usual.families[0]
                crews.append(self.table.members(life, family))
                crew = len(crews) - 1
            for kind in KINDS if life.kind is None else (life.kind,):
                share = usual.shares[kind] if life.kind is None else whole
                yield Lot(life, kind, life.weight * share / whole, crew)

    def _own(self, subject: str) -> dict[str, pa.DataType]:
        """Columns that lives tell; places, parameters and lists are told by the shard."""
        names = {column for v in self.moment.dictionary.subjects[subject].variables for column in _columns(v)}
        return {name: kind for name, kind in self.fields[subject].items() if name in names}

    def _homes(self, lots: Iterable[Lot]) -> Iterator[dict[str, object]]:
        usual = self.table.usual
        for number, lot in enumerate(lots):
            told = {**usual.household, **usual.kinds[lot.kind], **lot.life.household}
            yield {"lot": number, **self._row(HOUSEHOLD, told)}

    def _crews(self, crews: Iterable[tuple[LifeMember, ...]], aged: frozenset[str]) -> Iterator[dict[str, object]]:
        usual, row = self.table.usual, 0
        for crew, members in enumerate(crews):
            for place, member in enumerate(members, start=1):
                told = {**usual.person, **(usual.working if member.works else {}), **member.facts}
                age = _age(member, self.moment)
                low, high = member.ages or (0, 0)
                said = {name + SAID: name in told for name in aged}
                known = {"crew": crew, "place": place, "row": row, "age": age, "youngest": low, "oldest": high}
                yield {**known, **said, **self._row(PERSON, told)}
                row += 1

    def _ages(self, aged: frozenset[str]) -> Iterator[dict[str, object]]:
        for band in self.table.usual.by_age:
            for age in range(band.ages[0], band.ages[1] + 1):
                yield {"age": age, **self._row(PERSON, band.facts)}

    def _row(self, subject: str, told: Mapping[str, Told]) -> dict[str, object]:
        row: dict[str, object] = {}
        facts: dict[str, Fact | None] = {}
        for name, value in told.items():
            if value is None:
                continue
            if name.endswith(OCCURRENCES):
                row[name] = int(str(value))
                continue
            variable = self.moment.dictionary.variables[name]
            row[name + ASKED] = True
            if variable.identifier:
                row.setdefault(name + OCCURRENCES, None if value == BLANK else 0)
                continue
            facts[name] = self.moment.fact(name, value)
            row |= to_columns(variable, facts[name])
        return row | self._last_days(facts, subject)

    def _last_days(self, facts: Mapping[str, Fact | None], subject: str) -> dict[str, object]:
        variables = self.moment.dictionary.subjects[subject].variables
        due = {v.name: facts.get(v.of or "") for v in variables if v.computed == "due_date"}
        return {n: last_day(self.limits[n], d) for n, d in due.items() if n in self.limits and isinstance(d, date)}


_CREW: Fields = {name: pa.int64() for name in ("crew", "place", "row", "age", "youngest", "oldest")}


def _columns(variable: Variable) -> Iterator[str]:
    yield variable.name + ASKED
    yield variable.name + OCCURRENCES
    if not variable.identifier and variable.derive is None:
        yield from to_columns(variable, None)


def _age(member: LifeMember, moment: Moment) -> int | None:
    """Full years, where the day of birth is told."""
    born = moment.fact("birth_date", member.facts.get("birth_date"))
    if not isinstance(born, date):
        return None
    today = moment.today
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _lots_table(lots: list[Lot]) -> pa.Table:
    whole = sum(lot.weight for lot in lots)
    ends = [int(below * MILLION / whole) for below in accumulate(lot.weight for lot in lots)]
    plain = [not lot.life.finds and not lot.life.clean for lot in lots]
    return pa.table(
        {
            "lot": pa.array(range(len(lots)), pa.int64()),
            "since": pa.array([0, *ends[:-1]], pa.int64()), "upto": pa.array(ends, pa.int64()),
            "crew": pa.array([lot.crew for lot in lots], pa.int64()), "plain": pa.array(plain, pa.bool_()),
            "life": pa.array([lot.life.id for lot in lots], pa.string()),
            "kind": pa.array([lot.kind for lot in lots], pa.string()),
        }
    )  # fmt: skip


def _families(families: tuple[Family, ...], crews: list[tuple[LifeMember, ...]], moment: Moment) -> pa.Table:
    whole = sum(family.weight for family in families)
    ends = [0, *(below * THOUSAND // whole for below in accumulate(family.weight for family in families))]
    rows: list[dict[str, object]] = []
    for crew, members in enumerate(crews):
        drawn = {"since": ends[crew], "upto": ends[crew + 1]} if crew < len(families) else {}
        ages = [(m.ages or (0, 0))[0] if (known := _age(m, moment)) is None else known for m in members]
        pupils = sum(age in SCHOOL_AGES for age in ages)
        workers = sum(bool(m.works) or m.facts.get("is_working") == "true" for m in members)
        rows.append({"crew": crew, "people": len(members), "pupils": pupils, "workers": workers, **drawn})
    return table_of(rows, {name: pa.int64() for name in ("crew", "people", "pupils", "workers", "since", "upto")})


def _finds(lots: list[Lot]) -> pa.Table:
    rows = [
        {"lot": number, "life": lot.life.id, "rule": rule, "place": place}
        for number, lot in enumerate(lots)
        for rule, place in lot.life.found()
    ]
    return table_of(rows, {"lot": pa.int64(), "life": pa.string(), "rule": pa.string(), "place": pa.int64()})
