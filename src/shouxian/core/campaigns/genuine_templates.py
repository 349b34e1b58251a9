"""Genuine templates of other systems in a campaign: columns mapped once, and that very file filled from what is known.

A column is mapped to a fact of the template's subject, to one of the household it stands in, or to a place field; what
the dictionary or an earlier mapping knows is proposed, the rest is asked once and remembered with the headings.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shouxian.core.campaigns.hand_out import place_fields
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.side_files import read_side_file, write_side_file
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.answers.compose import value_text
from shouxian.core.sheets.genuine.filling import fill_template
from shouxian.core.sheets.genuine.template import Template, first_data_row, load_template
from shouxian.core.sheets.reading.headings import comparable
from shouxian.core.sheets.writing.names import file_name

FILE = "templates.json"
FIELDS = {"village": "行政村", "town": "乡镇", "county": "县", "village_code": "行政村代码", "row_number": "序号"}
LEFT_EMPTY = "-"


@dataclass(frozen=True)
class MappedTemplate:
    """A template with what each of its columns holds: heading → fact, field, or ``-``; None where nobody said."""

    template: Template
    subject: str
    columns: Mapping[str, str | None]

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(heading for heading, target in self.columns.items() if target is None)


def map_template(
    opened: OpenedCampaign, store: Store, path: Path, subject: str, named: Mapping[str, str]
) -> MappedTemplate:
    """What each column of the template holds: as just ``named``, as remembered, or as the dictionary knows it.

    Raises ``ShouxianError`` TEMPLATE_… where the file is no template, TEMPLATE_COLUMN for an unknown fact.
    """
    targets = _targets(opened, subject)
    spoken = {comparable(heading): target for heading, target in named.items()}
    for heading, target in named.items():
        if target not in targets and target not in FIELDS and target != LEFT_EMPTY:
            known = "、".join([*FIELDS, *targets])
            raise ShouxianError(fault("TEMPLATE_COLUMN", Where(path.name, column=heading), name=target, known=known))
    proposals = _proposals(opened, subject) | spoken
    template = load_template(path, proposals)
    remembered = (read_side_file(store, FILE) or {}).get(f"{subject}:{template.signature}", {})
    columns = {
        heading.text: spoken.get(comparable(heading.text))
        or remembered.get(heading.text)
        or proposals.get(comparable(heading.text))
        for heading in template.headings
    }
    return MappedTemplate(template, subject, columns)


def remember_mapping(store: Store, mapping: MappedTemplate) -> None:
    """Keep what the columns hold, for every later file with the same headings."""
    known = read_side_file(store, FILE) or {}
    known[f"{mapping.subject}:{mapping.template.signature}"] = {h: t for h, t in mapping.columns.items() if t}
    write_side_file(store, FILE, known)


def fill_templates(
    opened: OpenedCampaign, store: Store, mapping: MappedTemplate, villages: Iterable[Region], into: Path,
    first_row: int | None = None,
) -> Iterator[Path]:  # fmt: skip
    """One filled copy of that very file per village that has any of the subject. Raises ``ShouxianError``
    TEMPLATE_UNMAPPED while a column is open, TEMPLATE_NOT_BLANK, TEMPLATE_OPTION."""
    template = mapping.template
    if mapping.open:
        heads = "、".join(mapping.open)
        raise ShouxianError(fault("TEMPLATE_UNMAPPED", Where(template.path.name), count=len(mapping.open), heads=heads))
    first = first_row or first_data_row(template)
    remember_mapping(store, mapping)
    variables = opened.catalogue.dictionary.variables
    homes = {record.key: record for record in read_records(store, HOUSEHOLD, variables)}
    records = sorted(read_records(store, mapping.subject, variables), key=lambda r: _order(r, homes))
    for village in villages:
        mine = [record for record in records if record.village == village.code]
        if mine:
            rows = [_row(opened, mapping, record, homes, village, n) for n, record in enumerate(mine, start=1)]
            yield fill_template(template, first, rows, into / file_name(village.name) / template.path.name)


def _order(record: Record, homes: Mapping[str, Record]) -> tuple[str, str, str, str]:
    home = homes.get(record.household) or homes.get(record.key)
    if home is None:
        return record.village, "", "", record.key
    return record.village, home.text(GROUP), home.text(HEAD_NAME), record.key


def _row(
    opened: OpenedCampaign,
    mapping: MappedTemplate,
    record: Record,
    homes: Mapping[str, Record],
    village: Region,
    number: int,
) -> list[tuple[str, ...]]:
    """Spellings per column, the preferred first."""
    dictionary = opened.catalogue.dictionary
    place = place_fields(opened, village) | {"village_code": village.code, "row_number": str(number)}
    row: list[tuple[str, ...]] = []
    for heading in mapping.template.headings:
        target = mapping.columns[heading.text] or LEFT_EMPTY
        if target == LEFT_EMPTY:
            row.append(())
        elif target in FIELDS:
            row.append((str(place[target] or ""),))
        else:
            owner = dictionary.subject_of[target]
            source = record if owner == mapping.subject else homes.get(record.household)
            row.append(_spellings(opened, dictionary.variables[target], source))
    return row


def _spellings(opened: OpenedCampaign, variable: Variable, record: Record | None) -> tuple[str, ...]:
    """The value as we write it, and its other spellings in exports of the national system."""
    codelists = opened.catalogue.dictionary.codelists
    fact = record.facts.get(variable.name) if record else None
    text = value_text(variable, fact, codelists)
    if not text or variable.codelist is None or not isinstance(fact, str):
        return (text,) if text else ()
    synonyms = next((c.synonyms for c in codelists[variable.codelist].codes if c.code == fact), ())
    return (text, *synonyms)


def _targets(opened: OpenedCampaign, subject: str) -> dict[str, Variable]:
    """Facts that a column may hold: the subject's own, and those of the household it stands in."""
    subjects = opened.catalogue.dictionary.subjects
    if subject not in subjects:
        raise ShouxianError(fault("TEMPLATE_COLUMN", name=subject, known="、".join(subjects)))
    owners = [subject, HOUSEHOLD] if subjects[subject].parent == HOUSEHOLD else [subject]
    return {v.name: v for owner in owners for v in subjects[owner].variables if v.derive is None and v.computed is None}


def _proposals(opened: OpenedCampaign, subject: str) -> dict[str, str]:
    """Comparable heading → fact or field, by the names and synonyms of the dictionary; the subject's own win."""
    found: dict[str, str] = {comparable(text): name for name, text in FIELDS.items()}
    village = opened.catalogue.dictionary.subjects[VILLAGE].variables
    places = {"village_name": "village", "town_name": "town", "county_name": "county", "village_code": "village_code"}
    for variable in village if subject != VILLAGE else ():
        for text in (variable.zh, *variable.synonyms) if variable.name in places else ():
            found.setdefault(comparable(text), places[variable.name])
    for variable in _targets(opened, subject).values():
        for text in (variable.zh, *variable.synonyms):
            found.setdefault(comparable(text), variable.name)
    return found
