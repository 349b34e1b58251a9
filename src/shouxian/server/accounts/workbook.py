"""The workbook by which accounts are opened for many: a blank one with drop-downs, and what stands in a filled one.

A row is a person: name, login (may be empty), post, places or a named area, first and last day.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Findings
from shouxian.core.sheets.answers.cells import day_of
from shouxian.core.sheets.guard.book import Book, Sheet, open_book
from shouxian.core.sheets.reading.headings import WINDOW, comparable
from shouxian.server.accounts.actions import insist_on_days
from shouxian.server.accounts.logins import LOGIN, login_from
from shouxian.server.accounts.managing import Wanted
from shouxian.server.accounts.offer import Offer
from shouxian.server.accounts.opening import LONGEST_NAME, Newcomer

MOST = 300  # rows of one workbook
LARGEST = 1024 * 1024  # bytes
HEADS: Mapping[str, tuple[str, str]] = {
    "name": ("姓名", "Name"), "login": ("登录名", "Login"), "post": ("岗位", "Post"), "place": ("地区", "Place"),
    "since": ("开始日期", "First day"), "until": ("截止日期", "Last day"),
}  # fmt: skip
_NEEDED = ("name", "post", "place")


@dataclass(frozen=True)
class Row:
    """What a row says, as it was written, and whom it makes; ``made``: its login was made here."""

    number: int
    told: Mapping[str, str]
    login: str
    made: bool
    wanted: Wanted | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Roll:
    rows: tuple[Row, ...]
    sheet: str
    heading_row: int

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(found for row in self.rows for found in row.faults)

    def people(self) -> list[Newcomer]:
        """Raises ``ShouxianError`` with every fault found."""
        if self.faults:
            raise ShouxianError(self.faults)
        return [Newcomer(row.told["name"], row.login, row.wanted) for row in self.rows if row.wanted]


def read(name: str, content: bytes, offer: Offer, taken: frozenset[str]) -> Roll:
    """``taken``: the logins in use. Raises ``ShouxianError`` SHEET_GUARD_…, ACCOUNTS_HEADS, ACCOUNTS_EMPTY,
    ACCOUNTS_MANY; what is wrong with a row stands with it."""
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        return _roll(open_book(_put(folder, name, content)), offer, taken)


def answer(name: str, content: bytes, roll: Roll) -> bytes:
    """The user's own workbook with what is wrong at its cells."""
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        heads = {roll.sheet: roll.heading_row}
        findings = Findings(roll.faults, heading_rows=heads, households=len(roll.rows), counted="读到人数")
        into = Path(folder) / "answer.xlsx"
        annotate(_put(folder, name, content), findings, into)
        return into.read_bytes()


def _put(folder: str, name: str, content: bytes) -> Path:
    """Under its own name, as far as a disk takes it: what is wrong is told by it."""
    path = Path(folder) / (Path(name).name[-80:] or "workbook.xlsx")
    path.write_bytes(content)
    return path


def _roll(book: Book, offer: Offer, taken: frozenset[str]) -> Roll:
    where = Where(book.path.name)
    sheet, heading_row, columns = _headed(book, where)
    numbers = [
        number
        for number in range(heading_row + 1, sheet.height + 1)
        if any(sheet.text(number, column).strip() for column in columns.values())
    ]
    if not numbers:
        raise ShouxianError(fault("ACCOUNTS_EMPTY", where))
    if len(numbers) > MOST:
        raise ShouxianError(fault("ACCOUNTS_MANY", where, most=MOST))
    reading = _Reading(sheet, columns, offer, taken)
    return Roll(tuple(reading.row(number) for number in numbers), sheet.name, heading_row)


def _headed(book: Book, where: Where) -> tuple[Sheet, int, dict[str, int]]:
    """The sheet with the headings, their row, and where each stands (from 1)."""
    known = {comparable(text): name for name, texts in HEADS.items() for text in texts}
    for sheet in book.sheets:
        for row in range(1, min(WINDOW, sheet.height) + 1):
            heads = ((comparable(sheet.text(row, column + 1)), column + 1) for column in range(len(sheet.columns)))
            found = {known[text]: column for text, column in heads if text in known}
            if all(name in found for name in _NEEDED):
                return sheet, row, found
    raise ShouxianError(fault("ACCOUNTS_HEADS", where))


class _Reading:
    """Row after row; logins that rows before have taken are remembered."""

    def __init__(self, sheet: Sheet, columns: Mapping[str, int], offer: Offer, taken: frozenset[str]) -> None:
        self.sheet, self.columns, self.offer, self.taken = sheet, columns, offer, taken
        column = columns.get("login", 0)
        written = (sheet.text(row, column).strip() for row in range(1, sheet.height + 1))
        self.used: dict[str, int] = {}
        self.reserved = {*taken, *written}  # no made login is one that a later row writes

    def row(self, number: int) -> Row:
        told = {name: self._text(number, name) for name in HEADS}
        faults: list[Fault] = []
        self._name(number, told["name"], faults)
        login = self._login(number, told, faults)
        wanted = self._wanted(number, told, faults)
        return Row(number, told, login, not told["login"], wanted, tuple(faults))

    def _text(self, number: int, name: str) -> str:
        return " ".join(self.sheet.text(number, self.columns[name]).split()) if name in self.columns else ""

    def _name(self, number: int, name: str, faults: list[Fault]) -> None:
        if not name:
            faults.append(fault("ACCOUNT_NAME", self._at(number, "name")))
        elif len(name) > LONGEST_NAME:
            faults.append(fault("ACCOUNT_NAME_LONG", self._at(number, "name"), most=LONGEST_NAME))

    def _login(self, number: int, told: Mapping[str, str], faults: list[Fault]) -> str:
        login, where = told["login"], self._at(number, "login")
        if not login:
            login = login_from(told["name"], self.reserved)
            self.reserved.add(login)
        elif not LOGIN.fullmatch(login):
            faults.append(fault("ACCOUNT_LOGIN", where, login=login[:80]))
        elif login in self.taken:
            faults.append(fault("ACCOUNT_TAKEN", where, login=login))
        elif login in self.used:
            faults.append(fault("ACCOUNT_TWICE", where, login=login, row=self.used[login]))
        self.used.setdefault(login, number)
        return login

    def _wanted(self, number: int, told: Mapping[str, str], faults: list[Fault]) -> Wanted | None:
        before = len(faults)
        codes, areas = self.offer.places(told["place"], self._at(number, "place"), faults)
        chosen = self.offer.post(told["post"], codes, areas, self._at(number, "post"), faults)
        since = self._day(number, "since", told, faults) or self.offer.manager.day
        until = self._day(number, "until", told, faults)
        if chosen is None or len(faults) > before:
            return None
        try:
            insist_on_days(chosen.role, since, until)
        except ShouxianError as error:
            faults.extend(Fault(one.detail, self._at(number, "until"), one.params) for one in error.faults)
        return Wanted(chosen.role, since, until, codes, areas, chosen.named)

    def _day(self, number: int, name: str, told: Mapping[str, str], faults: list[Fault]) -> date | None:
        if not told[name]:
            return None
        try:
            return day_of(told[name])
        except ShouxianError as error:
            faults.extend(Fault(one.detail, self._at(number, name), one.params) for one in error.faults)
            return None

    def _at(self, number: int, name: str) -> Where:
        column = self.columns.get(name) or self.columns["name"]
        return Where("", sheet=self.sheet.name, row=number, column=f"{xl_col_to_name(column - 1)} {HEADS[name][0]}")
