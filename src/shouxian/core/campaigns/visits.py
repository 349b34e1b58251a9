"""One visit for all open jobs of a household: the union of their questions, each once, and what that saves."""

from collections.abc import Iterator
from dataclasses import dataclass

from shouxian.core.campaigns.coverage import Coverages
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.visit_cards import questions_once, sheets_of
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.dataset.store import Store
from shouxian.core.packs.models.campaign import Job
from shouxian.core.sheets.answers.compose import compose


@dataclass(frozen=True)
class Visit:
    """One household's visit. ``cells``: answers that its sheets ask for, each sheet filled apart; ``once``: different
    ones among them; ``known``: those of ``once`` that are known already. Members' answers are counted per member."""

    household: str
    village: str
    type: str
    jobs: tuple[str, ...]
    sheets: tuple[str, ...]
    cells: int
    once: int
    known: int

    @property
    def asked(self) -> int:
        """What is really asked at the visit."""
        return self.once - self.known

    @property
    def saved(self) -> int:
        return self.cells - self.asked


def visits(opened: OpenedCampaign, store: Store, coverages: Coverages) -> Iterator[Visit]:
    """The visit of every household that some open job reaches, in the order of keys."""
    variables = opened.catalogue.dictionary.variables
    members: dict[str, list[Record]] = {}
    for person in read_records(store, PERSON, variables):
        members.setdefault(person.household, []).append(person)
    for record in read_records(store, HOUSEHOLD, variables):
        jobs = coverages.jobs_of(record.key, record.village)
        if jobs:
            yield _visit(opened, record, members.get(record.key, []), jobs, coverages.types[record.key])


def _visit(opened: OpenedCampaign, record: Record, members: list[Record], jobs: tuple[Job, ...], cell: str) -> Visit:
    bound = opened.questions(record.village)
    cells = once = known = 0
    sheets: list[str] = []
    for subject, records in ((HOUSEHOLD, [record]), (PERSON, members)):
        layouts = sheets_of(opened.pack, jobs, cell, subject)
        sheets += [layout.id for layout in layouts]
        asked = questions_once(opened.pack, layouts)
        cells += sum(len(layout.questions()) for layout in layouts) * len(records)
        once += len(asked) * len(records)
        known += sum(compose(bound[q.id], r.facts) != "" for r in records for q in asked)
    names = tuple(job.id for job in jobs)
    return Visit(record.key, record.village, cell, names, tuple(sheets), cells, once, known)
