"""A genuine blank template looked at: which sheet is the list, where its headings stand, what its drop-downs allow."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.guard.book import Sheet, open_book
from shouxian.core.sheets.guard.contents import sheet_parts
from shouxian.core.sheets.reading.headings import WINDOW, Window, comparable

_VALIDATION = re.compile(r"<dataValidation\b([^>]*)>(.*?)</dataValidation>", re.DOTALL)
_LIST = re.compile(r'<formula1>\s*(?:"|&quot;)(.*?)(?:"|&quot;)\s*</formula1>', re.DOTALL)
_RANGE = re.compile(r"([A-Z]+)\d+(?::([A-Z]+)\d+)?")


@dataclass(frozen=True)
class Heading:
    """A column of the template: Excel's column, the text above it, and the texts its drop-down allows (none: any)."""

    column: int
    text: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """``part``: the worksheet inside the package; ``header``: Excel row of the lowest headings."""

    path: Path
    sheet: str
    part: str
    header: int
    headings: tuple[Heading, ...]

    @property
    def signature(self) -> str:
        """What the template is known again by: its headings."""
        return "|".join(comparable(heading.text) for heading in self.headings)


def load_template(path: Path, known: Iterable[str]) -> Template:
    """The sheet and row with the most headings among ``known`` (comparable names), at least two.

    Raises ``ShouxianError``: SHEET_GUARD_…, TEMPLATE_KIND for anything but .xlsx, TEMPLATE_HEADINGS.
    """
    book = open_book(path)
    if book.kind != "xlsx":
        raise ShouxianError(fault("TEMPLATE_KIND", Where(path.name)))
    names = set(known)
    best: tuple[int, int, Sheet, int, Window] | None = None
    for number, sheet in enumerate(book.sheets):
        if sheet.hidden or not sheet.height:
            continue
        window = Window(sheet, WINDOW)
        for row in range(1, window.height + 1):
            hits = len({comparable(text) for text in window.row(row)} & names)
            if hits >= 2 and (best is None or hits > best[0]):
                best = (hits, number, sheet, row, window)
    if best is None:
        raise ShouxianError(fault("TEMPLATE_HEADINGS", Where(path.name)))
    _, number, sheet, header, window = best
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive, Where(path.name))[number].path
        assert part is not None  # a worksheet that has rows has a part
        allowed = _allowed(archive.read(part).decode("utf-8"))
    headings = tuple(
        Heading(column, text.strip(), allowed.get(column, ()))
        for column in range(1, window.width + 1)
        if (text := window.heading(header, column, 3)).strip()
    )
    return Template(path, sheet.name, part, header, headings)


def first_data_row(template: Template) -> int:
    """The row below the headings; raises ``ShouxianError`` TEMPLATE_NOT_BLANK where something stands below them."""
    sheet = next(s for s in open_book(template.path).sheets if s.name == template.sheet)
    columns = [heading.column for heading in template.headings]
    for row in range(template.header + 1, sheet.height + 1):
        found = next((text for column in columns if (text := sheet.text(row, column).strip())), "")
        if found:
            where = Where(template.path.name, None, template.sheet, row)
            raise ShouxianError(fault("TEMPLATE_NOT_BLANK", where, text=found))
    return template.header + 1


def _allowed(xml: str) -> Mapping[int, tuple[str, ...]]:
    """Excel column → texts of a drop-down that is written in the sheet itself."""
    found: dict[int, tuple[str, ...]] = {}
    for match in _VALIDATION.finditer(xml):
        listed = _LIST.search(match[2])
        ranges = re.search(r'sqref="([^"]*)"', match[1])
        if 'type="list"' not in match[1] or listed is None or ranges is None:
            continue
        texts = tuple(unescape(text).strip() for text in listed[1].split(","))
        for first, last in _RANGE.findall(ranges[1]):
            for column in range(_number(first), _number(last or first) + 1):
                found[column] = texts
    return found


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
