"""有问题则必填: answers that another answer of the same row makes necessary."""

from collections.abc import Iterator, Mapping

from shouxian.core.dataset.columns import from_columns
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import answers, printed_option
from shouxian.core.sheets.reading.lists import SheetRows


def missing_required(
    layout: Layout, questions: Mapping[str, BoundQuestion], result: SheetRows, file: str, sheet: str
) -> Iterator[Fault]:
    """SHEET_READ_REQUIRED for every row whose answer to one question requires another that was left blank."""
    asked = [questions[name] for name in layout.questions() if name in questions]
    for bound in asked:
        condition = bound.question.required_if
        if condition is None or condition.question not in questions or not result.count:
            continue
        deciding = questions[condition.question]
        for position in range(result.count):
            if _told(bound, result, position):
                continue
            picked = answers(deciding, _facts(deciding, result, position))
            chosen = next((option for option in picked if option.value in condition.options), None)
            if chosen is not None:
                row = result.columns["row"][position].as_py() if layout.kind == "list" else None
                where = Where(file, sheet=sheet, row=row, column=bound.question.zh)
                yield fault(
                    "SHEET_READ_REQUIRED", where, question=bound.question.zh, other=deciding.question.zh,
                    option=printed_option(chosen.option),
                )  # fmt: skip


def _facts(bound: BoundQuestion, result: SheetRows, position: int) -> dict[str, Fact | None]:
    row = {name: array[position].as_py() for name, array in result.columns.items()}
    return {name: from_columns(variable, row) for name, variable in bound.variables.items()}


def _told(bound: BoundQuestion, result: SheetRows, position: int) -> bool:
    return any(fact is not None for fact in _facts(bound, result, position).values())
