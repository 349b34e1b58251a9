"""Analyses: subjects counted by village, column by column, as the campaign's tallies say; parts are proven."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.outputs.view import View
from shouxian.core.packs.models.followup import Tally


@dataclass(frozen=True)
class Counted:
    """A tally over some subjects. ``hits`` and ``unknowns``: column → keys; ``places``: key → village."""

    tally: Tally
    places: Mapping[str, str]
    hits: Mapping[str, set[str]]
    unknowns: Mapping[str, set[str]]


def tally_ledger(view: View, counted: Counted, villages: Iterable[str]) -> Ledger:
    """One row per village that has any of the subject, and a sum. Raises ``ShouxianError`` OUTPUT_PARTS where columns
    of one part share somebody."""
    tally = counted.tally
    _prove_parts(counted)
    wanted = [code for code in villages if code in set(counted.places.values())]
    heads = ["行政村", "总数"]
    for column in tally.columns:
        heads += [column.zh, f"{column.zh}(无法判断)"]
    counts = {code: _row(counted, code) for code in wanted}
    total = [sum(row[n] for row in counts.values()) for n in range(len(heads) - 1)]
    rows: list[tuple[str | int, ...]] = [(view.village[code].name, *row) for code, row in counts.items()]
    return Ledger(tally.zh, tuple(heads), (*rows, ("合计", *total)))


def _row(counted: Counted, village: str) -> tuple[int, ...]:
    inside = {key for key, place in counted.places.items() if place == village}
    numbers = [len(inside)]
    for column in counted.tally.columns:
        numbers += [len(inside & counted.hits[column.id]), len(inside & counted.unknowns[column.id])]
    return tuple(numbers)


def _prove_parts(counted: Counted) -> None:
    """Columns with one ``part_of`` share nobody, and each subject they cannot place is unknown in one of them."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for column in counted.tally.columns:
        if column.part_of:
            parts[column.part_of].append(column.id)
    for name, columns in parts.items():
        times = Counter(key for column in columns for key in counted.hits[column])
        twice = sum(number > 1 for number in times.values())
        unknown = set().union(*(counted.unknowns[column] for column in columns))
        left = counted.places.keys() - times.keys() - unknown
        if twice or left:
            where = Where(sheet=counted.tally.id)
            raise ShouxianError(fault("OUTPUT_PARTS", where, name=name, twice=twice, left=len(left)))
