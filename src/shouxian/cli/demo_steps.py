"""The main job on an invented town, step by step, as a township would do it; every step leaves files to look at.

The demo stands on its campaign's own days: rosters come in before it starts, villages return on its reference date.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from shouxian.cli.demo_inbox import OFFICER, Inbox
from shouxian.core.campaigns.deliveries import record_delivery
from shouxian.core.campaigns.hand_out import hand_out, sheet_path, sheet_rows
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.runs import keep_run, run_screening
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.roles import HOUSEHOLD, VILLAGE
from shouxian.core.kernel.clock import standing_on
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.writing.names import file_name
from shouxian.core.synthetic.clerks import fill_cards, fill_list, keys_on
from shouxian.core.synthetic.drawing import Truth
from shouxian.core.synthetic.mistakes import MISTAKES, Made
from shouxian.core.synthetic.people import person_name
from shouxian.core.synthetic.world import World, invent

_OF_FATE = {
    fate: tuple(m.name for m in MISTAKES.values() if m.fate == fate) for fate in ("tolerated", "asked", "refused")
}
_PLACES = {0: "tolerated", 1: "refused", 2: "asked"}  # village by village, what goes wrong there
BLANK, RETURNED, ANSWERS, RESULTS = "1-下发空表", "2-村里交回", "3-退回和待打勾", "4-结果"
AGAIN = "(第二次)"
Told = Callable[[str, str], None]  # the same sentence in Chinese and English


@dataclass
class DemoResult:
    """What happened, for the closing summary."""

    folder: Path
    report: Report | None = None
    made: list[Made] = field(default_factory=list)
    blank: int = 0
    brought: list[Outcome] = field(default_factory=list)
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
        visits = self.opened.reference_date
        with standing_on(self._starts - timedelta(days=1)):
            self._first_steps(result)
        with standing_on(visits):
            self.tell(
                "3/7 各村填表交回,有的村填错了",
                "3/7 villages fill them in, some with mistakes",
            )
            returned = self._fill(BLANK, self._returning, result)
            self.tell(
                "4/7 导入交回的表,有错的原表退回",
                "4/7 import what came back; wrong files go back as the user's own workbook",
            )
            result.returned += [self._take(path) for path in returned]
        with standing_on(visits + timedelta(days=1)):
            self.tell(
                "5/7 退回的村改正后再交",
                "5/7 the villages mend and return them",
            )
            result.corrected += self._again(result)
            self._last_steps(result)
        with standing_on(visits + timedelta(days=2)):
            self.tell(
                "7/7 筛查并写出结果",
                "7/7 screen, and write every output",
            )
            run = run_screening(self.opened, self.store)
            keep_run(run, self.store.folder)
            result.report = Report(run, self.store)
            result.files = list(write_outputs(result.report, self.folder / RESULTS))
        return result

    def _first_steps(self, result: DemoResult) -> None:
        self.tell(
            "1/7 造一个镇(人物全是虚构),导入花名册和下发名单",
            "1/7 invent a town (nobody is real), import its rosters and the lists handed down",
        )
        result.brought += self.inbox.before_the_visits()
        result.handed = self.inbox.lists()
        self.tell(
            "2/7 按村下发空表",
            "2/7 hand out blank sheets, village by village",
        )
        result.blank = sum(1 for _ in hand_out(self.opened, self.store, self.chosen, self.folder / BLANK))

    def _last_steps(self, result: DemoResult) -> None:
        self.tell(
            "6/7 前项工作完成的村下发后续表格;登记报送,导入核查结论和录入后的系统数据",
            "6/7 sheets that had to wait; deliveries, verdicts, and the national system after the entries",
        )
        ready = self._ready()
        waiting = self._waiting_sheets
        if ready and waiting:
            into = self.folder / (BLANK + AGAIN)
            result.blank += sum(1 for _ in hand_out(self.opened, self.store, ready, into, waiting))
            result.corrected += [self._take(path) for path in self._fill(BLANK + AGAIN, ready, result, mistakes=False)]
        self.inbox.verdicts()
        result.brought += self.inbox.after_the_visits(self.chosen[:1])
        self._deliver()

    @cached_property
    def store(self) -> FolderStore:
        return FolderStore.create(
            self.folder / "工作文件夹", self.opened.catalogue.dictionary.variables, self.opened.id
        )

    @property
    def _starts(self) -> date:
        return in_use(self.opened.pack.campaign.starts).value

    @cached_property
    def chosen(self) -> list[Region]:
        """Villages of one town, so that village and town outputs can be looked at together."""
        first = self.opened.villages[0].code[:9]
        return [v for v in self.opened.villages if v.code.startswith(first)][: self.villages]

    @property
    def _returning(self) -> list[Region]:
        """The last village returns nothing yet."""
        return self.chosen[:-1] if len(self.chosen) > 3 else self.chosen

    @cached_property
    def world(self) -> World:
        line = self.opened.resolved(self.chosen[0].code).get("monitoring_line")
        return invent(
            self.opened.catalogue, self.opened.pack, {village.code: village.short for village in self.chosen},
            self.households, self.opened.reference_date, line if isinstance(line, int) else None, self.seed,
        )  # fmt: skip

    @cached_property
    def inbox(self) -> Inbox:
        source = Source(OFFICER, self._starts - timedelta(days=1))
        return Inbox(self.opened, self.store, self.world, self.chosen, self.folder / "0-收到的文件", source)

    def _fill(self, blank: str, villages: Sequence[Region], result: DemoResult, *, mistakes: bool = True) -> list[Path]:
        """Village 1 makes what is tolerated, village 2 what is refused, village 3 loses who somebody is."""
        truth = self.world.keyed(self.store)
        paths = []
        for number, village in enumerate(villages):
            wanted = list(_OF_FATE.get(_PLACES.get(number, ""), ())) if mistakes else []
            for layout, path in self._sheets(self.folder / blank, village):
                target = self.folder / blank.replace(BLANK, RETURNED) / path.relative_to(self.folder / blank)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
                made = self._write(layout, target, village, truth, wanted)
                done = {m.mistake.name for m in made}
                asked = _PLACES.get(number) == "asked" and done
                wanted = [] if asked else [name for name in wanted if name not in done]
                result.made += made
                paths.append(target)
        return paths

    def _sheets(self, blank: Path, village: Region) -> Iterator[tuple[Layout, Path]]:
        for layout in self.opened.pack.sheets.values():
            first = sheet_path(layout, blank / file_name(village.name))
            for path in sorted(first.parent.glob(f"{first.stem}*.xlsx")):
                if path.stem.removeprefix(first.stem).lstrip("-").isdigit() or path == first:
                    yield layout, path

    def _write(
        self, layout: Layout, path: Path, village: Region, truth: Mapping[str, Truth], mistakes: Sequence[str]
    ) -> list[Made]:
        questions = self.opened.questions(village.code)
        surveyor = person_name(self.random, "male")
        newcomers = self._missing(layout, path, village, truth)
        if layout.kind == "list":
            wrong = mistakes if layout.subject == HOUSEHOLD else ()
            return fill_list(path, layout, questions, truth, surveyor, wrong, self.random, newcomers)
        words = "就业信息已登记,待村里核实" if layout.rows[-1].question and self._is_free(layout) else ""
        fill_cards(path, layout, questions, truth, surveyor, words, newcomers)
        return []

    def _missing(self, layout: Layout, path: Path, village: Region, truth: Mapping[str, Truth]) -> list[Truth]:
        """What the village knows and the sheet does not: people and dwellings nobody has listed yet; anything else that
        is not printed on it."""
        if layout.subject in (HOUSEHOLD, VILLAGE):
            return []
        of_home = self.opened.catalogue.dictionary.subjects[layout.subject].parent == HOUSEHOLD
        keys = truth.keys() if of_home else keys_on(path, layout)
        known = {truth[key].identity for key in keys if key in truth}
        return [told for told in self.world.all_of(layout.subject, village.code) if told.identity not in known]

    def _is_free(self, layout: Layout) -> bool:
        """True where the last row of a household's card is answered in words that need a tick."""
        last = self.opened.pack.questions.get(layout.rows[-1].question or "")
        return layout.subject == HOUSEHOLD and last is not None and last.text is not None

    def _take(self, path: Path) -> Outcome:
        source = Source(OFFICER, self.opened.reference_date, None, self.folder / ANSWERS)
        return take_back(self.opened, self.store, path, source)

    def _again(self, result: DemoResult) -> list[Outcome]:
        """Files that were refused are filled once more, rightly this time; those held stay held for a person."""
        refused = {outcome.path for outcome in result.returned if outcome.state == "refused"}
        truth = self.world.keyed(self.store)
        outcomes = []
        for village in self.chosen:
            for layout, path in self._sheets(self.folder / BLANK, village):
                returned = self.folder / RETURNED / path.relative_to(self.folder / BLANK)
                if returned in refused:
                    target = returned.with_name(f"{path.stem}(改正).xlsx")
                    shutil.copyfile(path, target)
                    self._write(layout, target, village, truth, ())
                    outcomes.append(self._take(target))
        return outcomes

    @property
    def _waiting_sheets(self) -> tuple[str, ...]:
        """Sheets of jobs that open for some only when other jobs are done."""
        jobs = self.opened.pack.campaign.jobs
        waiting = {coverage.subject for job in jobs for coverage in job.coverages if coverage.not_before}
        names = (n for job in jobs if any(c.not_before for c in job.coverages) for n in job.sheets)
        return tuple(n for n in names if self.opened.pack.sheets[n].subject in waiting)

    def _ready(self) -> list[Region]:
        """Villages in which what had to wait is open now."""
        coverages = sheet_rows(self.opened, self.store).coverages
        assert coverages is not None
        late = [covered for covered in coverages.covered if covered.coverage.not_before]
        return [v for v in self._returning if late and all(coverages.is_open(c, v.code) for c in late)]

    def _deliver(self) -> None:
        """What villages owed by now: in time, two days late from the second of them."""
        for owed in self.opened.pack.campaign.deliverables:
            due = in_use(owed.due).value if owed.due else self.opened.reference_date
            if owed.level == "village" and owed.due and due < self.opened.reference_date:
                for place, village in enumerate(self._returning):
                    on = due + timedelta(days=2 if place == 1 else 0)
                    record_delivery(self.opened, self.store, owed.id, village.code, on=on, by=OFFICER)
