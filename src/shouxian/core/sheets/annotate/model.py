"""What stands in an answer: faults and doubts at their cells, and the households a clerk has to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from shouxian.core.kernel.faults import Fault
from shouxian.core.sheets.reading.model import Doubt, Returned

SAME, NEW = "是同一户", "新的一户"


@dataclass(frozen=True)
class Confirmation:
    """A row that may be a known household: ``choices`` are (key, how the clerk knows it, e.g. 张某 一组)."""

    sheet: str
    row: int
    what: Fault
    choices: tuple[tuple[str, str], ...] = ()

    def texts(self) -> tuple[str, ...]:
        """The drop-down: one text per candidate, carrying its key, and 新的一户."""
        return (*(f"{SAME} {label} {key}".replace("  ", " ") for key, label in self.choices), NEW)


@dataclass(frozen=True)
class Findings:
    """All that is said about one file."""

    faults: Sequence[Fault] = ()
    doubts: Sequence[Doubt] = ()
    remarks: Sequence[Fault] = ()
    confirmations: Sequence[Confirmation] = ()
    heading_rows: Mapping[str, int] = field(default_factory=dict)
    households: int = 0
    counted: str = "读到户数"  # what ``households`` counts, where it is something else

    @staticmethod
    def of(returned: Sequence[Returned], confirmations: Sequence[Confirmation] = ()) -> "Findings":
        """What reading found in a file, and what the matcher has to ask."""
        return Findings(
            faults=[f for r in returned for f in r.faults],
            doubts=[d for r in returned for d in r.doubts],
            remarks=[f for r in returned for f in r.remarks],
            confirmations=confirmations,
            heading_rows={sheet: row for r in returned for sheet, row in r.heading_rows.items()},
            households=sum(r.rows.num_rows for r in returned),
        )

    def reasons(self, sheet: str) -> dict[int, list[str]]:
        """What is wrong, by Excel row of one sheet: column heading, what, what to do."""
        reasons: dict[int, list[str]] = {}
        told = [*self.faults, *(doubt.what for doubt in self.doubts), *(c.what for c in self._confirmations_at())]
        for fault in told:
            if fault.where.sheet == sheet and fault.where.row is not None:
                head = fault.where.column.partition(" ")[2]
                text = f"{head}:{sentence(fault)}" if head else sentence(fault)
                reasons.setdefault(fault.where.row, []).append(text)
        return reasons

    def _confirmations_at(self) -> Sequence[Confirmation]:
        return self.confirmations


@dataclass(frozen=True)
class Answered:
    """The file to give back: the user's own workbook, or a new one with only the wrong rows."""

    path: Path
    kind: Literal["own_workbook", "wrong_rows"]


def sentence(fault: Fault) -> str:
    """What is wrong and what to do, in one Chinese sentence."""
    return f"{fault.what('zh')}。{fault.todo('zh')}"
