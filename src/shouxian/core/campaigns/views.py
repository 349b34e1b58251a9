"""A run joined with names again, for the lists that the village and the town may see: identity only when written."""

from shouxian.core.campaigns.hand_out import place_fields
from shouxian.core.campaigns.runs import Run
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import (
    GROUP,
    HEAD_NAME,
    HOUSEHOLD,
    MEMBER_NAME,
    PEOPLE,
    PERSON,
    PHONE,
    SURVEYED,
    SURVEYOR,
    TOWN,
    VILLAGE,
)
from shouxian.core.dataset.store import Store
from shouxian.core.outputs.view import HouseholdLine, SubjectLine, View, VillageLine


def view_of(run: Run, store: Store) -> View:
    """Everything outputs need, from the run and the store it was made of."""
    opened = run.opened
    dictionary = opened.catalogue.dictionary
    variables = dictionary.variables
    known = {record.key: record for record in read_records(store, VILLAGE, variables)}
    villages = []
    for village in opened.villages:
        fields = place_fields(opened, village)
        record = known.get(village.code)
        town, name = str(fields["town"] or ""), str(fields["village"] or "")
        villages.append(VillageLine(village.code, name, town, record.facts if record else {}))
    households = {r.key: _line(r, run.types[r.key]) for r in read_records(store, HOUSEHOLD, variables)}
    members = {r.key: r.text(MEMBER_NAME) for r in read_records(store, PERSON, variables)}
    return View(
        opened.pack.campaign,
        opened.reference_date,
        run.id,
        tuple(villages),
        households,
        members,
        run.details,
        variables,
        dictionary.codelists,
        _others(run, store),
    )


def _others(run: Run, store: Store) -> dict[str, SubjectLine]:
    """Everything on record beside villages, households and people."""
    dictionary = run.opened.catalogue.dictionary
    found = {}
    for subject in dictionary.subjects.values():
        if subject.subject not in (TOWN, VILLAGE, HOUSEHOLD, PERSON):
            for r in read_records(store, subject.subject, dictionary.variables):
                name = r.text(subject.named_by or "")
                found[r.key] = SubjectLine(subject.subject, r.key, r.village, r.household, name, r.facts)
    return found


def _line(record: Record, cell: str) -> HouseholdLine:
    people = record.facts.get(PEOPLE)
    return HouseholdLine(
        record.key,
        record.village,
        cell,
        record.text(HEAD_NAME),
        record.text(PHONE),
        record.text(GROUP),
        people if isinstance(people, int) else None,
        record.facts.get(SURVEYED) is True,
        record.text(SURVEYOR),
    )
