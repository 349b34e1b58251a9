"""Progress as tables: full coverages by job, deliverables, and the burden of a visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.outputs.view import View


@dataclass(frozen=True)
class CoverageLine:
    """One full coverage in one village: how many it reaches and how many are done; ``waits``: it may not begin yet."""

    job: str
    coverage: str
    clause: str
    village: str
    due: int
    done: int
    waits: bool


@dataclass(frozen=True)
class DeliveryLine:
    """A deliverable of one place, in words."""

    name: str
    place: str
    post: str
    to: str
    due: str
    on: str
    state: str


@dataclass(frozen=True)
class BurdenLine:
    """Visits of one household type in one village, added up."""

    village: str
    type: str
    households: int
    jobs: int
    cells: int
    once: int
    known: int


def jobs_ledger(view: View, lines: Iterable[CoverageLine]) -> Ledger:
    """Every full coverage of every job by village: reached, done, left."""
    heads = ("工作", "全覆盖对象", "依据", "行政村", "应排查", "已排查", "未排查", "状态")
    rows = [
        (
            line.job, line.coverage, line.clause, view.village[line.village].name, line.due, line.done,
            line.due - line.done, "待前项工作完成" if line.waits else "已完成" if line.due == line.done else "进行中",
        )
        for line in lines
    ]  # fmt: skip
    return Ledger("各项工作全覆盖进度", heads, tuple(rows))


def deliveries_ledger(lines: Iterable[DeliveryLine]) -> Ledger:
    """What is due from whom, when it came in, and what is late."""
    heads = ("材料", "报送单位", "责任岗位", "报送至", "时限", "收到日期", "状态")
    rows = tuple((d.name, d.place, d.post, d.to, d.due, d.on, d.state) for d in lines)
    return Ledger("报送进度", heads, rows)


def burden_ledger(view: View, lines: Sequence[BurdenLine]) -> Ledger:
    """What one visit for all jobs asks, what is known already, and what each job and sheet by itself would ask."""
    heads = ("行政村", "户类型", "户数", "各表分填格数", "合并后问题数", "已知免问", "实际要问", "少填", "户均要问",
             "分头入户次数", "合并入户次数")  # fmt: skip
    rows: list[tuple[str | int, ...]] = []
    for line in lines:
        rows.append((view.village[line.village].name, view.type_label(line.type), *_burden(line)))
    if lines:
        numbers = [_burden(line) for line in lines]
        total = [sum(row[n] for row in numbers) for n in range(len(numbers[0]))]
        total[6] = -(-total[4] // total[0]) if total[0] else 0
        rows.append(("合计", "", *total))
    return Ledger("填表负担", heads, tuple(rows))


def _burden(line: BurdenLine) -> tuple[int, ...]:
    asked = line.once - line.known
    each = -(-asked // line.households) if line.households else 0
    return (line.households, line.cells, line.once, line.known, asked, line.cells - asked, each, line.jobs,
            line.households)  # fmt: skip
