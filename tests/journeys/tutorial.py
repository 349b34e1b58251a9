"""A tutorial page read as steps and carried out: files written, workbooks made and filled, commands run, results seen.

A page's box, table or file that belongs to no step is an error, so that nothing on it goes untried.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

_LEADS = {
    "写文件": "write", "Write the file": "write", "改文件": "change", "Change the file": "change",
    "做表": "make", "Make the workbook": "make", "填表": "fill", "Fill in": "fill", "打开": "open", "Open": "open",
}  # fmt: skip
_LEAD = re.compile(r"\*\*([^*]+)\*\* `([^`]+)`(?:.*(?:工作表|worksheet) `([^`]+)`)?")
_BLOCKS = {"write": 1, "change": 2, "make": 1, "fill": 1, "open": 1, "run": 1}
_ANY = "…"
_HEADING_ROWS = 12

Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Step:
    """``act``: what the reader does; ``file`` and ``sheet``: with what; ``texts``/``table``: the boxes that follow."""

    act: str
    line: int
    file: str = ""
    sheet: str = ""
    texts: tuple[str, ...] = ()
    table: Table = ()


def steps_of(page: str) -> list[Step]:
    """The steps of a page in order. Raises ``ValueError`` for a box or table that no step asks for."""
    found: list[Step] = []
    lead: tuple[str, int, str, str] | None = None
    texts: list[str] = []
    for number, block in _blocks(page):
        if isinstance(block, str) and block.startswith("```console\n"):
            act = Step("run", number, texts=(_inside(block),))
        elif match := _LEAD.match(block) if isinstance(block, str) else None:
            act = None
            if lead is not None:
                raise ValueError(f"line {lead[1]}: {lead[2]} is followed by nothing")
            lead = (_LEADS[match[1]], number, match[2], match[3] or "")
        elif isinstance(block, str) and not block.startswith("```"):
            continue
        elif lead is None:
            raise ValueError(f"line {number}: nothing says what to do with this")
        elif isinstance(block, str):
            texts.append(_inside(block))
            act = Step(*lead, texts=tuple(texts)) if len(texts) == _BLOCKS[lead[0]] else None
        else:
            act = Step(*lead, table=block)
        if act is not None:
            found.append(act)
            lead, texts = (lead, texts) if act.act == "run" and lead else (None, [])
    if lead is not None:
        raise ValueError(f"line {lead[1]}: {lead[2]} is followed by nothing")
    return found


def _blocks(page: str) -> Iterator[tuple[int, str | Table]]:
    """Line number and fenced box, table or single line of text."""
    lines = page.splitlines()
    number = 0
    while number < len(lines):
        first = number
        if lines[number].startswith("```"):
            number = next(n for n in range(number + 1, len(lines)) if lines[n] == "```")
            yield first + 1, "\n".join(lines[first : number + 1])
        elif lines[number].startswith("|"):
            while number + 1 < len(lines) and lines[number + 1].startswith("|"):
                number += 1
            rows = [tuple(cell.strip() for cell in line[1:-1].split("|")) for line in lines[first : number + 1]]
            yield first + 1, (rows[0], *rows[2:])
        elif lines[number]:
            yield first + 1, lines[number]
        number += 1


def _inside(box: str) -> str:
    return "".join(line + "\n" for line in box.splitlines()[1:-1])


def differs(said: str, expected: Sequence[str]) -> str | None:
    """The first expected line that does not come, in order, among the lines said; ``…`` stands for anything."""
    lines = iter(line.strip() for line in said.splitlines())
    for text in expected:
        pattern = re.compile(".*".join(re.escape(part) for part in text.strip().split(_ANY)))
        if not any(pattern.fullmatch(line) for line in lines):
            return text
    return None


@dataclass
class Reader:
    """Somebody who follows a page in a folder of their own. ``commands``: the folder that holds the command."""

    folder: Path
    commands: Path
    locale: str
    set: dict[str, str] = field(default_factory=dict)

    def follow(self, steps: Sequence[Step]) -> None:
        for step in steps:
            getattr(self, f"_{step.act}")(step)

    def _write(self, step: Step) -> None:
        path = self.folder / step.file
        assert path.parent.is_dir(), f"line {step.line}: no folder for {step.file}"
        path.write_text(step.texts[0], "utf-8")

    def _change(self, step: Step) -> None:
        path = self.folder / step.file
        old, new = (text.strip("\n") for text in step.texts)
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"line {step.line}: {step.file} has {text.count(old)} such places"
        path.write_text(text.replace(old, new), "utf-8")

    def _run(self, step: Step) -> None:
        for part in step.texts[0].removeprefix("$ ").split("\n$ "):
            command, *expected = part.rstrip("\n").split("\n")
            said = self._shell(command)
            missing = differs(said, expected)
            assert missing is None, f"line {step.line}: {command}\nwas to say: {missing}\nand said:\n{said}"

    def _shell(self, command: str) -> str:
        if command.startswith("export "):
            name, value = command.removeprefix("export ").split("=", 1)
            self.set[name] = value
            return ""
        path = f"{self.commands}{os.pathsep}{os.environ['PATH']}"
        spoken = {"LC_ALL": "", "LC_MESSAGES": self.locale, "LANG": "C.UTF-8"}
        env = {**os.environ, **spoken, "PATH": path, "COLUMNS": "100", **self.set}
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def _make(self, step: Step) -> None:
        book = Workbook()
        for row in step.table:
            book.worksheets[0].append(row)
        book.save(self.folder / step.file)

    def _fill(self, step: Step) -> None:
        book = load_workbook(self.folder / step.file)
        for sheet, cell, text, _ in step.table[1:]:
            book[sheet][cell] = text
        book.save(self.folder / step.file)

    def _open(self, step: Step) -> None:
        sheet = load_workbook(self.folder / step.file)[step.sheet]
        heads, *rows = step.table
        columns = [_column(sheet, head) for head in heads]
        there = [tuple(_text(line[c - 1]) for c in columns) for line in sheet.iter_rows(values_only=True)]
        for row in rows:
            assert row in there, f"line {step.line}: {row} is not in {step.file}, which has {there}"


def _column(sheet: Worksheet, head: str) -> int:
    for line in sheet.iter_rows(max_row=_HEADING_ROWS):
        for cell in line:
            if _text(cell.value) == head and cell.column is not None:
                return cell.column
    raise AssertionError(f"{sheet.title} has no heading {head}")


def _text(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return "" if value is None else str(int(value) if whole else value).replace("\n", "")  # type: ignore[call-overload]
