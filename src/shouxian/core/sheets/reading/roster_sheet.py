"""The sheet of a foreign list: found by its headings, its rows, its columns parsed, its villages known."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.imports import ImportColumn, ImportSpec
from shouxian.core.packs.models.questions import Option, Question
from shouxian.core.sheets.answers.bound import BoundQuestion, bind
from shouxian.core.sheets.guard.book import Book, Sheet
from shouxian.core.sheets.reading.cells import Parsed, Places, links_in, parse_column
from shouxian.core.sheets.reading.headings import CONFIRM_HEAD, OUR_HEADS, Window, comparable
from shouxian.core.sheets.reading.lists import confirmed, taken
from shouxian.core.sheets.reading.places import Printed, village_codes

_TOTALS = r"^\s*(合\s*计|总\s*计|小\s*计|填表人|制表|说明|备注)"


@dataclass
class RosterSheet:
    """The sheet of a file that is the list, with its columns known."""

    sheet: Sheet
    header: int
    columns: dict[int, tuple[str, BoundQuestion]]  # Excel column → heading, how its cells are read
    town: int | None
    village: int | None
    code: int | None
    confirm: int | None
    home: int | None  # head of the household a row stands in, where rows are of something else
    strange: list[str]


def found_sheet(book: Book, spec: ImportSpec, dictionary: Dictionary) -> RosterSheet:
    """The sheet of the list; raises ``ShouxianError`` SHEET_READ_NO_SHEET where no sheet has its headings."""
    found = _find(book, spec, dictionary)
    if found is None:
        expected = f"{spec.zh}:{'、'.join(column.heads[0] for column in spec.columns)}"
        raise ShouxianError(fault("SHEET_READ_NO_SHEET", Where(book.path.name), expected=expected))
    return found


def _find(book: Book, spec: ImportSpec, dictionary: Dictionary) -> RosterSheet | None:
    """The visible sheet and row with the most known headings: three of people and households, two of anything else,
    where the heading of the place counts too."""
    names = {*_names(spec, dictionary)}
    least = 3 if spec.rows in (HOUSEHOLD, PERSON) else 2
    if spec.rows not in (HOUSEHOLD, PERSON):
        names |= {comparable(text) for text in (*spec.village_heads, *spec.code_heads, *spec.home_heads)}
    best: tuple[int, Sheet, Window, int] | None = None
    for sheet in book.sheets:
        if sheet.hidden or not sheet.height:
            continue
        window = Window(sheet, spec.header_within)
        for row in range(1, window.height + 1):
            hits = len({comparable(text) for text in window.row(row)} & names)
            if hits >= least and (best is None or hits > best[0]):
                best = (hits, sheet, window, row)
    if best is None:
        return None
    _, sheet, window, header = best
    return _mapped(sheet, window.row(header), header, spec, _names(spec, dictionary))


def _mapped(
    sheet: Sheet, headings: list[str], header: int, spec: ImportSpec, names: Mapping[str, BoundQuestion]
) -> RosterSheet:
    special = {
        "town": {comparable(text) for text in spec.town_heads},
        "village": {comparable(text) for text in spec.village_heads},
        "code": {comparable(text) for text in spec.code_heads},
        "confirm": {comparable(CONFIRM_HEAD)},
    }
    if spec.rows not in (HOUSEHOLD, PERSON):
        special["home"] = {comparable(text) for text in spec.home_heads}
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
    return RosterSheet(
        sheet, header, columns, at("town"), at("village"), at("code"), at("confirm"), at("home"), strange
    )


def _names(spec: ImportSpec, dictionary: Dictionary) -> dict[str, BoundQuestion]:
    """Heading (comparable) → how its cells are read; what the spec says wins over the dictionary."""
    names: dict[str, BoundQuestion] = {}
    subjects = (PERSON, HOUSEHOLD) if spec.rows == PERSON else (spec.rows,)
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
    given = {text: {**column.filled, **facts} for text, facts in column.values.items()}
    options = [Option(value=text, zh=text, en=text, gives=facts) for text, facts in given.items()]
    if column.filled:
        options.append(Option(value="*", zh="其他内容", en="any other words", gives=column.filled, other_words=True))
    facts = column.facts()
    subject = dictionary.subject_of[next(iter(facts))]
    sets = all(dictionary.variables[name].type == "choices" for name in facts)
    question = Question(
        id="listed", subject=subject, zh=column.heads[0], en=column.heads[0], clause="",
        pick="many" if sets else "one", options=tuple(options),
    )  # fmt: skip
    return bind(question, dictionary, {})


def filled_rows(found: RosterSheet) -> tuple[int, ...]:
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


def parse_columns(found: RosterSheet, rows: tuple[int, ...], file: str, dictionary: Dictionary) -> list[Parsed]:
    index = pa.array([row - 1 for row in rows], pa.int64())
    result = []
    for column, (heading, bound) in found.columns.items():
        places = Places(file, found.sheet, rows, column, heading)
        parsed = parse_column(bound, taken(found.sheet, column, index), places, dictionary)
        parsed.remarks += links_in(places)
        result.append(parsed)
    return result


def village_columns(
    found: RosterSheet, rows: tuple[int, ...], villages: Mapping[str, str], towns: Mapping[str, str], file: str
) -> tuple[dict[str, pa.Array], list[Fault]]:
    """Per row: village code (null if not found), village name, town name; one fault per name that is not known."""
    index = pa.array([row - 1 for row in rows], pa.int64())
    empty = pa.nulls(len(rows), pa.string())
    said = {
        name: taken(found.sheet, column, index).to_pylist() if column else empty.to_pylist()
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
        "confirmed": pa.array([confirmed(text) if text else "" for text in said["confirm"]], pa.string()),
    }
    return arrays, list(faults.values())


def _place_columns(found: RosterSheet) -> tuple[tuple[str, int | None], ...]:
    return ("code", found.code), ("village", found.village), ("town", found.town), ("confirm", found.confirm)
