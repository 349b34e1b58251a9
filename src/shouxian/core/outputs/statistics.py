"""Statistics by village: what the village form says, how many households were visited by type, problems found."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.outputs.problems import Problem
from shouxian.core.outputs.view import View, VillageLine
from shouxian.core.sheets.writing.grid import SheetRow, Value

TOTAL = "screened_total"


@dataclass(frozen=True)
class VillageCount:
    """Households of one village by type: on the list, and visited."""

    village: VillageLine
    listed: Mapping[str, int]
    visited: Mapping[str, int]
    problems: int

    @property
    def listed_total(self) -> int:
        return sum(self.listed.values())

    @property
    def visited_total(self) -> int:
        return sum(self.visited.values())


def count_villages(view: View, problems: Iterable[Problem]) -> list[VillageCount]:
    """One count per village, in order of codes; raises ``ShouxianError`` OUTPUT_TOTALS if any household would be
    counted twice or not at all."""
    found = Counter(problem.village for problem in problems)
    listed: dict[str, Counter[str]] = {village.code: Counter() for village in view.villages}
    visited: dict[str, Counter[str]] = {village.code: Counter() for village in view.villages}
    for household in view.households.values():
        listed[household.village][household.type] += 1
        visited[household.village][household.type] += household.visited
    counts = [VillageCount(v, listed[v.code], visited[v.code], found[v.code]) for v in view.villages]
    _prove(view, counts)
    return counts


def _prove(view: View, counts: list[VillageCount]) -> None:
    told = sum(count.listed_total for count in counts)
    seen = sum(count.visited_total for count in counts)
    real = sum(household.visited for household in view.households.values())
    if (told, seen) != (len(view.households), real):
        where = Where(sheet=view.campaign.id)
        raise ShouxianError(
            fault("OUTPUT_TOTALS", where, told=told, real=len(view.households), visited=seen, seen=real)
        )


def statistics_rows(view: View, counts: Iterable[VillageCount]) -> list[SheetRow]:
    """Rows for a statistics annex. Fields: ``town``, ``village``, every count of the village form by its fact's name,
    ``listed_<type>``, ``screened_<type>``, ``screened_total``, ``problem_count``."""
    rows = []
    for count in counts:
        whole = {n: f for n, f in count.village.facts.items() if isinstance(f, int) and not isinstance(f, bool)}
        fields: dict[str, Value] = {
            **whole,
            "town": count.village.town,
            "village": count.village.name,
            "problem_count": count.problems,
            TOTAL: count.visited_total,
        }
        for cell in view.campaign.household_types:
            fields[f"listed_{cell.code}"] = count.listed.get(cell.code, 0)
            fields[f"screened_{cell.code}"] = count.visited.get(cell.code, 0)
        rows.append(SheetRow(count.village.code, fields))
    return rows
