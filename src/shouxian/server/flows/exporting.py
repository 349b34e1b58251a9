"""Making a list that was asked for: the rows as they stand now, as far as whoever asked may take them today."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.columns import value_columns
from shouxian.core.dataset.present import present
from shouxian.core.dataset.records import Record, records_of
from shouxian.core.dataset.roles import HOUSEHOLD, MEMBER_NAME, PERSON
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.outputs import posting
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.exported import MASKED, Cell, Column, ExportSheet, Row, cell_of
from shouxian.core.sheets.writing.exported import write_exported
from shouxian.core.sheets.writing.names import file_name
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import Standing, standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.actions import By
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.findings.queries import Line
from shouxian.server.jobs.worker import Running, Write
from shouxian.server.regions.queries import full_name_of, name_of
from shouxian.server.reports.exporting import check_rights, keep_made, needs_second
from shouxian.server.reports.models import Export
from shouxian.server.reports.selecting import Asked, lines

VILLAGE_NAME, TYPE_NAME, HEAD = posting.VILLAGE_NAME, posting.TYPE_NAME, "@head"
_ADDED = {VILLAGE_NAME: "行政村", TYPE_NAME: "户类型", HEAD: "户主"}


def make_export(running: Running) -> Write:
    """Raises ``ShouxianError`` EXPORT_STATE for what is not allowed or gone, EXPORT_RIGHT where the postings of whoever
    asked give it no more, EXPORT_GREW where the list has become longer than somebody allowed, EXPORT_POSTING."""
    export = Export.objects.using(running.using).get(pk=running.job.given["export"])
    if export.state != "making":
        raise ShouxianError(fault("EXPORT_STATE"))
    asked = Asked.kept(export.asked)
    opened = pack_of(asked.campaign)
    held = _held(export.by, running.using)
    check_rights(asked, held, opened.catalogue.dictionary)
    running.step(0, 3)
    rows = list(_rows(asked, opened, running.using))
    running.step(1, 3)
    allowed = export.rows if export.decided_by else 0
    if needs_second(asked, len(rows) - allowed):
        raise ShouxianError(fault("EXPORT_GREW", rows=len(rows)))
    columns = columns_of(asked, opened)
    title = f"{'公示名单' if asked.posting else '名单'} {_places(asked)} {clock.today():%Y-%m-%d}"
    if asked.posting:
        heads = [column.head for column in columns]
        found = list(posting.forbidden_in((row.cells for row in rows), heads, opened.catalogue.dictionary))
        if found:
            raise ShouxianError(found)
    sheet = ExportSheet(export.mark, title, _line(export, asked, running.using), columns, rows, not asked.posting)
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        path = Path(folder) / "list.xlsx"
        count = write_exported(sheet, path)
        content = path.read_bytes()
    running.step(2, 3)

    def write() -> Mapping[str, Any]:
        by = By(running.job.by, running.job.post)
        name = f"{file_name(f'{title} 第{export.pk}号')}.xlsx"
        keep_made(export=export, name=name, content=content, rows=count, by=by, using=running.using)
        return {"export": export.pk, "rows": count}

    return write


def columns_of(asked: Asked, opened: OpenedCampaign) -> tuple[Column, ...]:
    """Where somebody lives first, then the facts in the order of the dictionary."""
    known = {v.name: v for v in opened.catalogue.dictionary.subjects[asked.subject].variables}
    if asked.posting:
        return tuple(Column(n, _ADDED[n] if n in _ADDED else known[n].zh) for n in posting.COLUMNS)
    first = (VILLAGE_NAME, TYPE_NAME) if asked.subject == HOUSEHOLD else (VILLAGE_NAME, HEAD)
    facts = [
        Column(name + (MASKED if asked.fields[name] == "masked" else ""), variable.zh)
        for name, variable in known.items()
        if name in asked.fields
    ]
    return (*(Column(name, _ADDED[name]) for name in first), *facts)


def _rows(asked: Asked, opened: OpenedCampaign, using: str) -> Iterator[Row]:
    """In the order of the list; members stand household by household, the head first."""
    store = registry_of(opened, places=asked.villages, using=using)
    own: dict[str, list[Record]] = {}
    for record in _records(asked, opened, store):
        own.setdefault(record.household if asked.subject == PERSON else record.key, []).append(record)
    types = {cell.code: cell.zh for cell in opened.pack.campaign.household_types}
    columns = columns_of(asked, opened)
    for line in lines(asked, asked.villages, using=using):
        head = line.household.name
        for record in sorted(own.get(line.household.key, ()), key=lambda one: one.text(MEMBER_NAME) != head):
            yield Row(record.key, [_cell(column, record, line, types, opened) for column in columns])


def _records(asked: Asked, opened: OpenedCampaign, store: Store) -> list[Record]:
    """Whoever is still there, with the facts asked for and no others: a county has hundreds of them."""
    table = present(store, asked.subject)
    if table is None:
        return []
    variables = opened.catalogue.dictionary.variables
    facts = {column.fact for column in columns_of(asked, opened)} - {""} | {MEMBER_NAME}
    wanted = {"key", "village_key", "household_key", *(c for name in facts for c in value_columns(variables[name]))}
    return records_of(table.select([name for name in table.column_names if name in wanted]), variables, {})


def _cell(
    column: Column, record: Record, line: Line, types: Mapping[str, str], opened: OpenedCampaign
) -> Cell:  # fmt: skip
    if column.code == VILLAGE_NAME:
        return name_of(line.household.village)
    if column.code == TYPE_NAME:
        return types.get(line.seen.type, "") if line.seen else ""
    if column.code == HEAD:
        return line.household.name
    dictionary = opened.catalogue.dictionary
    variable: Variable = dictionary.variables[column.fact]
    return cell_of(variable, record.facts.get(column.fact), dictionary.codelists, mask=column.masked)


def _held(login: str, using: str) -> Standing:
    account = Account.objects.using(using).filter(login=login).first()
    return standing(account, clock.today(), using=using) if account else Standing(login, clock.today(), ())


def _line(export: Export, asked: Asked, using: str) -> str:
    """Whose it is, of which office, when, and its number; it stands on every sheet that prints."""
    number = f"导出第{export.pk}号 {export.mark}"
    if asked.posting:
        return f"公示名单 · {number}"
    account = Account.objects.using(using).filter(login=export.by).first()
    name = f"{account.name if account else ''}({export.by})"
    held = _held(export.by, using)
    post = "、".join(ROLES[role].zh for role in export.post.split("、") if role in ROLES)
    unit = "、".join(full_name_of(place) for place in held.where("export")[:2] if place)
    when = clock.now().strftime("%Y-%m-%d %H:%M")
    return " · ".join(part for part in (name, post, unit, when, number, "只限工作使用,不得外传") if part)


def _places(asked: Asked) -> str:
    places: Sequence[str] = asked.villages
    return name_of(places[0]) if len(places) == 1 else f"{len(places)}个村"
