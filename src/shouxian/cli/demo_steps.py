"""The main job on an invented town, step by step, as a township would do it; every step leaves files to look at."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from shouxian.core.campaigns.hand_out import hand_out, sheet_path
from shouxian.core.campaigns.handed_lists import import_list
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.runs import keep_run, run_screening
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.records import read_records
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PHONE
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.writing.names import file_name
from shouxian.core.synthetic.clerks import MISTAKES, Made, fill_cards, fill_list
from shouxian.core.synthetic.people import person_name
from shouxian.core.synthetic.town import Household, town
from shouxian.core.synthetic.workbooks import Places, village_facts, write_handed_list, write_roster

ROSTER_SPEC = "national_households"
TOLERATED = tuple(m.name for m in MISTAKES.values() if m.fate == "tolerated")
REFUSED = tuple(m.name for m in MISTAKES.values() if m.fate == "refused")
Told = Callable[[str, str], None]  # the same sentence in Chinese and English


@dataclass
class DemoResult:
    """What happened, for the closing summary."""

    folder: Path
    report: Report | None = None
    made: list[Made] = field(default_factory=list)
    blank: int = 0
    returned: list[Outcome] = field(default_factory=list)
    corrected: list[Outcome] = field(default_factory=list)
    handed: dict[str, int] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


@dataclass
class Demo:
    """One campaign's demo below ``folder``. ``tell`` is called at the start of every step."""

    opened: OpenedCampaign
    folder: Path
    households: int
    villages: int
    seed: int
    tell: Told
    random: Random = field(default_factory=lambda: Random(7))  # noqa: S311  # a demo, not a secret

    def run(self) -> DemoResult:
        result = DemoResult(self.folder)
        store = FolderStore.create(self.folder / "工作文件夹", self._variables, self.opened.id)
        chosen = self._chosen()
        invented = self._town(chosen)
        self.tell(
            "1/6 造一个镇(人物全是虚构),导入花名册和下发名单",
            "1/6 invent a town (nobody is real), import its roster and the lists handed down",
        )
        self._bring_in(store, chosen, invented, result)
        self.tell(
            "2/6 按村下发空表",
            "2/6 hand out blank sheets, village by village",
        )
        blank = self.folder / "1-下发空表"
        result.blank = sum(1 for _ in hand_out(self.opened, store, chosen, blank))
        self.tell(
            "3/6 各村填表交回,有的村填错了",
            "3/6 villages fill them in, some with mistakes",
        )
        truth = self._truth(store, invented, chosen)
        returned = self._fill(blank, self.folder / "2-村里交回", truth, chosen, result)
        self.tell(
            "4/6 导入交回的表,有错的原表退回",
            "4/6 import what came back; wrong files go back as the user's own workbook",
        )
        result.returned += [self._take(store, path) for path in returned]
        self.tell(
            "5/6 退回的村改正后再交",
            "5/6 the villages mend and return them",
        )
        result.corrected = self._again(store, blank, truth, chosen, result)
        self.tell(
            "6/6 筛查并写出结果",
            "6/6 screen, and write every output",
        )
        run = run_screening(self.opened, store)
        keep_run(run, store.folder)
        result.report = Report(run, store)
        result.files = list(write_outputs(result.report, self.folder / "4-结果"))
        return result

    @property
    def _variables(self) -> Mapping[str, Variable]:
        return self.opened.catalogue.dictionary.variables

    def _chosen(self) -> list[Region]:
        """Villages of one town, so that village and town outputs can be looked at together."""
        first = self.opened.villages[0].code[:9]
        return [v for v in self.opened.villages if v.code.startswith(first)][: self.villages]

    def _town(self, chosen: Sequence[Region]) -> list[Household]:
        line = self.opened.resolved(chosen[0].code).get("monitoring_line")
        codes = [village.code for village in chosen]
        known = line if isinstance(line, int) else None
        return town(codes, self.households, self.opened.reference_date, known, self.seed)

    def _places(self, chosen: Sequence[Region]) -> Places:
        at = self.opened.regions.at
        names = {}
        for village in chosen:
            county, above = at(village.code[:6]), at(village.code[:9])
            names[village.code] = (county.name if county else "", above.name if above else "", village.name)
        return names

    def _bring_in(
        self, store: FolderStore, chosen: Sequence[Region], invented: list[Household], result: DemoResult
    ) -> None:
        dictionary = self.opened.catalogue.dictionary
        inbox = self.folder / "0-收到的文件"
        inbox.mkdir(parents=True)
        roster = inbox / "花名册(示例).xlsx"
        write_roster(roster, invented, self._places(chosen), dictionary.variables, dictionary.codelists)
        before = self.opened.reference_date - timedelta(days=60)
        result.returned.append(take_roster(self.opened, store, roster, ROSTER_SPEC, Source("镇信息员", before)))
        line = self.opened.resolved(chosen[0].code).get("monitoring_line")
        for handed in self.opened.pack.campaign.lists:
            path = inbox / file_name(f"{handed.zh}(示例).xlsx")
            write_handed_list(path, handed, invented, self._places(chosen), line if isinstance(line, int) else 6000_00)
            result.handed[handed.zh] = len(import_list(self.opened, store, handed.id, path, "镇信息员"))

    def _truth(
        self, store: FolderStore, invented: list[Household], chosen: Sequence[Region]
    ) -> dict[str, dict[str, Fact]]:
        """What everybody would truly answer, by the keys that the store gave them."""
        known = {(h.village, str(h.facts["head_name"]), str(h.facts["phone"])): h for h in invented}
        truth: dict[str, dict[str, Fact]] = {v.code: village_facts(invented, v.code) for v in chosen}
        for record in read_records(store, HOUSEHOLD, self.opened.catalogue.dictionary.variables):
            household = known.get((record.village, record.text(HEAD_NAME), record.text(PHONE)))
            if household is not None:
                truth[record.key] = household.facts
        return truth

    def _fill(
        self, blank: Path, into: Path, truth: Mapping[str, Mapping[str, Fact]], chosen: Sequence[Region],
        result: DemoResult,
    ) -> list[Path]:  # fmt: skip
        """Village 1 makes what is tolerated, village 2 what is refused, village 3 loses who somebody is; the last
        village returns nothing yet."""
        paths = []
        for number, village in enumerate(chosen[:-1] if len(chosen) > 3 else chosen):
            mistakes = {0: TOLERATED, 1: REFUSED, 2: ("another_phone",)}.get(number, ())
            for layout, path in self._sheets(blank, village):
                target = into / path.relative_to(blank)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                wrong = mistakes if path.name == self._main(village, blank) else ()
                result.made += self._write(layout, target, village, truth, wrong)
                paths.append(target)
        return paths

    def _sheets(self, blank: Path, village: Region) -> Iterator[tuple[Layout, Path]]:
        for layout in self.opened.pack.sheets.values():
            first = sheet_path(layout, blank / file_name(village.name))
            for path in sorted(first.parent.glob(f"{first.stem}*.xlsx")):
                yield layout, path

    def _main(self, village: Region, blank: Path) -> str:
        """The list with most households: mistakes are made there."""
        layout = next(s for s in self.opened.pack.sheets.values() if s.kind == "list")
        return sheet_path(layout, blank / file_name(village.name)).name

    def _write(
        self, layout: Layout, path: Path, village: Region, truth: Mapping[str, Mapping[str, Fact]],
        mistakes: Sequence[str],
    ) -> list[Made]:  # fmt: skip
        questions = self.opened.questions(village.code)
        surveyor = person_name(self.random, "male")
        if layout.kind == "list":
            return fill_list(path, layout, questions, truth, surveyor, mistakes, self.random)
        words = "就业信息已登记,待村里核实" if layout.subject == HOUSEHOLD else ""
        fill_cards(path, layout, questions, truth, surveyor, words)
        return []

    def _take(self, store: FolderStore, path: Path) -> Outcome:
        return take_back(self.opened, store, path, self._source())

    def _source(self) -> Source:
        return Source("镇信息员", self.opened.reference_date, None, self.folder / "3-退回和待打勾")

    def _again(
        self, store: FolderStore, blank: Path, truth: Mapping[str, Mapping[str, Fact]], chosen: Sequence[Region],
        result: DemoResult,
    ) -> list[Outcome]:  # fmt: skip
        """Files that were refused are filled once more, rightly this time; those held stay held for a person."""
        refused = {outcome.path for outcome in result.returned if outcome.state == "refused"}
        outcomes = []
        for village in chosen:
            for layout, path in self._sheets(blank, village):
                returned = self.folder / "2-村里交回" / path.relative_to(blank)
                if returned in refused:
                    target = returned.with_name(f"{path.stem}(改正).xlsx")
                    shutil.copyfile(path, target)
                    self._write(layout, target, village, truth, ())
                    outcomes.append(self._take(store, target))
        return outcomes
