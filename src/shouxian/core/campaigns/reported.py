"""What a run is reported as: its problems, counts and rows, made once, and the areas that outputs are written for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from shouxian.core.campaigns.asking import Asking, what_to_ask
from shouxian.core.campaigns.coverage import Coverages, coverages
from shouxian.core.campaigns.hand_out import SheetRows
from shouxian.core.campaigns.handed_lists import kept_rows, verdicts
from shouxian.core.campaigns.national_changes import Change, changes_for_national
from shouxian.core.campaigns.notes import office_notes
from shouxian.core.campaigns.report_data import Results, Verdicts
from shouxian.core.campaigns.runs import Run
from shouxian.core.campaigns.tallying import counted_tallies
from shouxian.core.campaigns.views import view_of
from shouxian.core.campaigns.visits import Visit, visits
from shouxian.core.dataset.roles import TOWN_DIGITS
from shouxian.core.dataset.store import Store
from shouxian.core.outputs.problems import Problem, find_problems
from shouxian.core.outputs.statistics import VillageCount, count_villages
from shouxian.core.outputs.tallies import Counted
from shouxian.core.outputs.view import View, VillageLine


@dataclass(frozen=True)
class Area:
    """A village, a town, or the whole place of the campaign: the villages an output is made for, and its folder."""

    level: str
    name: str
    villages: tuple[VillageLine, ...]

    @property
    def codes(self) -> set[str]:
        """Its villages, and above the village the towns that it holds whole."""
        codes = {village.code for village in self.villages}
        return codes if self.level == "village" else codes | {code[:TOWN_DIGITS] for code in codes}


@dataclass(frozen=True)
class Report:
    """The outputs of one run, ready to be written. Villages nobody is listed in are left out of village files."""

    run: Run
    store: Store

    @cached_property
    def view(self) -> View:
        return view_of(self.run, self.store)

    @cached_property
    def problems(self) -> list[Problem]:
        return find_problems(self.view)

    @cached_property
    def counts(self) -> list[VillageCount]:
        return count_villages(self.view, self.problems)

    @cached_property
    def coverages(self) -> Coverages:
        return coverages(self.run.opened, self.store, self.run.snapshot, self.run.types)

    @cached_property
    def visits(self) -> list[Visit]:
        return list(visits(self.run.opened, self.store, self.coverages))

    @cached_property
    def tallied(self) -> dict[str, Counted]:
        """Every analysis of the campaign."""
        return counted_tallies(self.run)

    @cached_property
    def national_changes(self) -> list[Change]:
        return changes_for_national(self.run.opened, self.store)

    @cached_property
    def known(self) -> SheetRows:
        return SheetRows(self.run.opened, self.store, self.run.types)

    @cached_property
    def asking(self) -> Asking:
        return what_to_ask(self.run)

    @cached_property
    def notes(self) -> list[str]:
        return office_notes(self.run.opened, self.asking)

    @property
    def results(self) -> Results:
        """The same as data, for machines."""
        lists = []
        for handed in self.run.opened.pack.campaign.lists:
            rows = kept_rows(self.store, handed)
            lists.append(Verdicts(handed, rows, verdicts(self.run, handed, rows)))
        return Results(self.run, self.view, self.problems, self.counts, self.asking, lists)

    def areas(self, level: str) -> Iterator[Area]:
        """The areas of a level that hold any household."""
        busy = {household.village for household in self.view.households.values()}
        villages = [village for village in self.view.villages if village.code in busy]
        if level == "village":
            for village in villages:
                yield Area(level, village.name, (village,))
        elif level == "town":
            for town in {village.code[:9]: village.town for village in villages}.items():
                yield Area(level, town[1], tuple(v for v in villages if v.code[:9] == town[0]))
        else:
            place = self.run.opened.regions.at(self.run.opened.pack.campaign.place)
            yield Area(level, place.short if place else "", tuple(villages))
