"""Rosters and national exports read as they are, one row per person or household, into two tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from shouxian.core.dataset.roles import HOUSEHOLD, HOUSEHOLD_NUMBER, PERSON
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.sheets.guard.book import open_book
from shouxian.core.sheets.reading.households import Persons, group_rows, household_table
from shouxian.core.sheets.reading.roster_sheet import filled_rows, found_sheet, parse_columns, village_columns


@dataclass(frozen=True)
class Roster:
    """``households``: ``row``, ``village`` (code, null where not found), ``village_name``, ``town_name``,
    ``group_key``, ``confirmed`` (the clerk's answer in 请确认, "" for none) and household facts. ``persons``: ``row``,
    ``group_key`` (its household's; of this file only) and person facts.
    """

    path: Path
    sha256: str
    households: pa.Table
    persons: pa.Table
    asked_household: tuple[str, ...]
    asked_person: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    heading_rows: Mapping[str, int] = field(default_factory=dict)


def read_roster(
    path: Path, spec: ImportSpec, dictionary: Dictionary, villages: Mapping[str, str], towns: Mapping[str, str]
) -> Roster:
    """Read a list of households and people. ``villages``: code → name; ``towns``: 9-digit code → name.

    Raises ``ShouxianError`` SHEET_GUARD_… or SHEET_READ_NO_SHEET; faults of cells stand in the result.
    """
    book = open_book(path)
    found = found_sheet(book, spec, dictionary)
    rows = filled_rows(found)
    parsed = parse_columns(found, rows, path.name, dictionary)
    persons = Persons(rows, {})
    for item in parsed:
        persons.add(item)
    faults = [f for item in parsed for f in item.faults]
    remarks = [f for item in parsed for f in item.remarks]
    codes, unknown_villages = village_columns(found, rows, villages, towns, path.name)
    where = Where(path.name, sheet=found.sheet.name, row=found.header)
    remarks += [fault("SHEET_READ_EXTRA_COLUMN", where, blocking=False, column=text) for text in found.strange]
    groups, heads = group_rows(persons, spec.rows == "person")
    if spec.rows == "person":
        remarks += _headless(persons, groups, heads, path.name, found.sheet.name)
    households = household_table(persons, groups, heads, codes, dictionary)
    asked = tuple(dict.fromkeys(name for item in parsed for name in item.asked))
    return Roster(
        path=path,
        sha256=book.sha256,
        households=households,
        persons=persons.table(groups, dictionary) if spec.rows == "person" else _nobody(),
        asked_household=tuple(dict.fromkeys((*_of(asked, HOUSEHOLD, dictionary), *persons.from_head))),
        asked_person=_of(asked, PERSON, dictionary) if spec.rows == "person" else (),
        faults=tuple(sorted((*unknown_villages, *faults), key=lambda f: f.where.row or 0)),
        remarks=tuple(remarks),
        heading_rows={found.sheet.name: found.header},
    )


def _of(names: tuple[str, ...], subject: str, dictionary: Dictionary) -> tuple[str, ...]:
    return tuple(name for name in names if dictionary.subject_of[name] == subject)


def _nobody() -> pa.Table:
    return pa.table({"row": pa.array([], pa.int64()), "group_key": pa.array([], pa.string())})


def _headless(persons: Persons, groups: list[str], heads: Mapping[str, int], file: str, sheet: str) -> list[Fault]:
    if "relation" not in persons.columns:
        return []
    relations = persons.columns["relation"].to_pylist()
    numbers = persons.columns.get(HOUSEHOLD_NUMBER)
    remarks = []
    for group, position in heads.items():
        if relations[position] != "head":
            where = Where(file, sheet=sheet, row=persons.rows[position])
            name = numbers[position].as_py() if numbers is not None else group
            remarks.append(fault("SHEET_READ_NO_HEAD", where, blocking=False, household=name))
    return remarks
