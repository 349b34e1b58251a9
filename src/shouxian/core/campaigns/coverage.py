"""Who and what each job must reach: coverages as keys by village, which of them are open, and what is done.

One household may stand in several coverages of several jobs; its visit serves them all. A coverage with ``not_before``
opens in a village when the jobs it names are done there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from shouxian.core.campaigns.handed_lists import handed_list, kept_rows
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.dataset.store import Store
from shouxian.core.packs.models.campaign import Coverage, Job
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.screening.classify import Condition, holding


@dataclass(frozen=True)
class Covered:
    """One coverage of one job: the keys of its subjects."""

    job: Job
    coverage: Coverage
    keys: frozenset[str]


@dataclass(frozen=True)
class Coverages:
    """Everything the campaign must reach. ``places``: subject → key → village; ``types``: household → type."""

    opened: OpenedCampaign
    store: Store
    types: Mapping[str, str]
    places: Mapping[str, Mapping[str, str]]
    covered: tuple[Covered, ...]

    @cached_property
    def _returned(self) -> dict[str, Mapping[str, set[str]]]:
        return {subject: self.store.returned(subject) for subject in self.places}

    def done(self, covered: Covered) -> frozenset[str]:
        """Those of a coverage of whom a sheet of its job, or the card of the whole visit, came back."""
        returned = self._returned[covered.coverage.subject]
        sheets = {*covered.job.sheets, *(self.opened.layouts.keys() - self.opened.pack.sheets.keys())}
        return frozenset(key for key in covered.keys if returned.get(key, set()) & sheets)

    def is_open(self, covered: Covered, village: str) -> bool:
        """True when every job that must come first is done in the village."""
        first = covered.coverage.not_before
        return all(self._is_done(c, village) for c in self.covered if c.job.id in first and not c.coverage.not_before)

    def _is_done(self, covered: Covered, village: str) -> bool:
        places = self.places[covered.coverage.subject]
        return all(places[key] != village for key in covered.keys - self.done(covered))

    def for_sheet(self, layout: Layout, village: str) -> frozenset[str] | None:
        """Keys a sheet is handed out for in a village: those that an open coverage of one of its jobs reaches; None
        where no job or no coverage of its jobs says, so that everyone of its subject is meant."""
        mine = [c for c in self.covered if layout.id in c.job.sheets and c.coverage.subject == layout.subject]
        if not mine:
            return None
        places = self.places[layout.subject]
        wanted = (key for c in mine if self.is_open(c, village) for key in c.keys if places[key] == village)
        return frozenset(wanted)

    def is_closed(self, layout: Layout, village: str) -> bool:
        """True for a sheet whose jobs all have to wait in this village."""
        mine = [c for c in self.covered if layout.id in c.job.sheets and c.coverage.subject == layout.subject]
        return bool(mine) and not any(self.is_open(c, village) for c in mine)

    def jobs_of(self, household: str, village: str) -> tuple[Job, ...]:
        """The open jobs of a household, in the order of the notice."""
        mine = [c for c in self.covered if c.coverage.subject == HOUSEHOLD and household in c.keys]
        return tuple({c.job.id: c.job for c in mine if self.is_open(c, village)}.values())


def coverages(opened: OpenedCampaign, store: Store, snapshot: Snapshot, types: Mapping[str, str]) -> Coverages:
    """Every coverage of every job as keys; a condition counts where it is TRUE."""
    jobs = opened.pack.campaign.jobs
    pairs = [(job, coverage) for job in jobs for coverage in job.coverages]
    conditions = [
        Condition(f"{job.id}/{coverage.id}/{kind}", text, coverage.clause, coverage.subject)
        for job, coverage in pairs
        for kind, text in (("when", coverage.when), ("unless", coverage.unless))
        if text is not None
    ]
    true_for = holding(opened.schema, snapshot, conditions)
    subjects = {coverage.subject for _, coverage in pairs} | {HOUSEHOLD}
    places = {subject: _places(snapshot, subject) for subject in sorted(subjects)}
    homes = places[HOUSEHOLD].keys()  # a household on a list may be closed by now
    covered = tuple(
        Covered(
            job, c, _keys(c, places[c.subject], types, true_for, f"{job.id}/{c.id}") | _listed(opened, store, c) & homes
        )
        for job, c in pairs
    )
    return Coverages(opened, store, types, places, covered)


def _places(snapshot: Snapshot, subject: str) -> dict[str, str]:
    table = snapshot.tables[subject]
    return dict(zip(table["key"].to_pylist(), table["village_key"].to_pylist(), strict=True))


def _listed(opened: OpenedCampaign, store: Store, coverage: Coverage) -> set[str]:
    """Households on its lists that are known."""
    rows = (row for name in coverage.lists for row in kept_rows(store, handed_list(opened, name)))
    return {row.key for row in rows if row.key is not None}


def _keys(
    coverage: Coverage, every: Iterable[str], types: Mapping[str, str], true_for: Mapping[str, set[str]], name: str
) -> frozenset[str]:
    """Those that types and conditions reach; nobody where only lists say who."""
    if coverage.lists and not coverage.types and coverage.when is None:
        return frozenset()
    chosen = {key for key in every if not coverage.types or types.get(key) in coverage.types}
    chosen -= true_for.get(f"{name}/unless", set())
    return frozenset(chosen if coverage.when is None else chosen & true_for[f"{name}/when"])
