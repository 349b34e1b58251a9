"""A list that leaves the desk: what stands in its cells, and how a cell is known to be unchanged when it comes back.

Row 1 (hidden) names the export by its mark and every column by its code, a ``*`` behind those that are masked. Column A
(hidden) holds the key of each row, the last column (hidden) a digest of every cell as it was written, so that a change
is told from a value that somebody else has changed at the desk since.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.keys import is_key
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.sheets.answers.compose import value_text
from shouxian.core.sheets.answers.masking import masked

LETTER = "E"  # of an export's mark
MASKED = "*"  # behind the code of a masked column
ADDED = "@"  # before the code of a column that is no fact (the village's name)
DIGESTS = "#"  # code of the last column
SHEET, CODES_ROW, MARK_ROW, HEADS_ROW = "名单", 1, 2, 3
MARK = re.compile(r"E-[0-9A-HJKMNP-TV-Z]{10}-[0-9A-HJKMNP-TV-Z]")
_LENGTH = 6  # of a cell's digest: one change in 16 million would be taken for none

Cell = str | int | Decimal


@dataclass(frozen=True)
class Column:
    """``code``: of a fact, with :data:`MASKED` behind it where it is masked, or :data:`ADDED` before it."""

    code: str
    head: str

    @property
    def fact(self) -> str:
        """ "" for what is no fact."""
        return "" if self.code.startswith(ADDED) else self.code.removesuffix(MASKED)

    @property
    def masked(self) -> bool:
        return self.code.endswith(MASKED)


@dataclass(frozen=True)
class Row:
    """``cells``: in the order of the columns."""

    key: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ExportSheet:
    """``line``: who took it, from where, when, which export; it stands on every sheet that prints. ``comes_back``:
    False for what is put up in public, which carries no keys."""

    mark: str
    title: str
    line: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    comes_back: bool = True


def cell_of(variable: Variable, fact: Fact | None, codelists: Mapping[str, CodeList], *, mask: bool) -> Cell:
    """A fact as it stands in a cell; "" where nothing is known. A band stands in words, amounts are numbers."""
    if fact is None:
        return ""
    if isinstance(fact, Bounds) and fact.exact is None:
        low, high = (None if end is None else _number(variable, end) for end in (fact.low, fact.high))
        text = f"{low}至{high}" if low is not None and high is not None else ""
        return text or (f"不低于{low}" if high is None else f"不高于{high}")
    known = fact.exact if isinstance(fact, Bounds) else fact
    if mask:
        return masked(variable, value_text(variable, known, codelists))
    if isinstance(known, int) and not isinstance(known, bool):
        return _number(variable, known)
    return value_text(variable, known, codelists)


def digests(mark: str, key: str, codes: Sequence[str], cells: Sequence[Cell | str]) -> str:
    """Of every cell of a row, joined."""
    return "".join(digest(mark, key, code, cell) for code, cell in zip(codes, cells, strict=True))


def digest(mark: str, key: str, code: str, cell: Cell | str) -> str:
    made = hashlib.sha256("\x1f".join((mark, key, code.removesuffix(MASKED), plain(cell))).encode())
    return made.hexdigest()[:_LENGTH]


def split_digests(text: str) -> list[str]:
    return [text[start : start + _LENGTH] for start in range(0, len(text), _LENGTH)]


def plain(cell: Cell | str) -> str:
    """A cell as text, a number without the zeros that a spreadsheet adds or takes away."""
    text = " ".join(str(cell).split())
    try:
        return format(Decimal(text).normalize(), "f") if text and len(text) < 16 and text[0] != "0" else text
    except InvalidOperation:
        return text


def marks_in(text: str) -> list[str]:
    """Marks of exports that stand in a text."""
    return list(dict.fromkeys(found for found in MARK.findall(text) if is_key(found)))


def _number(variable: Variable, amount: int) -> int | Decimal:
    if variable.scale == 1:
        return amount
    written = Decimal(amount) / variable.scale
    return int(written) if written == written.to_integral_value() else written
