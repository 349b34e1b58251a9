"""One test per file that must be refused, or taken, before any parser sees it. Every refusal says what to do."""

import io
import struct
import time
import zipfile
from pathlib import Path
from random import Random

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from shouxian.core.kernel.faults import ExitCode, ShouxianError
from shouxian.core.sheets.guard import book as guard_book
from shouxian.core.sheets.guard import limits
from shouxian.core.sheets.guard.book import open_book
from tests.hostile.foreign import GOOD, annex_1_1, rezip


def refused(path: Path) -> str:
    with pytest.raises(ShouxianError) as caught:
        open_book(path)
    (found,) = caught.value.faults
    assert found.where.file == path.name
    assert found.todo("zh")
    return found.code.removeprefix("SHEET_GUARD_")


def small(tmp_path: Path) -> Path:
    return annex_1_1(tmp_path / "small.xlsx", [GOOD])


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_empty_file(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "空.xlsx", b"")) == "EMPTY"


@pytest.mark.parametrize(
    "data",
    [b"hello", Random(7).randbytes(4000), b"%PDF-1.7 ...", b"<html><table><td>1</td></table></html>",
     b"\x89PNG\r\n\x1a\n",
     b"PK\x03\x04" + b"\0" * 50],
    ids=["text", "noise", "pdf", "html", "png", "broken zip"],
)  # fmt: skip
def test_not_a_workbook(tmp_path: Path, data: bytes) -> None:
    assert refused(write(tmp_path / "表.xlsx", data)) == "NOT_WORKBOOK"


def test_truncated_workbook(tmp_path: Path) -> None:
    data = small(tmp_path).read_bytes()
    for length in (30, len(data) // 2, len(data) - 10):
        assert refused(write(tmp_path / "cut.xlsx", data[:length])) == "NOT_WORKBOOK"


def test_a_damaged_part_is_told_not_a_crash(tmp_path: Path) -> None:
    damaged = b"<worksheet><sheetData><row r='1'><c r='A1' t='n'><v>1</v></c></row><row><c"
    assert (
        refused(rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": damaged}, tmp_path / "bad.xlsx")) == "NOT_WORKBOOK"
    )


def test_password_protected(tmp_path: Path) -> None:
    plain = io.BytesIO(small(tmp_path).read_bytes())
    locked = tmp_path / "locked.xlsx"
    with locked.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", file)
    assert refused(locked) == "PASSWORD"


@pytest.mark.parametrize("name", ["旧表.xls", "表.et", "改名.xlsx"])
def test_old_formats(tmp_path: Path, name: str) -> None:
    assert refused(write(tmp_path / name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)) == "OLD_FORMAT"


def test_ods_and_xlsb(tmp_path: Path) -> None:
    for part in ("content.xml", "xl/workbook.bin"):
        path = tmp_path / "other.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(part, "x")
        assert refused(path) == "OLD_FORMAT"


def test_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "文件.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(path) == "NOT_WORKBOOK"


def test_macros(tmp_path: Path) -> None:
    assert refused(rezip(small(tmp_path), {"xl/vbaProject.bin": b"x"}, tmp_path / "宏.xlsm")) == "MACROS"


def test_bomb_of_147_kb_that_unpacks_to_49_mb(tmp_path: Path) -> None:
    row = b'<row><c t="inlineStr"><is><t>' + b"A" * 3000 + b"</t></is></c></row>"
    sheet = b"<worksheet><sheetData>" + row * (49 * 1024 * 1024 // len(row)) + b"</sheetData></worksheet>"
    bomb = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": sheet}, tmp_path / "bomb.xlsx")
    assert bomb.stat().st_size < 160_000
    start = time.process_time()
    assert refused(bomb) == "BOMB"
    assert time.process_time() - start < 5


def test_a_header_that_lies_about_its_size(tmp_path: Path) -> None:
    sheet = b"<worksheet>" + b" " * (30 * 1024 * 1024) + b"</worksheet>"
    bomb = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": sheet}, tmp_path / "lie.xlsx")
    data = bytearray(bomb.read_bytes())
    size = struct.pack("<I", len(sheet))
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
        at = data.find(size)
    assert refused(write(bomb, bytes(data))) == "BOMB"


def test_too_large_and_too_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small(tmp_path)
    with path.open("r+b") as file:
        file.truncate(limits.FILE_BYTES + 1)
    with pytest.raises(ShouxianError) as caught:
        open_book(path)
    assert caught.value.exit == ExitCode.LIMIT
    many = {f"xl/media/{number}.bin": b"" for number in range(limits.ZIP_ENTRIES + 1)}
    assert refused(rezip(small(tmp_path), many, tmp_path / "many.xlsx")) == "BOMB"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl/../../x.xml", "..\\x.xml"])
def test_names_that_leave_the_package(tmp_path: Path, name: str) -> None:
    assert refused(rezip(small(tmp_path), {name: b"x"}, tmp_path / "slip.xlsx")) == "XML"


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/core.xml", "xl/new.bin"])
def test_document_types_and_entities_in_any_part(tmp_path: Path, part: str) -> None:
    assert refused(rezip(small(tmp_path), {part: LAUGHS}, tmp_path / "xxe.xlsx")) == "XML"


def test_an_encoding_that_would_hide_them(tmp_path: Path) -> None:
    for data in (LAUGHS.decode().encode("utf-16"), b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>'):
        path = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": data}, tmp_path / "enc.xlsx")
        assert refused(path) == "XML"


def test_a_far_cell_does_not_take_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "a", "b"
    book.save(tmp_path / "far.xlsx")
    assert refused(tmp_path / "far.xlsx") == "TOO_MANY_CELLS"


def test_a_far_cell_in_a_large_workbook_ends_the_child_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["ZZ1048576"] = "a", "b"
    book.save(tmp_path / "far.xlsx")
    monkeypatch.setattr(limits, "IN_PROCESS_BYTES", 0)
    assert refused(tmp_path / "far.xlsx") == "MEMORY"


def test_a_reader_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "IN_PROCESS_BYTES", 0)
    monkeypatch.setattr(limits, "CHILD_SECONDS", 0.001)
    with pytest.raises(ShouxianError) as caught:
        open_book(small(tmp_path))
    assert caught.value.faults[0].code == "SHEET_GUARD_TIME"
    assert caught.value.exit == ExitCode.LIMIT


def test_the_watched_child_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small(tmp_path)
    here = open_book(path).sheets[0]
    monkeypatch.setattr(limits, "IN_PROCESS_BYTES", 0)
    there = guard_book.open_book(path).sheets[0]
    assert [c.to_pylist() for c in here.columns] == [c.to_pylist() for c in there.columns]


def test_hundred_thousand_empty_formatted_rows_give_nothing_fast(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>' for r in range(1, 100_001)
    )
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    path = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": sheet.encode()}, tmp_path / "empty.xlsx")
    start = time.process_time()
    found = open_book(path)
    assert time.process_time() - start < 3
    assert found.sheets[0].height == 0


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_text_tables_in_usual_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "名单.csv", '序号,户主姓名\r\n1,张甲\r\n2,"李,乙"\r\n'.encode(encoding))
    sheet = open_book(path).sheets[0]
    assert [sheet.text(row, 2) for row in (1, 2, 3)] == ["户主姓名", "张甲", "李,乙"]


def test_binary_called_csv(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "名单.csv", b"a,b\0\xff\xfe\n")) == "NOT_WORKBOOK"


def test_columns_and_rows_keep_excel_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C5"], sheet["D7"] = "here", 12345678901234567890
    sheet["E7"], sheet["F7"] = "=1+1", '=HYPERLINK("http://x.invalid","点")'
    book.save(tmp_path / "off.xlsx")
    found = open_book(tmp_path / "off.xlsx").sheets[0]
    assert found.text(5, 3) == "here"
    assert found.flags == {(7, 4): "long_number", (7, 5): "formula", (7, 6): "hyperlink_formula"}


def test_cells_with_a_namespace_prefix_and_without_places(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f"""<?xml version="1.0"?><x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1">
    <x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c><x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v></x:c>
    </x:row></x:sheetData></x:worksheet>"""
    path = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": sheet.encode()}, tmp_path / "prefix.xlsx")
    assert open_book(path).sheets[0].flags == {(1, 2): "formula"}
    bare = sheet.replace(' r="A1"', "").replace(' r="B1"', "")
    path = rezip(small(tmp_path), {"xl/worksheets/sheet1.xml": bare.encode()}, tmp_path / "bare.xlsx")
    assert open_book(path).sheets[0].flags == {(1, 2): "formula"}
