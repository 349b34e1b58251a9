"""The shapes of a fault: its entry in the table, its place, and the error that carries it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Lang = Literal["zh", "en"]


class ExitCode(IntEnum):
    """Exit codes of the command line, by class of error, so that a script need not read texts."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    INPUT = 10  # a workbook or list was refused; nothing was stored
    PACK = 11  # a pack is broken
    DOUBT = 12  # a person has to answer something first
    TOTALS = 13  # a table does not add up
    LIMIT = 14  # a file or a job is larger than allowed
    WORKSPACE = 15  # the folder is not what it should be


@dataclass(frozen=True)
class Detail:
    """One line of the table. Texts are ``str.format`` templates over the fault's params."""

    code: str
    exit: ExitCode
    zh: str
    en: str
    do_zh: str
    do_en: str


@dataclass(frozen=True)
class Where:
    """A place a person can go to: a file and line, or a workbook's sheet, row and column (1-based, as Excel shows)."""

    file: str = ""
    line: int | None = None
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def text(self, lang: Lang = "zh") -> str:
        zh = lang == "zh"
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"第{self.line}行" if zh else f"line {self.line}")
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”" if zh else f"sheet '{self.sheet}'")
        if self.row is not None:
            parts.append(f"第{self.row}行" if zh else f"row {self.row}")
        if self.column:
            parts.append(f"“{self.column}”" if zh else f"'{self.column}'")
        return " ".join(parts)


@dataclass(frozen=True)
class Fault:
    """Something wrong at a place. ``blocking`` is False for remarks that stop nothing (shown, never fatal)."""

    detail: Detail
    where: Where = Where()
    params: tuple[tuple[str, str], ...] = ()
    blocking: bool = True

    @property
    def code(self) -> str:
        return self.detail.code

    def what(self, lang: Lang = "zh") -> str:
        template = self.detail.zh if lang == "zh" else self.detail.en
        return template.format(**dict(self.params))

    def todo(self, lang: Lang = "zh") -> str:
        template = self.detail.do_zh if lang == "zh" else self.detail.do_en
        return template.format(**dict(self.params))

    def sentence(self, lang: Lang = "zh") -> str:
        """What, and what to do: where the place is shown by other means, as at a field of a page."""
        return ("。" if lang == "zh" else ". ").join((self.what(lang), self.todo(lang)))

    def text(self, lang: Lang = "zh") -> str:
        """Where, what, and what to do, in one line, ending with the stable code."""
        where = self.where.text(lang)
        colon = ":" if lang == "zh" else ": "
        return f"{where}{colon if where else ''}{self.sentence(lang)} [{self.code}]"


@dataclass
class ShouxianError(Exception):
    """Raised where work cannot go on; carries every fault found so far, never only the first."""

    faults: tuple[Fault, ...] = field(default_factory=tuple)

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("; ".join(f.text("en") for f in self.faults[:3]))

    @property
    def exit(self) -> ExitCode:
        return self.faults[0].detail.exit if self.faults else ExitCode.INTERNAL
