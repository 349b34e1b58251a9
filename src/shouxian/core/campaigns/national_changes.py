"""What has to be changed in the national system: field, old value, new value, in the order of its screens.

Old is what its own exports told last; a change is done when the next export tells the new value, or when somebody has
ticked it. A household or a fact that no export told of has no old value to compare with.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.side_files import read_side_file, write_side_file
from shouxian.core.dataset.model import Import
from shouxian.core.dataset.records import Record, read_records, told_by
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, MEMBER_NAME, PERSON, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.compose import value_text
from shouxian.core.sheets.guard.book import open_book

FILE = "entered.json"
HEADS = ("编号", "行政村", "户主", "成员", "界面", "指标", "系统原值", "现值", "已录入")
_TICKS = frozenset({"√", "✓", "✔", "是", "1", "已录入", "y", "Y"})


@dataclass(frozen=True)
class Change:
    """One field of one subject. ``entered``: who ticked it, "" while nobody has."""

    subject: str
    key: str
    village: str
    head: str
    member: str
    screen: str
    field: str
    label: str
    old: str
    new: str
    entered: str = ""

    @property
    def number(self) -> str:
        """What a ticked line is known by: the subject's key and the field, as the officer reads it."""
        return f"{self.key}/{self.label}"


@dataclass(frozen=True)
class Entered:
    """A tick: this field was entered with this value."""

    number: str
    value: str
    by: str
    at: str


def changes_for_national(opened: OpenedCampaign, store: Store) -> list[Change]:
    """Every field whose value differs from what the national system told last, by village, household and screen."""
    national = {name for name, spec in opened.catalogue.imports.items() if spec.national}

    def told(record: Import) -> bool:
        return record.kind == "roster" and record.sheet in national

    variables = opened.catalogue.dictionary.variables
    heads = {r.key: r.text(HEAD_NAME) for r in read_records(store, HOUSEHOLD, variables)}
    ticked = {entry.number: entry for entry in entered(store)}
    subjects = {screen.subject for screen in opened.catalogue.screens}
    told_before = {subject: told_by(store, subject, variables, told) for subject in subjects}
    now = {subject: read_records(store, subject, variables) for subject in subjects}
    found = []
    for order, screen in enumerate(opened.catalogue.screens):
        before = told_before[screen.subject]
        for record in now[screen.subject]:
            if record.key in before:
                for place, name in enumerate(screen.facts):
                    change = _change(opened, record, before[record.key], variables[name], screen.zh, heads, ticked)
                    if change is not None:
                        found.append(((record.village, change.head, record.household, order, place), change))
    return [change for _, change in sorted(found, key=lambda item: item[0])]


def _change(
    opened: OpenedCampaign, record: Record, before: Mapping[str, Fact], variable: Variable, screen: str,
    heads: Mapping[str, str], ticked: Mapping[str, Entered],
) -> Change | None:  # fmt: skip
    codelists = opened.catalogue.dictionary.codelists
    old = value_text(variable, before.get(variable.name), codelists)
    new = value_text(variable, record.facts.get(variable.name), codelists)
    if not new or old == new:
        return None
    subject = opened.catalogue.dictionary.subject_of[variable.name]
    home = record.key if subject == HOUSEHOLD else record.household
    member = record.text(MEMBER_NAME) if subject == PERSON else ""
    number = f"{record.key}/{variable.zh}"
    by = ticked[number].by if number in ticked and ticked[number].value == new else ""
    head = heads.get(home, "") if subject != VILLAGE else ""
    return Change(
        subject, record.key, record.village, head, member, screen, variable.name, variable.zh, old, new, by
    )  # fmt: skip


def changes_ledger(changes: Iterable[Change], villages: Mapping[str, str]) -> Ledger:
    """The list of some villages (code → name), to be ticked off line by line and imported again."""
    rows = tuple(
        (c.number, villages[c.village], c.head, c.member, c.screen, c.label, c.old, c.new, "√" if c.entered else "")
        for c in changes
        if c.village in villages
    )
    return Ledger("全国系统待更新信息", HEADS, rows)


def take_entered(opened: OpenedCampaign, store: Store, path: Path, *, by: str) -> int:
    """Keep the ticks of a returned list; how many are new. Raises ``ShouxianError`` ENTERED_HEADINGS where it is no
    such list. A tick holds for the value that was listed: another value is another change."""
    pending = {change.number: change for change in changes_for_national(opened, store)}
    known = {entry.number: entry for entry in entered(store)}
    before = len(known)
    fresh = 0
    for number, ticked in _lines(path):
        if number in pending and ticked:
            fresh += known.get(number) is None or known[number].value != pending[number].new
            known[number] = Entered(number, pending[number].new, by, clock.now().isoformat())
        elif number in known and not ticked and number in pending:
            del known[number]
    if fresh or len(known) != before:
        write_side_file(store, FILE, [asdict(entry) for entry in known.values()])
    return fresh


def entered(store: Store) -> list[Entered]:
    return [Entered(**entry) for entry in read_side_file(store, FILE) or ()]


def are_entered_file(path: Path) -> bool:
    """True for a list of changes that comes back; a file that cannot be opened is none (whoever reads it says why)."""
    try:
        return any(_header(sheet.text(1, n) for n in range(1, len(HEADS) + 1)) for sheet in open_book(path).sheets)
    except ShouxianError:
        return False


def _header(texts: Iterable[str]) -> bool:
    return tuple(text.strip() for text in texts) == HEADS


def _lines(path: Path) -> Iterator[tuple[str, bool]]:
    for sheet in open_book(path).sheets:
        if _header(sheet.text(1, n) for n in range(1, len(HEADS) + 1)):
            for row in range(2, sheet.height + 1):
                yield sheet.text(row, 1).strip(), sheet.text(row, len(HEADS)).strip() in _TICKS
            return
    raise ShouxianError(fault("ENTERED_HEADINGS", Where(path.name), heads="、".join(HEADS)))
