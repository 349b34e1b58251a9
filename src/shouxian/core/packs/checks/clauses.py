"""Checks against CLAUSES.md: every clause has a place, every clause named is a clause, the numbering has no gap."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from shouxian.core.kernel.faults import Where, fault
from shouxian.core.packs.checks.notice import Finding, Notice
from shouxian.core.packs.source import Path_

_NUMERALS = "一二三四五六七八九十"
_TOP = re.compile(rf"^([{_NUMERALS}]+)(?=$|[^{_NUMERALS}])")
_SUB = re.compile(rf"^([{_NUMERALS}]+)\(([{_NUMERALS}]+)\)")
_ITEM = re.compile(rf"^([{_NUMERALS}]+\([{_NUMERALS}]+\))(\d+)")
_ANNEX = re.compile(r"^附件(\d+)")
_NO_PLACE = frozenset({"", "-", "—", "?"})


@dataclass(frozen=True)
class ClauseRow:
    """A row of the table: the clause as written in its first column, and where it is carried out."""

    clause: str
    place: str
    line: int


def clause_rows(path: Path) -> tuple[ClauseRow, ...]:
    """The rows of every Markdown table in the file, without headings; () where there is no file."""
    if not path.is_file():
        return ()
    rows: list[ClauseRow] = []
    ruled = False
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.strip().startswith("|"):
            ruled = False
        elif all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            ruled = True
        elif ruled:
            rows.append(ClauseRow(_normal(cells[0]), cells[-1] if len(cells) > 1 else "", number))
    return tuple(rows)


def without_place(notice: Notice) -> Iterator[Finding]:
    """A clause whose row names no place, and a clause the campaign names that has no row."""
    path = notice.pack.folder / "CLAUSES.md"
    rows = clause_rows(path)
    file = (Path(notice.where().file).parent / "CLAUSES.md").as_posix()
    if not rows:
        yield _unplaced("—", Where(file), "CLAUSES.md 没有表格", "CLAUSES.md has no table")
        return
    for row in rows:
        if row.place in _NO_PLACE:
            yield _unplaced(row.clause, Where(file, row.line), "该行没有写明由哪里落实", "its row names no place")
    known = {row.clause for row in rows}
    told: set[str] = set()
    for clause, where in _named(notice):
        if clause not in told and not _is_among(clause, known):
            told.add(clause)
            yield _unplaced(clause, where, "CLAUSES.md 没有这一条", "CLAUSES.md does not have it")


def _unplaced(clause: str, where: Where, reason_zh: str, reason_en: str) -> Finding:
    return fault("CHECK_CLAUSE", where, blocking=False, clause=clause, reason_zh=reason_zh, reason_en=reason_en)


def numbering_gap(notice: Notice) -> Iterator[Finding]:
    """一、二、四: three is missing; also （一）（三） within one clause, 4 and 6 within （二）, and 附件1, 附件3."""
    rows = clause_rows(notice.pack.folder / "CLAUSES.md")
    series: dict[str, set[int]] = {}
    for row in rows:
        top, sub, annex = _TOP.match(row.clause), _SUB.match(row.clause), _ANNEX.match(row.clause)
        item = _ITEM.match(row.clause)
        if top:
            series.setdefault("", set()).add(_number(top[1]))
        if sub:
            series.setdefault(f"{sub[1]}(", set()).add(_number(sub[2]))
        if item:
            series.setdefault(item[1], set()).add(int(item[2]))
        if annex:
            series.setdefault("附件", set()).add(int(annex[1]))
    file = (Path(notice.where().file).parent / "CLAUSES.md").as_posix()
    for kind, numbers in series.items():
        missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
        if missing:
            shown = "、".join(_written(kind, number) for number in missing)
            yield fault("CHECK_NUMBERING", Where(file), blocking=False, missing=shown)


def _written(kind: str, number: int) -> str:
    if kind == "附件" or kind.endswith(")"):
        return f"{kind}{number}"
    numeral = _numeral(number)
    return f"{kind}{numeral})" if kind else numeral


def _number(numeral: str) -> int:
    tens, _, units = numeral.rpartition("十")
    if "十" not in numeral:
        return _NUMERALS.index(numeral[0]) + 1
    return (_NUMERALS.index(tens) + 1 if tens else 1) * 10 + (_NUMERALS.index(units) + 1 if units else 0)


def _numeral(number: int) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return _NUMERALS[units - 1]
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[units - 1] if units else "")


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").strip("`")


def _is_among(clause: str, known: set[str]) -> bool:
    """A clause, or a part of one: 附件1填表说明1 is part of 附件1; 附件1-1 is not."""
    return any(clause.startswith(row) and not re.match(r"[-\d]", clause[len(row) :]) for row in known)


def _named(notice: Notice) -> Iterator[tuple[str, Where]]:
    """Every clause the campaign and its questions name, each part of ``五（二）; 附件1、附件2`` by itself."""
    for text, path in _clauses(notice.campaign, ()):
        for clause in _parts(text):
            yield clause, notice.where(path)
    for number, question in enumerate(notice.pack.questions.values()):
        where = notice.pack.sources["questions"].where(("questions", number))
        for clause in _parts(question.clause):
            yield clause, where


def _clauses(model: BaseModel, path: Path_) -> Iterator[tuple[str, Path_]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if name == "clause" and value:
            yield value, (*path, name)
        elif isinstance(value, BaseModel):
            yield from _clauses(value, (*path, name))
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield from _clauses(item, (*path, name, number))


def _parts(text: str) -> Iterator[str]:
    annex = ""
    for piece in _normal(text).split(";"):
        for part in piece.partition(":")[0].split("、"):
            annex = "附件" if part.startswith("附件") else annex if re.match(r"\d", part) else ""
            yield part if part.startswith("附件") else f"{annex}{part}"
