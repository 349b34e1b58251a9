"""A list that leaves and comes back: whatever stands in it, what nobody touched is not told as changed."""

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.keys import new_key
from shouxian.core.sheets.exported import LETTER, Cell, Column, ExportSheet, Row
from shouxian.core.sheets.guard.locked import is_locked, lock, unlock
from shouxian.core.sheets.reading.exported import mark_of, read_exported
from shouxian.core.sheets.reading.marks import marks_of
from shouxian.core.sheets.writing.exported import write_exported

AWKWARD: tuple[Cell, ...] = (
    "=1+1", '=HYPERLINK("http://示例")', "+86 140", "-5", "@SUM(A1)", "\t=2", "0012", "00", "1e5", "1.50", "1.0",
    "2022-01-01", "900000199001011234", "6230001234567890123", "138****1234", "***", "𠮷示例", "😀", "　全角　",
    "a & b <c>", "'单引号", '"', "", "第一行\n第二行", "示例" * 400, 0, 5, -3, 10**12, Decimal("5800.5"),
    Decimal("0.01"), Decimal("-12.30"), "TRUE", "1,000",
)  # fmt: skip


def _sheet(*, comes_back: bool = True, heads: tuple[str, ...] = ("=户主", "组&号")) -> ExportSheet:
    columns = (Column("@village", "行政村"), *(Column(f"fact{n}", head) for n, head in enumerate(heads)))
    rows = [Row(new_key("H"), ("示例村", cell, cell)) for cell in AWKWARD]
    line = "示例人员(clerk) · 镇信息员 & 示例镇"
    return ExportSheet(new_key(LETTER), "名单", line, columns, rows, comes_back)


def test_what_nobody_touched_is_no_change_however_awkward_it_is(tmp_path: Path) -> None:
    path, sheet = tmp_path / "list.xlsx", _sheet()
    assert write_exported(sheet, path) == len(AWKWARD)
    read = read_exported(path)
    assert (read.mark, len(read.rows), read.changes, read.faults) == (sheet.mark, len(AWKWARD), (), ())
    book = load_workbook(path)
    book.save(tmp_path / "again.xlsx")  # as another program would save it
    assert read_exported(tmp_path / "again.xlsx").changes == ()


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_exported(_sheet(), path)
    with zipfile.ZipFile(path) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    book = load_workbook(path)
    assert book.active is not None
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_a_changed_cell_is_told_and_an_emptied_or_added_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    write_exported(_sheet(), path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["C4"].value, sheet["C5"].value, sheet["B6"].value, sheet["H7"].value = "新的", None, "别的村", "旁注"
    book.save(path)
    (change,) = read_exported(path).changes
    assert (change.row, change.column.code, change.text) == (4, "fact0", "新的")


def test_a_public_list_carries_no_keys_and_does_not_come_back(tmp_path: Path) -> None:
    path, sheet = tmp_path / "list.xlsx", _sheet(comes_back=False)
    write_exported(sheet, path)
    assert mark_of(path) == sheet.mark
    with zipfile.ZipFile(path) as package:
        assert b"H-" not in package.read("xl/worksheets/sheet1.xml")
    with pytest.raises(ShouxianError, match="EXPORT_STRANGE"):
        read_exported(path)


def test_a_locked_list_opens_with_its_password_only(tmp_path: Path) -> None:
    path, sheet = tmp_path / "list.xlsx", _sheet()
    write_exported(sheet, path)
    plain = path.read_bytes()
    locked = lock(plain, "口令-pass-1")
    assert is_locked(locked)
    assert not is_locked(plain)
    assert unlock(locked, "口令-pass-1", "x.xlsx") == plain
    with pytest.raises(ShouxianError, match="SHEET_GUARD_WRONG_PASSWORD"):
        unlock(locked, "口令-pass-2", "x.xlsx")
    assert marks_of(locked, "x.xlsx") == []
    assert marks_of(plain, "x.xlsx") == [sheet.mark]


@pytest.mark.parametrize("cut", [8, 600, 5000, -1])
def test_a_damaged_locked_file_is_told_as_one(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "list.xlsx"
    write_exported(_sheet(), path)
    locked = bytearray(lock(path.read_bytes(), "口令-pass-1"))
    broken = bytes(locked[:cut]) if cut > 0 else bytes(locked).replace(b'spinCount="100000"', b'spinCount="90000000"')
    with pytest.raises(ShouxianError, match="SHEET_GUARD_STRANGE_LOCK"):
        unlock(broken, "口令-pass-1", "x.xlsx")
