"""What reaches a township of the demo from elsewhere: national exports, registers of offices, lists handed down."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from shouxian.core.campaigns.handed_lists import REASON, VERDICT, import_list
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Outcome, Source
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.packs.models.campaign import HandedList
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.writing.names import file_name
from shouxian.core.synthetic.exports import export_rows
from shouxian.core.synthetic.town import Household
from shouxian.core.synthetic.workbooks import (
    ROSTER,
    STRANGERS,
    Places,
    facts_of,
    listed_for,
    write_foreign,
    write_handed_list,
)
from shouxian.core.synthetic.world import World

BASE = "national_households"
OFFICER = "镇信息员"


@dataclass(frozen=True)
class Inbox:
    """Files for one campaign's workspace, written into ``folder`` and imported as they are."""

    opened: OpenedCampaign
    store: FolderStore
    world: World
    villages: Sequence[Region]
    folder: Path
    source: Source

    def before_the_visits(self) -> list[Outcome]:
        """The roster, and what else the national system and other offices know of what this campaign asks."""
        self.folder.mkdir(parents=True)
        specs = self.opened.catalogue.imports
        chosen = [specs[BASE], *(s for s in specs.values() if s.id != BASE and self._wanted(s))]
        return [self._take(spec, self.villages, "", self._changing) for spec in chosen]

    def after_the_visits(self, villages: Sequence[Region]) -> list[Outcome]:
        """A second export of villages whose changes were entered in the meantime."""
        if not self._keeps_national:
            return []
        specs = self.opened.catalogue.imports.values()
        chosen = [spec for spec in specs if spec.national and (spec.id == BASE or spec.rows == HOUSEHOLD)]
        return [self._take(spec, villages, "(录入后)", ()) for spec in chosen]

    def lists(self) -> dict[str, int]:
        """Every list of the campaign as its sender made it, or each village for itself; rows by name of the list."""
        counted: dict[str, int] = {}
        for handed in self.opened.pack.campaign.lists:
            random = Random(f"{self.world.drawer.seed}/{handed.id}")  # noqa: S311  # invented, not secret
            chosen = listed_for(handed, self.world.households, random)
            for village in self.villages if handed.made_by == "village" else (None,):
                own = [home for home in chosen if village is None or home.village == village.code]
                if own:
                    counted[handed.zh] = counted.get(handed.zh, 0) + self._list(handed, own, village)
        return counted

    def _list(self, handed: HandedList, chosen: Sequence[Household], village: Region | None) -> int:
        line = self.opened.resolved(self.villages[0].code).get("monitoring_line")
        known = line if isinstance(line, int) else None
        path = self._list_path(handed, f"{village.short if village else ''}(示例)")
        write_handed_list(path, handed, chosen, self._places, self.opened.catalogue.dictionary, known)
        return len(import_list(self.opened, self.store, handed.id, path, self.source.by, village))

    def verdicts(self) -> None:
        """Lists again, with a person's verdict on those who do not live here: one that no fact proposes or follows."""
        for handed in self.opened.pack.campaign.lists:
            by_person = [v for v in handed.verdicts if v.when is None and not v.given]
            if by_person and handed.made_by == "sender":
                path = self._list_path(handed, "(已核查)")
                self._judge(handed, path, by_person[-1].zh)
                import_list(self.opened, self.store, handed.id, path, self.source.by)

    def _judge(self, handed: HandedList, path: Path, verdict: str) -> None:
        book = load_workbook(self._list_path(handed))
        sheet = book.worksheets[0]
        last = sheet.max_column
        for place, head in enumerate((VERDICT, REASON), start=last + 1):
            sheet.cell(2, place).value = head
        for row in range(3, sheet.max_row + 1):
            if {sheet.cell(row, place).value for place in range(1, last + 1)} & set(STRANGERS):
                sheet.cell(row, last + 1).value = verdict
                sheet.cell(row, last + 2).value = "全村核对无此户(示例)"
        book.save(path)

    def _list_path(self, handed: HandedList, mark: str = "(示例)") -> Path:
        return self.folder / file_name(f"{handed.zh}{mark}.xlsx")

    @property
    def _keeps_national(self) -> bool:
        return any(output.kind == "national_changes" for output in self.opened.pack.campaign.outputs)

    @property
    def _changing(self) -> frozenset[str]:
        """Facts of the national system that the visits ask for again."""
        screens = self.opened.catalogue.screens if self._keeps_national else ()
        asked = {name for question in self.opened.pack.questions.values() for name in question.facts()}
        return frozenset(name for screen in screens for name in screen.facts if name in asked)

    def _wanted(self, spec: ImportSpec) -> bool:
        """Exports where the campaign tells what to change there; registers of anything else that it asks about."""
        if spec.national:
            return self._keeps_national
        asked = {question.subject for question in self.opened.pack.questions.values()}
        return spec.rows in asked - {HOUSEHOLD, PERSON}

    def _take(self, spec: ImportSpec, villages: Sequence[Region], mark: str, aged: Collection[str]) -> Outcome:
        dictionary = self.opened.catalogue.dictionary
        names = facts_of(spec, dictionary, self.opened.catalogue.screens if self._tells_screens(spec) else ())
        if spec.id == BASE:
            names = tuple(dict.fromkeys((*ROSTER, *names)))
        codes = [village.code for village in villages]
        path = self.folder / file_name(f"{spec.zh}{mark}(示例).xlsx")
        rows = export_rows(self.world, spec, names, codes, aged)
        write_foreign(path, spec, rows, names, self._places, dictionary)
        return take_roster(self.opened, self.store, path, spec.id, self.source)

    def _tells_screens(self, spec: ImportSpec) -> bool:
        return self._keeps_national and (spec.id == BASE or spec.rows == HOUSEHOLD)

    @property
    def _places(self) -> Places:
        at = self.opened.regions.at
        names = {}
        for village in self.villages:
            county, above = at(village.code[:6]), at(village.code[:9])
            names[village.code] = (county.name if county else "", above.name if above else "", village.name)
        return names
