"""Text copied from a chat brings signs along that nobody sees; a name with one is the same name."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from shouxian.core.sheets.guard.book import Sheet, open_book

WRITTEN = (
    "\u202a110101\u202c",
    "示例\u200b张三",
    "\ufeff",
    "示例—“甲”…",
    "示例\u00ad乙",
    "👨\u200d👩\u200d👧",
    " \u2066 ",
)
READ = ("110101", "示例张三", "", "示例—“甲”…", "示例乙", "👨\u200d👩\u200d👧", "")


def as_workbook(path: Path) -> Sheet:
    book = Workbook()
    assert book.active is not None
    for number, text in enumerate(WRITTEN, start=1):
        book.active.append([text, f"示例{number}"])
    book.save(path / "told.xlsx")
    return open_book(path / "told.xlsx").sheets[0]


def as_csv(path: Path) -> Sheet:
    told = "\n".join(f"{text},示例{number}" for number, text in enumerate(WRITTEN, start=1))
    (path / "told.csv").write_text(told, "utf-8")
    return open_book(path / "told.csv").sheets[0]


@pytest.mark.parametrize("written", [as_workbook, as_csv])
def test_signs_that_nobody_sees_are_not_read(written, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    sheet = written(tmp_path)
    assert tuple(sheet.text(row, 1).strip() for row in range(1, len(READ) + 1)) == READ
    assert [sheet.text(row, 2) for row in range(1, len(READ) + 1)] == [f"示例{n}" for n in range(1, len(READ) + 1)]
