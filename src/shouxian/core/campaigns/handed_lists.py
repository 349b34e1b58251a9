"""Lists handed down: read as the sender wrote them, every row found among our households, and sent back in the
sender's own workbook with a verdict in every row.

A verdict is proposed from facts and marked as proposed; a person confirms or changes it in the same column.
"""

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import openpyxl
import pyarrow as pa

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import Run
from shouxian.core.campaigns.side_files import read_side_file, write_side_file
from shouxian.core.dataset.columns import table_of, to_columns, value_columns, value_type
from shouxian.core.dataset.matching import Wanted, match_rows
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.records import known_households, read_records
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, PHONE, SURVEYED
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import normal, squeezed
from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.outputs.view import View
from shouxian.core.packs.facts import Fact, typed_given
from shouxian.core.packs.models.campaign import HandedList
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.answers.cells import value_of
from shouxian.core.sheets.guard.book import Book, Sheet, open_book

VERDICT, REASON = "核查结论", "说明"
PROPOSED = "(系统建议,待确认)"
UNDECIDED = "待核查"
SEEN = "已入户"  # of a list that asks for no verdict


@dataclass(frozen=True)
class ListRow:
    """A row of the list: where it stands, whom we take it for, and a person's verdict if it came back with one."""

    row: int
    village: str
    name: str
    phone: str
    key: str | None
    certainty: str
    verdict: str = ""
    reason: str = ""


def handed_list(opened: OpenedCampaign, name: str) -> HandedList:
    lists = {handed.id: handed for handed in opened.pack.campaign.lists}
    if name not in lists:
        raise ShouxianError(fault("CAMPAIGN_LIST", name=name, known="、".join(lists) or "—"))
    return lists[name]


def import_list(
    opened: OpenedCampaign, store: Store, name: str, path: Path, by: str, village: Region | None = None
) -> list[ListRow]:
    """Read the sender's workbook, keep it, and store what it tells of households we are sure of. ``village``: whose
    list it is, where a list that a village makes itself has no column that says so.

    Raises ``ShouxianError`` LIST_HEADINGS where its headings are not those of the pack, LIST_VILLAGE where nothing says
    which village it is of, LIST_VERDICT or LIST_REASON for a person's verdict that is none of the pack's or lacks its
    reason; nothing is stored then.
    """
    handed = handed_list(opened, name)
    book = open_book(path)
    for sheet in book.sheets:
        found = _header(handed, sheet)
        if found is not None:
            break
    else:
        heads = "、".join(column.head for column in handed.columns)
        raise ShouxianError(fault("LIST_HEADINGS", Where(path.name), heads=heads))
    header_row, places = found
    if not _says_village(handed, opened) and village is None:
        raise ShouxianError(fault("LIST_VILLAGE", Where(path.name), name=handed.zh))
    rows, given = _rows(opened, store, handed, sheet, header_row, places, path.name, village)
    _check_verdicts(handed, rows, path.name, sheet.name)
    _keep(store, handed, book, sheet, header_row, rows)
    if not any(record.sha256 == book.sha256 and record.retracted is None for record in store.imports()):
        _observe(opened, store, handed, rows, given, book, by)
    return rows


def kept_rows(store: Store, handed: HandedList) -> list[ListRow]:
    """The rows of the list as last imported; none when it never was."""
    about = read_side_file(store, _about(handed))
    return [] if about is None else [ListRow(**row) for row in about["rows"]]


def _about(handed: HandedList) -> str:
    return f"lists/{handed.id}.json"


def _sent(handed: HandedList) -> str:
    """Where the sender's workbook is kept."""
    return f"lists/{handed.id}.xlsx"


def verdicts(run: Run, handed: HandedList, rows: list[ListRow]) -> list[tuple[str, str]]:
    """(verdict in words, reason) for every row: a person's, else the one that facts propose, else 待核查."""
    true_for = {v.zh: run.proposed[f"{handed.id}/{v.code}"] for v in handed.verdicts if v.when is not None}
    visited = dict(zip(*(run.snapshot.tables[HOUSEHOLD][c].to_pylist() for c in ("key", SURVEYED)), strict=True))
    result = []
    for row in rows:
        proposed = [words for words, keys in true_for.items() if row.key in keys]
        if row.verdict:
            result.append((row.verdict, row.reason))
        elif row.key is None:
            result.append(
                (
                    UNDECIDED,
                    "名单中的户未能对应到花名册,请核对" if row.certainty == "new" else "有同名户,请确认是哪一户",
                )
            )
        elif visited.get(row.key) and not handed.verdicts:
            result.append((SEEN, ""))
        elif proposed and visited.get(row.key):
            result.append((proposed[0] + PROPOSED, ""))
        else:
            result.append((UNDECIDED, "" if visited.get(row.key) else "尚未入户"))
    return result


def write_back(run: Run, store: Store, handed: HandedList, folder: Path) -> list[Path]:
    """The sender's own workbook with two columns added at the right; everything else is left as it was. A list that
    villages made themselves goes back to nobody."""
    rows = kept_rows(store, handed)
    if not rows or handed.made_by == "village":
        return []
    about = read_side_file(store, _about(handed))
    book = openpyxl.load_workbook(io.BytesIO(store.kept(_sent(handed)) or b""))
    sheet = book[about["sheet"]]
    heads = {squeezed(str(cell.value or "")): cell.column for cell in sheet[about["header_row"]]}
    verdict_at = heads.get(VERDICT) or sheet.max_column + 1
    reason_at = heads.get(REASON) or max(sheet.max_column, verdict_at) + 1
    sheet.cell(about["header_row"], verdict_at, VERDICT)
    sheet.cell(about["header_row"], reason_at, REASON)
    for row, (verdict, reason) in zip(rows, verdicts(run, handed, rows), strict=True):
        sheet.cell(row.row, verdict_at, verdict)
        sheet.cell(row.row, reason_at, reason)
    path = folder / f"{handed.zh}.xlsx"
    book.save(path)
    return [path]


def list_ledger(run: Run, store: Store, view: View, handed: HandedList, villages: set[str]) -> Ledger:
    """The rows of the list that lie in some villages, with verdict and reason."""
    rows = kept_rows(store, handed)
    told = [
        (number, view.village[row.village].name, row.name, verdict, reason)
        for number, (row, (verdict, reason)) in enumerate(zip(rows, verdicts(run, handed, rows), strict=True), 1)
        if row.village in villages
    ]
    return Ledger(f"名单逐户核查（{handed.zh}）", ("名单序号", "行政村", "户主", VERDICT, REASON), tuple(told))


def _header(handed: HandedList, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """(Excel row of the headings, heading → column index); None where the sheet has no such row."""
    wanted = {squeezed(column.head) for column in handed.columns}
    for number in range(min(10, sheet.height)):
        texts = {squeezed(str(c[number].as_py() or "")): place for place, c in enumerate(sheet.columns)}
        if wanted <= texts.keys():
            return number + 1, texts
    return None


def _rows(
    opened: OpenedCampaign, store: Store, handed: HandedList, sheet: Sheet, header: int,
    places: Mapping[str, int], file: str, own: Region | None,
) -> tuple[list[ListRow], list[dict[str, Fact]]]:  # fmt: skip
    variables = opened.catalogue.dictionary.variables
    facts_at = {c.gives: places[squeezed(c.head)] for c in handed.columns if c.gives}
    roles = {_role(column.head, variables): places[squeezed(column.head)] for column in handed.columns}
    texts = [column.to_pylist() for column in sheet.columns]
    wanted, given, marks, faults = [], [], [], list[Fault]()
    for index in range(header, sheet.height):
        read = {role: normal(str(texts[place][index] or "")) for role, place in roles.items() if role}
        if not read.get(HEAD_NAME):
            continue
        said = read.get("village_name", "")
        village = next((v.code for v in opened.villages if said in (v.name, v.short)), own.code if own else "")
        wanted.append(Wanted(index + 1, "", village, read[HEAD_NAME], read.get(PHONE, ""), read.get(GROUP, "")))
        marks.append(tuple(str(texts[places[h]][index] or "") if h in places else "" for h in (VERDICT, REASON)))
        facts: dict[str, Fact] = {}
        for fact, place in facts_at.items():
            text = str(texts[place][index] or "").strip()
            try:
                if text:
                    facts[fact] = value_of(variables[fact], text, opened.catalogue.dictionary.codelists)
            except ShouxianError as error:
                faults += [replace(f, where=Where(file, None, sheet.name, index + 1)) for f in error.faults]
        given.append(facts)
    if faults:
        raise ShouxianError(faults)
    matches = match_rows(wanted, known_households(store))
    rows = [
        ListRow(w.row, w.village, w.name, w.phone, m.key, m.certainty, "" if PROPOSED in v or v == UNDECIDED else v, r)
        for w, m, (v, r) in zip(wanted, matches, marks, strict=True)
    ]
    return rows, given


def _says_village(handed: HandedList, opened: OpenedCampaign) -> bool:
    variables = opened.catalogue.dictionary.variables
    return any(_role(column.head, variables) == "village_name" for column in handed.columns)


def _role(head: str, variables: Mapping[str, Variable]) -> str:
    """The fact a heading names, by its label or one of its synonyms."""
    plain = squeezed(head)
    for variable in variables.values():
        if plain in (squeezed(variable.zh), *map(squeezed, variable.synonyms)):
            return variable.name
    return ""


def _keep(store: Store, handed: HandedList, book: Book, sheet: Sheet, header: int, rows: list[ListRow]) -> None:
    store.keep(_sent(handed), book.path.read_bytes() if book.kind == "xlsx" else _as_workbook(sheet))
    if handed.made_by == "village":  # one list per village: those of other villages stay
        told = {row.village for row in rows}
        rows = [row for row in kept_rows(store, handed) if row.village not in told] + rows
    about = {"file": book.path.name, "sheet": sheet.name, "header_row": header, "rows": [asdict(row) for row in rows]}
    write_side_file(store, _about(handed), about)


def _as_workbook(sheet: Sheet) -> bytes:
    """A list that came as text, so that it can go back with verdicts: every cell stays text."""
    book = openpyxl.Workbook()
    made = book.worksheets[0]
    made.title = sheet.name
    for column, texts in enumerate(sheet.columns, start=1):
        for row, text in enumerate(texts.to_pylist(), start=1):
            cell = made.cell(row, column)
            cell.value, cell.data_type = text or "", "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _check_verdicts(handed: HandedList, rows: list[ListRow], file: str, sheet: str) -> None:
    known = {verdict.zh: verdict for verdict in handed.verdicts}
    faults = []
    for row in rows:
        where = Where(file, None, sheet, row.row, VERDICT)
        if row.verdict and row.verdict not in known:
            faults.append(fault("LIST_VERDICT", where, verdict=row.verdict, known="、".join(known)))
        elif row.verdict and known[row.verdict].needs_reason and not row.reason.strip():
            faults.append(fault("LIST_REASON", where, verdict=row.verdict, column=REASON))
    if faults:
        raise ShouxianError(faults)


def _concluded(opened: OpenedCampaign, handed: HandedList, row: ListRow) -> dict[str, Fact]:
    """The facts that a person's verdict records."""
    verdict = next((v for v in handed.verdicts if v.zh == row.verdict), None)
    dictionary = opened.catalogue.dictionary
    lines = opened.resolved(row.village)
    facts = {}
    for name, value in (verdict.given if verdict else {}).items():
        told = None if value is None else typed_given(dictionary.variables[name], value, dictionary.codelists, lines)
        if told is not None:
            facts[name] = told
    return facts


def _observe(
    opened: OpenedCampaign, store: Store, handed: HandedList, rows: list[ListRow],
    given: list[dict[str, Fact]], book: Book, by: str,
) -> None:  # fmt: skip
    """What the list tells of households we are sure of, and what a person concluded, as observations of the list. Its
    sender's figures never overrule a visit: they are what the visits checked."""
    variables = opened.catalogue.dictionary.variables
    visited = {r.key: r.facts for r in read_records(store, HOUSEHOLD, variables) if r.facts.get(SURVEYED)}
    told: list[dict[str, object]] = []
    facts = dict.fromkeys(c.gives for c in handed.columns if c.gives)
    for row, sent in zip(rows, given, strict=True):
        if row.key is not None:
            seen = visited.get(row.key, {})
            values = {n: v for n, v in sent.items() if n not in seen} | _concluded(opened, handed, row)
            facts |= dict.fromkeys(values)
            line: dict[str, object] = {"key": row.key, "village_key": row.village, "row": row.row}
            told.append(line | {c: v for n, f in values.items() for c, v in to_columns(variables[n], f).items()})
    if not told or not facts:
        return
    fields = {"key": pa.string(), "village_key": pa.string(), "row": pa.int32()}
    fields |= {c: value_type(variables[n]) for n in facts for c in value_columns(variables[n])}
    dated = None if any(row.verdict for row in rows) else handed.dated  # a verdict is newer than the list it stands on
    record = Import(
        0, "list", book.path.name, book.sha256, clock.now(), by, opened.id, handed.id, dated, {"rows": len(rows)}
    )
    store.apply(record, [Incoming(HOUSEHOLD, table_of(told, fields), tuple(facts))])
