"""Rosters and national exports read as they are, one row per person or household, into two tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.roles import HOUSEHOLD, HOUSEHOLD_NUMBER, PERSON
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.imports import ImportColumn, ImportSpec
from shouxian.core.packs.models.questions import Option, Question
from shouxian.core.sheets.answers.bound import BoundQuestion, bind
from shouxian.core.sheets.guard.book import Book, Sheet, open_book
from shouxian.core.sheets.reading.cells import Parsed, Places, links_in, parse_column
from shouxian.core.sheets.reading.headings import CONFIRM_HEAD, OUR_HEADS, Window, comparable
from shouxian.core.sheets.reading.households import Persons, group_rows, household_table
from shouxian.core.sheets.reading.lists import confirmed
from shouxian.core.sheets.reading.places import Printed, village_codes

_TOTALS = r"^\s*(合\s*计|总\s*计|小\s*计|填表人|制表|说明|备注)"


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


@dataclass
class _Sheet:
    """The sheet of a file that is the list, with its columns known."""

    sheet: Sheet
    header: int
    columns: dict[int, tuple[str, BoundQuestion]]  # Excel column → heading, how its cells are read
    town: int | None
    village: int | None
    code: int | None
    confirm: int | None
    strange: list[str]


def read_roster(
    path: Path, spec: ImportSpec, dictionary: Dictionary, villages: Mapping[str, str], towns: Mapping[str, str]
) -> Roster:
    """Read a list of households and people. ``villages``: code → name; ``towns``: 9-digit code → name.

    Raises ``ShouxianError`` SHEET_GUARD_… or SHEET_READ_NO_SHEET; faults of cells stand in the result.
    """
    book = open_book(path)
    found = _find(book, spec, dictionary)
    if found is None:
        expected = f"{spec.zh}:{'、'.join(column.heads[0] for column in spec.columns)}"
        raise ShouxianError(fault("SHEET_READ_NO_SHEET", Where(path.name), expected=expected))
    rows = _rows(found)
    parsed = _parse(found, rows, path.name, dictionary)
    persons = Persons(rows, {})
    for item in parsed:
        persons.add(item)
    faults = [f for item in parsed for f in item.faults]
    remarks = [f for item in parsed for f in item.remarks]
    codes, unknown_villages = _villages(found, rows, villages, towns, path.name)
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


def _find(book: Book, spec: ImportSpec, dictionary: Dictionary) -> _Sheet | None:
    """The visible sheet and row with the most known headings, at least three."""
    names = _names(spec, dictionary)
    best: tuple[int, Sheet, Window, int] | None = None
    for sheet in book.sheets:
        if sheet.hidden or not sheet.height:
            continue
        window = Window(sheet, spec.header_within)
        for row in range(1, window.height + 1):
            hits = len({comparable(text) for text in window.row(row)} & set(names))
            if hits >= 3 and (best is None or hits > best[0]):
                best = (hits, sheet, window, row)
    if best is None:
        return None
    _, sheet, window, header = best
    return _mapped(sheet, window.row(header), header, spec, names)


def _mapped(
    sheet: Sheet, headings: list[str], header: int, spec: ImportSpec, names: Mapping[str, BoundQuestion]
) -> _Sheet:
    special = {
        "town": {comparable(text) for text in spec.town_heads},
        "village": {comparable(text) for text in spec.village_heads},
        "code": {comparable(text) for text in spec.code_heads},
        "confirm": {comparable(CONFIRM_HEAD)},
    }
    ignored = {comparable(text) for text in (*spec.ignored, *OUR_HEADS)}
    places: dict[str, int] = {}
    columns: dict[int, tuple[str, BoundQuestion]] = {}
    strange = []
    for number, heading in enumerate(headings, start=1):
        plain = comparable(heading)
        kind = next((kind for kind, known in special.items() if plain in known), None)
        if kind is not None:
            places.setdefault(kind, number)
        elif plain in names:
            columns[number] = (heading.strip(), names[plain])
        elif plain and plain not in ignored:
            strange.append(heading.strip())
    at = places.get
    return _Sheet(sheet, header, columns, at("town"), at("village"), at("code"), at("confirm"), strange)


def _names(spec: ImportSpec, dictionary: Dictionary) -> dict[str, BoundQuestion]:
    """Heading (comparable) → how its cells are read; what the spec says wins over the dictionary."""
    names: dict[str, BoundQuestion] = {}
    subjects = (PERSON, HOUSEHOLD) if spec.rows == "person" else (HOUSEHOLD,)
    if spec.use_dictionary:
        for subject in reversed(subjects):
            for variable in dictionary.subjects[subject].variables:
                if variable.derive is None and variable.computed is None:
                    bound = _cell(variable.name, dictionary)
                    for text in (variable.zh, *variable.synonyms):
                        names.setdefault(comparable(text), bound)
    for column in spec.columns:
        bound = _question(column, dictionary)
        names |= {comparable(text): bound for text in column.heads}
    return names


def _cell(name: str, dictionary: Dictionary) -> BoundQuestion:
    variable = dictionary.variables[name]
    question = Question(
        id=name, subject=dictionary.subject_of[name], zh=variable.zh, en=variable.en, clause="", cell=name
    )
    return bind(question, dictionary, {})


def _question(column: ImportColumn, dictionary: Dictionary) -> BoundQuestion:
    if column.gives is not None:
        return _cell(column.gives, dictionary)
    options = tuple(Option(value=text, zh=text, en=text, gives=given) for text, given in column.values.items())
    subject = dictionary.subject_of[next(iter(options[0].gives))]
    question = Question(
        id="listed", subject=subject, zh=column.heads[0], en=column.heads[0], clause="", pick="one", options=options
    )
    return bind(question, dictionary, {})


def _rows(found: _Sheet) -> tuple[int, ...]:
    """Excel's rows below the headings in which any known column is filled and no total or note begins."""
    filled: pa.Array | None = None
    for column in found.columns:
        texts = found.sheet.columns[column - 1].slice(found.header)
        has = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(texts), ""), False)
        filled = has if filled is None else pc.or_(filled, has)
    first = found.sheet.columns[0].slice(found.header)
    noted = pc.fill_null(pc.match_substring_regex(first, _TOTALS), False)
    rows = pc.indices_nonzero(pc.and_not(filled, noted)).to_pylist()
    flagged = {row for row, column in found.sheet.flags if row > found.header and column in found.columns}
    return tuple(sorted({row + found.header + 1 for row in rows} | flagged))


def _parse(found: _Sheet, rows: tuple[int, ...], file: str, dictionary: Dictionary) -> list[Parsed]:
    index = pa.array([row - 1 for row in rows], pa.int64())
    result = []
    for column, (heading, bound) in found.columns.items():
        places = Places(file, found.sheet, rows, column, heading)
        parsed = parse_column(bound, _taken(found.sheet, column, index), places, dictionary)
        parsed.remarks += links_in(places)
        result.append(parsed)
    return result


def _taken(sheet: Sheet, column: int, index: pa.Array) -> pa.Array:
    taken = pc.take(sheet.columns[column - 1], index)
    return pa.concat_arrays(taken.chunks) if taken.num_chunks else pa.array([], pa.string())


def _villages(
    found: _Sheet, rows: tuple[int, ...], villages: Mapping[str, str], towns: Mapping[str, str], file: str
) -> tuple[dict[str, pa.Array], list[Fault]]:
    """Per row: village code (null if not found), village name, town name; one fault per name that is not known."""
    index = pa.array([row - 1 for row in rows], pa.int64())
    empty = pa.nulls(len(rows), pa.string())
    said = {
        name: _taken(found.sheet, column, index).to_pylist() if column else empty.to_pylist()
        for name, column in _place_columns(found)
    }
    codes: list[str | None] = []
    faults: dict[tuple[str, str], Fault] = {}
    known: dict[tuple[str, str, str], str | None] = {}
    for row, code, village, town in zip(rows, said["code"], said["village"], said["town"], strict=True):
        key = ((code or "").strip(), (village or "").strip(), (town or "").strip())
        if key not in known:
            by_name = village_codes(villages, towns, Printed("", key[2], key[1])) if key[1] else []
            known[key] = key[0] if key[0] in villages else (by_name[0] if len(by_name) == 1 else None)
        codes.append(known[key])
        if known[key] is None and any(key) and key[1:] not in faults:
            where = Where(file, sheet=found.sheet.name, row=row)
            listed = "、".join(list(dict.fromkeys(villages.values()))[:12])
            faults[key[1:]] = fault("SHEET_READ_UNKNOWN_VILLAGE", where, found=f"{key[2]}{key[1]}", known=listed)
    arrays = {
        "village": pa.array(codes, pa.string()),
        "village_name": pa.array(said["village"], pa.string()),
        "town_name": pa.array(said["town"], pa.string()),
        "confirmed": pa.array([confirmed(text or "") for text in said["confirm"]], pa.string()),
    }
    return arrays, list(faults.values())


def _place_columns(found: _Sheet) -> tuple[tuple[str, int | None], ...]:
    return ("code", found.code), ("village", found.village), ("town", found.town), ("confirm", found.confirm)


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
