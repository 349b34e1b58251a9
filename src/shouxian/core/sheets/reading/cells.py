"""A column of cells into columns of facts: each distinct text is parsed once, whatever the number of rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import value_columns, value_type
from shouxian.core.dataset.identifiers import sound_ids
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.resident_ids import read_id
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import is_yes_or_no
from shouxian.core.sheets.answers.parse import ERASE, Answer, asked_facts, parse, parse_boxes
from shouxian.core.sheets.guard.book import Sheet
from shouxian.core.sheets.guard.scan import Flag, column_letters

FLAG_FAULTS: dict[Flag, str] = {
    "formula": "SHEET_READ_FORMULA",
    "hyperlink_formula": "SHEET_READ_HYPERLINK",
    "error": "SHEET_READ_ERROR_VALUE",
    "long_number": "SHEET_READ_LONG_NUMBER",
}
_PHONE = re.compile(r"^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?|\d{7,8})$")
_SOUND_PHONES = r"^1[3-9][0-9]{9}$"
_MAX_FAULTS = 100_000  # beyond this nobody reads them; the count is still told by the first ones


@dataclass
class Parsed:
    """Facts of one column of cells, in the order of the data rows."""

    columns: dict[str, pa.Array] = field(default_factory=dict)  # by the column contract
    asked: tuple[str, ...] = ()
    filled: pa.Array | None = None  # bool per row: something is written
    erased: list[tuple[int, str]] = field(default_factory=list)  # position in rows, fact
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """Where a column's cells stand: the file, the sheet, the Excel rows taken, the column and its heading."""

    file: str
    sheet: Sheet
    rows: Sequence[int]
    column: int
    head: str

    def where(self, position: int) -> Where:
        label = f"{column_letters(self.column)} {self.head}"
        return Where(self.file, sheet=self.sheet.name, row=self.rows[position], column=label)


def parse_column(bound: BoundQuestion, texts: pa.Array, places: Places, dictionary: Dictionary) -> Parsed:
    """``texts``: string array of the data rows (null = empty). Cells that hold a formula, an error or a number too long
    give their fault and no fact."""
    result = Parsed(asked=asked_facts(bound))
    texts = _without_flagged(texts, places, result)
    variable = bound.variables[bound.question.cell] if bound.question.cell is not None else None
    check = _check_of(variable, dictionary) if variable is not None else None
    if variable is not None and variable.type == "text" and check is None:
        _plain_text(variable, texts, result)
        return result
    sound: pa.Array | None = None
    if check is not None:  # nearly all are different and sound: taken at one stroke, the rest looked at
        phones = check == "phone"
        is_sound = pc.fill_null(pc.match_substring_regex(texts, _SOUND_PHONES), False) if phones else sound_ids(texts)
        nothing = pa.scalar(None, pa.string())
        sound, texts = pc.if_else(is_sound, texts, nothing), pc.if_else(is_sound, nothing, texts)
    encoded = pc.dictionary_encode(texts)
    distinct = encoded.dictionary.to_pylist()
    answers = [_answer(bound, text, check) for text in distinct]
    indices = encoded.indices
    result.filled = pc.fill_null(pc.take(pa.array([_says(a) for a, _ in answers], pa.bool_()), indices), False)
    for name in result.asked:
        values = [answer.facts.get(name) for answer, _ in answers]
        result.columns.update(_fact_columns(bound.variables[name], values, indices))
    if sound is not None and variable is not None:
        result.columns[variable.name] = pc.coalesce(sound, result.columns[variable.name])
        result.filled = pc.or_(result.filled, pc.is_valid(sound))
    _report(answers, indices, places, result)
    return result


def _answer(bound: BoundQuestion, text: str, check: str | None) -> tuple[Answer, Fault | None]:
    """The answer and a remark on it (numbers of people and phones that look wrong)."""
    boxes = is_yes_or_no(bound) or (bound.question.pick is not None and bound.question.text is None)
    answer = parse_boxes(bound, text) if boxes else parse(bound, text)
    name = bound.question.cell
    if name is None or check is None or answer.fault or not isinstance(value := answer.facts.get(name), str):
        return answer, None
    if check == "phone":
        phone = squeezed(value)
        sound = _PHONE.match(phone)
        remark = None if sound else fault("SHEET_READ_PHONE", blocking=False, text=phone)
        return replace(answer, facts={**answer.facts, name: phone}), remark
    return _checked_id(answer, name, value)


def _checked_id(answer: Answer, name: str, value: str) -> tuple[Answer, Fault | None]:
    number = read_id(value)
    blank: dict[str, Fact | None] = {**answer.facts, name: None}
    if number.wrong == "length":
        return replace(answer, facts=blank, fault=fault("SHEET_READ_ID_LENGTH", length=len(number.number))), None
    if number.wrong == "characters":
        return replace(answer, facts=blank, fault=fault("SHEET_READ_ID_CHARACTERS")), None
    remark = None
    if number.wrong is not None:
        reasons = {"birth_date": "出生日期", "check_digit": "校验位", "placeholder": "999999 占位号"}
        remark = fault("SHEET_READ_ID_DOUBTFUL", blocking=False, reason=reasons.get(number.wrong, number.wrong))
    return replace(answer, facts={**answer.facts, name: number.number}), remark


def _check_of(variable: Variable, dictionary: Dictionary) -> str | None:
    """``id`` or ``phone`` where the dictionary computes something from this identifier, else None."""
    computed = {v.computed for v in dictionary.variables.values() if v.of == variable.name}
    if computed & {"id_problem", "id_birth_date", "id_sex"}:
        return "id"
    return "phone" if "phone_problem" in computed else None


def _says(answer: Answer) -> bool:
    return answer.erased or answer.fault is not None or any(v is not None for v in answer.facts.values())


def _plain_text(variable: Variable, texts: pa.Array, result: Parsed) -> None:
    """Names and remarks, nearly all different: no need of the grammar."""
    trimmed = pc.utf8_trim_whitespace(texts)
    nothing = pa.array(["", "/", "\\", "-", "--", "—", "——", "____"])
    trimmed = pc.if_else(pc.is_in(trimmed, value_set=nothing), pa.scalar(None, pa.string()), trimmed)
    erased = pc.fill_null(pc.equal(trimmed, ERASE), False)
    result.erased += [(position, variable.name) for position in pc.indices_nonzero(erased).to_pylist()]
    result.columns[variable.name] = pc.if_else(erased, pa.scalar(None, pa.string()), trimmed)
    result.filled = pc.is_valid(trimmed)


def _fact_columns(variable: Variable, values: Sequence[Fact | None], indices: pa.Array) -> dict[str, pa.Array]:
    kind = value_type(variable)
    if not variable.bounds:
        listed = [list(value) if isinstance(value, tuple) else value for value in values]
        return {variable.name: pc.take(pa.array(listed, kind), indices)}
    ends = [value if isinstance(value, Bounds) else Bounds(value, value) for value in map(_amount, values)]
    low, high = value_columns(variable)
    return {
        low: pc.take(pa.array([end.low for end in ends], kind), indices),
        high: pc.take(pa.array([end.high for end in ends], kind), indices),
    }


def _amount(value: Fact | None) -> Bounds | int | None:
    assert value is None or isinstance(value, Bounds | int)
    return value


def _report(answers: Sequence[tuple[Answer, Fault | None]], indices: pa.Array, places: Places, result: Parsed) -> None:
    """Faults, doubts, remarks and erasures of the distinct texts, at every row that has them."""
    for number, (answer, remark) in enumerate(answers):
        if not (answer.fault or answer.doubt or answer.erased or remark):
            continue
        for position in pc.indices_nonzero(pc.fill_null(pc.equal(indices, number), False)).to_pylist():
            where = places.where(position)
            if answer.fault and len(result.faults) < _MAX_FAULTS:
                result.faults.append(replace(answer.fault, where=where))
            if answer.doubt and len(result.doubts) < _MAX_FAULTS:
                result.doubts.append(replace(answer.doubt, where=where))
            if remark and len(result.remarks) < _MAX_FAULTS:
                result.remarks.append(replace(remark, where=where))
            if answer.erased:
                result.erased += [(position, name) for name in result.asked]


def _without_flagged(texts: pa.Array, places: Places, result: Parsed) -> pa.Array:
    flagged = dict(_flags(places))
    if not flagged:
        return texts
    for position, flag in flagged.items():
        result.faults.append(fault(FLAG_FAULTS[flag], places.where(position)))
    mask = [position in flagged for position in range(len(texts))]
    return pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), texts)


def _flags(places: Places) -> Iterator[tuple[int, Flag]]:
    here: Mapping[int, Flag] = {r: flag for (r, c), flag in places.sheet.flags.items() if c == places.column}
    if here:
        for position, row in enumerate(places.rows):
            if row in here:
                yield position, here[row]


def links_in(places: Places) -> list[Fault]:
    """Remarks on cells that carry a link: only their text is taken."""
    rows = {row for row, column in places.sheet.links if column == places.column}
    if not rows:
        return []
    return [
        fault("SHEET_READ_LINK", places.where(position), blocking=False)
        for position, row in enumerate(places.rows)
        if row in rows
    ]
