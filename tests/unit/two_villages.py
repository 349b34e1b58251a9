"""Two villages of a notice, small enough to know everybody: handed out, and one of them filled and taken back.

Village one has somebody of every kind, two namesakes among them; village two has returned nothing yet.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.campaigns.hand_out import hand_out, sheet_path
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.runs import Run, run_screening
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PHONE
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.writing.names import file_name
from shouxian.core.synthetic.clerks import fill_cards, fill_list
from shouxian.core.synthetic.life.models import Told
from shouxian.core.synthetic.life.table import life_table
from shouxian.core.synthetic.life.values import Moment
from shouxian.core.synthetic.people import Member
from shouxian.core.synthetic.town import Household, town
from shouxian.core.synthetic.workbooks import Places, village_facts, write_roster

ZHANQIAO, SHENMU = "zhanqiao-2022-income", "shenmu-2022-spring"
SURVEYOR = "排查员示例"
SPEC = "national_households"
# Who lives in village one, in order; village two has six households, the first of them poor.
PLAIN, POOR, UNSAFE, MONITORED, HELP_MISSING, NAMESAKE, OTHER_NAMESAKE, ILL = range(8)
NAME = "同名户示例"


@dataclass(frozen=True)
class Town:
    """A workspace with its papers. Tests that change it take a :meth:`copy`."""

    opened: OpenedCampaign
    folder: Path
    invented: tuple[Household, ...]

    @property
    def poor(self) -> list[Household]:
        """Whom a sender takes to be below the line of Zhanqiao, rightly or not."""
        return [h for h in self.invented if h.facts["net_income_per_head"] < 7500_00]  # type: ignore[operator]

    @property
    def store(self) -> FolderStore:
        return FolderStore(self.folder / "work", self.opened.catalogue.dictionary.variables)

    @property
    def villages(self) -> tuple[Region, ...]:
        return self.opened.villages[:2]

    @property
    def blank(self) -> Path:
        return self.folder / "blank"

    @cached_property
    def run(self) -> Run:
        """One run, for tests that change nothing."""
        return run_screening(self.opened, self.store)

    def again(self) -> Run:
        return run_screening(self.opened, self.store)

    def copy(self, folder: Path) -> "Town":
        return Town(self.opened, Path(shutil.copytree(self.folder, folder / "town")), self.invented)

    def records(self) -> dict[str, Record]:
        return {r.key: r for r in read_records(self.store, HOUSEHOLD, self.opened.catalogue.dictionary.variables)}

    def key(self, who: int, village: int = 0) -> str:
        """The key that the store gave to household number ``who`` of a village."""
        wanted = [h for h in self.invented if h.village == self.villages[village].code][who]
        return next(k for k, r in self.records().items() if _same(r, wanted))

    def truth(self) -> dict[str, Mapping[str, Fact]]:
        """What everybody would answer, by household key and village code."""
        told: dict[str, Mapping[str, Fact]] = {v.code: village_facts(self.invented, v.code) for v in self.villages}
        for key, record in self.records().items():
            told.update((key, h.facts) for h in self.invented if _same(record, h))
        return told

    def paper(self, sheet: str, village: int = 0, folder: Path | None = None) -> Path:
        """The (first) workbook of an annex of a village; ``folder`` is the blanks' unless told."""
        first = sheet_path(
            self.opened.pack.sheets[sheet], (folder or self.blank) / file_name(self.villages[village].name)
        )
        return first if first.exists() else next(iter(sorted(first.parent.glob(f"{first.stem}*.xlsx"))), first)

    def filled(self, sheet: str, village: int = 0, mistakes: Sequence[str] = (), into: str = "returned") -> Path:
        """A copy of the blank annex filled with the truth."""
        layout = self.opened.pack.sheets[sheet]
        path = self.paper(sheet, village)
        target = self.folder / into / path.relative_to(self.blank)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        fill(self.opened, layout, target, self.villages[village], self.truth(), mistakes)
        return target

    def take(self, path: Path, day: date | None = None) -> Outcome:
        source = Source("镇信息员", day or self.opened.reference_date, answers=self.folder / "answers")
        return take_back(self.opened, self.store, path, source)

    def take_filled(self, sheet: str, village: int = 0) -> Outcome:
        outcome = self.take(self.filled(sheet, village))
        assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
        return outcome


def fill(
    opened: OpenedCampaign, layout: Layout, path: Path, village: Region, truth: Mapping[str, Mapping[str, Fact]],
    mistakes: Sequence[str] = (),
) -> None:  # fmt: skip
    questions = opened.questions(village.code)
    if layout.kind == "list":
        fill_list(path, layout, questions, truth, SURVEYOR, mistakes)
    else:
        fill_cards(path, layout, questions, truth, SURVEYOR)


def founded(name: str, folder: Path, packs: Path | None = None) -> Town:
    """The roster is in and the blanks are handed out."""
    opened = open_campaign(name, packs)
    dictionary = opened.catalogue.dictionary
    store = FolderStore.create(folder / "work", dictionary.variables, opened.id)
    made = Town(opened, folder, inhabitants(opened))
    roster = folder / "roster.xlsx"
    write_roster(roster, opened.catalogue.imports[SPEC], made.invented, places(opened), dictionary)
    outcome = take_roster(opened, store, roster, SPEC, Source("镇信息员", date(2022, 1, 5)))
    assert outcome.state == "stored", outcome.faults
    assert list(hand_out(opened, store, made.villages, made.blank))
    return made


def visited(made: Town) -> Town:
    """Village one returns everything it has to fill."""
    for layout in made.opened.pack.sheets.values():
        if layout.kind != "table":
            made.take_filled(layout.id)
    return made


def inhabitants(opened: OpenedCampaign) -> tuple[Household, ...]:
    """Eight households in village one and six in village two, by the stories they are drawn for."""
    first, second = (v.code for v in opened.villages[:2])
    line = opened.resolved(first).get("monitoring_line")
    dictionary, known = opened.catalogue.dictionary, line if isinstance(line, int) else None
    drawn = town(dictionary, [first, second], 16, opened.reference_date, known, seed=11)
    plain = [_plain(h) for h in drawn]
    people = plain[:8] + plain[8:14]
    stories = {POOR: "low_income", UNSAFE: "unsafe_house", HELP_MISSING: "help_missing", 8: "low_income"}
    moment = Moment(dictionary, opened.reference_date, known or 0)
    told = {
        life.id: _exact(life.household, moment)
        for life in life_table().lives
        if life.id in (*stories.values(), "illness")
    }
    for place, name in stories.items():
        people[place] = _but(people[place], told[name] | _reaches(told[name], line))
    people[MONITORED] = _but(
        people[MONITORED], {"is_monitored": True, "monitored_category": "marginal", "in_monitoring_system": True,
                            "risk_eliminated": False, "helper_named": True},
        {"resident_insurance": True, "employee_insurance": True},
    )  # fmt: skip
    uninsured = {"resident_insurance": False, "employee_insurance": False}
    people[UNSAFE] = replace(people[UNSAFE], members=tuple(Member(m.facts | uninsured) for m in people[UNSAFE].members))
    people[HELP_MISSING] = _but(people[HELP_MISSING], {"is_poverty_alleviated": True})
    people[NAMESAKE] = _named(_but(people[NAMESAKE], {"village_group": "第一组"}), NAME)
    people[OTHER_NAMESAKE] = _named(_but(people[OTHER_NAMESAKE], {"village_group": "第二组"}), NAME)
    ill = told["illness"]
    people[ILL] = _but(people[ILL], ill | _reaches(ill, line), {"health": ("major_illness",), "labour_ability": "weak"})
    return tuple(people)


def _exact(told: Mapping[str, Told], moment: Moment) -> dict[str, Fact]:
    return {name: fact for name, value in told.items() if (fact := moment.fact(name, value)) is not None}


def places(opened: OpenedCampaign) -> Places:
    at = opened.regions.at
    found = {}
    for village in opened.villages[:2]:
        county, above = at(village.code[:6]), at(village.code[:9])
        found[village.code] = (county.name if county else "", above.name if above else "", village.name)
    return found


def edited(path: Path, change: Callable[[Workbook], None]) -> Path:
    """Change a workbook in place, as a clerk would; ``change`` gets the book."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


class Change:
    """Sets cells of the row of a household: ``Change(key, "有无安全住房", "9")``; keeps the row number."""

    def __init__(self, key: str, **by_head: object) -> None:
        self.key, self.by_head, self.row, self.sheet = key, by_head, 0, ""

    def __call__(self, book: Workbook) -> None:
        sheet, row = row_of(book, self.key)
        self.row, self.sheet = row, sheet.title
        for head, value in self.by_head.items():
            sheet.cell(row, column_of(sheet, head)).value = value  # type: ignore[assignment]


def row_of(book: Workbook, key: str) -> tuple[Worksheet, int]:
    """The worksheet and row that carry a hidden key."""
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value == key and cell.row is not None:
                    return sheet, cell.row
    raise AssertionError(f"{key} stands nowhere")


def column_of(sheet: Worksheet, head: str) -> int:
    for line in sheet.iter_rows(max_row=12):
        for cell in line:
            if str(cell.value or "").replace("\n", "") == head:
                assert cell.column is not None
                return cell.column
    raise AssertionError(f"no heading {head} in {sheet.title}")


def _plain(household: Household) -> Household:
    """An ordinary household of nothing special, whatever the seed drew."""
    facts = {**household.facts, "is_poverty_alleviated": False, "is_monitored": False, "risk_eliminated": False}
    facts |= {"net_income_per_head": 15_000_00, "income_reaches_line": True, "housing_safe": True, "water_safe": True}
    facts |= {"fully_insured": True, "rigid_spending": False, "welfare": ("none",), "schooling_dropout": False}
    for name in ("monitored_category", "housing_text", "water_text", "rigid_spending_reason", "helper_named"):
        facts.pop(name, None)
    return replace(household, facts=facts, story="")


def _but(household: Household, facts: Mapping[str, Fact], head: Mapping[str, Fact] | None = None) -> Household:
    members = (Member(household.members[0].facts | dict(head or {})), *household.members[1:])
    return replace(household, facts=household.facts | dict(facts), members=members)


def _named(household: Household, name: str) -> Household:
    return _but(household, {"head_name": name}, {"member_name": name})


def _reaches(facts: Mapping[str, Fact], line: object) -> dict[str, Fact]:
    income = facts.get("net_income_per_head")
    return {"income_reaches_line": income >= line} if isinstance(income, int) and isinstance(line, int) else {}


def _same(record: Record, household: Household) -> bool:
    told = (household.village, household.facts["head_name"], household.facts["phone"])
    return told == (record.village, record.text(HEAD_NAME), record.text(PHONE))
