"""A returned workbook of 150,000 x 30: read, checked, planned, stored; against bare reading and writing."""

import random
import tempfile
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan
from shouxian.core.kernel import clock
from shouxian.core.packs.catalogue import load_catalogue
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.layouts import Column, Layout
from shouxian.core.sheets.answers.bound import bind_all
from shouxian.core.sheets.answers.parse import parse, parse_boxes
from shouxian.core.sheets.reading.model import Expected
from shouxian.core.sheets.reading.returns import read_return

CAMPAIGN = "shenmu-2022-spring"
COLUMNS = 30
PART = 10
BOOKKEEPING = ("source_sheet", "name", "group", "surveyor", "confirmed", "answered", "key")
READ, WRITE = "bare read (fastexcel, text)", "bare write (Parquet)"
OURS, STORED = "read and checked (ours)", "read, checked, planned, stored (ours)"
STORED_PART, PEER = f"the same, 1/{PART} of the rows", f"openpyxl read-only, checks in Python, 1/{PART} of the rows"
_HERE = "benchmarks.workbook_in"


def layout_of_thirty() -> Layout:
    """Every question on households of the three lists, then open counts of the village form, as one wide list."""
    pack = load_catalogue(packs_folder()).campaign(CAMPAIGN)
    household = [q for q in pack.questions.values() if q.subject == "household"]
    village = [q for q in pack.questions.values() if q.subject == "village" and q.cell is not None]
    columns = [Column(head=("序号",), field="row_number", width=6)]
    apart = {q.zh: q for q in (*village, *household)}  # one column per heading
    wanted = [q for q in (*household, *village) if apart[q.zh] is q]
    columns += [Column(head=(q.zh,), question=q.id, width=12) for q in wanted[: COLUMNS - 1]]
    return Layout(
        id="bench_list", kind="list", subject="household", annex="附件", clause="附件", title=("宽表",), tab="宽表",
        columns=tuple(columns),
    )  # fmt: skip


@cache
def expected() -> Expected:
    catalogue = load_catalogue(packs_folder())
    pack = catalogue.campaign(CAMPAIGN)
    questions = bind_all(pack.questions, catalogue.dictionary, {"monitoring_line": 650000})
    return Expected(CAMPAIGN, {"bench_list": layout_of_thirty()}, questions, catalogue.dictionary)


def make_workbook(path: Path, rows: int) -> None:
    """A filled list by the Rust writer: names and phones all different, one wrong cell in a thousand."""
    from rustpy_xlsxwriter import write_worksheet

    wanted, layout, chance = expected(), layout_of_thirty(), random.Random(1)
    pools = [_pool(wanted, column, chance) for column in layout.columns]
    records = []
    for number in range(rows):
        record = {}
        for column, pool in zip(layout.columns, pools, strict=True):
            if column.id == "head_name":
                text = f"户主{number}"
            elif column.id == "phone":
                text = str(13000000000 + number)
            elif column.id == "row_number":
                text = str(number + 1)
            else:
                text = "看不懂" if chance.random() < 0.001 and len(pool) < 40 else chance.choice(pool)
            record[column.head[-1]] = text
        records.append(record)
    write_worksheet(records, str(path), sheet_name="宽表")


def _pool(wanted: Expected, column: Column, chance: random.Random) -> list[str]:
    """Sound texts for a column (an empty one among them, as one cell in seven is)."""
    bound = wanted.questions.get(column.question or "")
    if bound is None:
        return ["1"]
    if bound.counts:
        return [f"1:{a}人 2:{b}人 3:{c}人" for a in range(2) for b in range(5) for c in range(3)] + [""]
    if bound.options:
        blanks = [
            f"{o.value}.{o.option.zh},原因:住院借款{n}" for o in bound.options if o.option.blank for n in range(6)
        ]
        return [o.value for o in bound.options if o.option.blank is None] + blanks + [""]
    kind = bound.variables[bound.question.cell or ""].type
    if kind in ("int", "money"):
        return [str(chance.randint(1, 40)) for _ in range(40)]
    return [f"备用文字{n}" for n in range(50)]


def _bare_batch(path: Path) -> pa.RecordBatch:
    import fastexcel

    return fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, skip_rows=0, dtypes="string", eager=True)


def generate(folder: Path, rows: int) -> None:
    """The whole workbook, a part of it for slow peers, and the cells of the whole as an Arrow file."""
    make_workbook(folder / "whole.xlsx", rows)
    make_workbook(folder / "part.xlsx", rows // PART)
    batch = _bare_batch(folder / "whole.xlsx")
    with pa.OSFile(str(folder / "cells.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as out:
        out.write_batch(batch)


def bare_read(folder: Path) -> Work:
    return lambda: _bare_batch(folder / "whole.xlsx").num_rows


def bare_write(folder: Path) -> Work:
    with pa.OSFile(str(folder / "cells.arrow")) as file:
        table = pa.ipc.open_file(file).read_all()
    return lambda: pq.write_table(table, folder / "cells.parquet")


def read_only(folder: Path) -> Work:
    wanted = expected()

    def work() -> str:
        (returned,) = read_return(folder / "whole.xlsx", wanted)
        return f"{returned.rows.num_rows:,} rows, {len(returned.faults):,} faults"

    return work


def stored(folder: Path) -> Work:
    return _stored(folder, "whole.xlsx")


def stored_part(folder: Path) -> Work:
    return _stored(folder, "part.xlsx")


def _stored(folder: Path, name: str) -> Work:
    """Read with every fault at its cell, planned against an empty store, stored: what a roster-less return costs."""
    wanted = expected()
    variables = wanted.dictionary.variables

    def work() -> str:
        (returned,) = read_return(folder / name, wanted)
        table = returned.rows.drop_columns([c for c in BOOKKEEPING if c in returned.rows.column_names])
        keys = [f"H-{number}" for number in range(table.num_rows)]
        table = table.append_column("key", pa.array(keys, pa.string()))
        incoming = Incoming("household", table, returned.asked)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            store = FolderStore.create(Path(place) / "store", variables, CAMPAIGN)
            change = plan(store.read_current("household"), incoming, variables)
            record = Import(0, "return", name, returned.sha256, clock.now(), "benchmark", CAMPAIGN)
            store.apply(record, [incoming])
        return f"{len(change.new):,} new, {len(returned.faults):,} faults"

    return work


def openpyxl_part(folder: Path) -> Work:
    """What a script would do: openpyxl in read-only mode, each cell parsed, rows of typed facts."""
    import openpyxl

    wanted, layout = expected(), layout_of_thirty()
    asked = [wanted.questions.get(column.question or "") for column in layout.columns]

    def work() -> str:
        book = openpyxl.load_workbook(folder / "part.xlsx", read_only=True)
        rows, faults = [], 0
        for cells in book.worksheets[0].iter_rows(min_row=2, values_only=True):
            row: dict[str, object] = {}
            for bound, text in zip(asked, cells, strict=False):  # empty cells at the end of a row are left out
                if bound is not None:
                    boxes = bound.question.pick and bound.question.text is None
                    answer = (parse_boxes if boxes else parse)(bound, str(text or ""))
                    row.update(answer.facts)
                    faults += answer.fault is not None
            rows.append(row)
        book.close()
        return f"{len(rows):,} rows, {faults:,} faults"

    return work


def run(quick: bool) -> Table:
    rows, rounds = (500, 1) if quick else (150_000, 3)
    steps = [
        Step(READ, f"{_HERE}:bare_read"), Step(WRITE, f"{_HERE}:bare_write"), Step(OURS, f"{_HERE}:read_only"),
        Step(STORED, f"{_HERE}:stored"), Step(STORED_PART, f"{_HERE}:stored_part"),
        Step(PEER, f"{_HERE}:openpyxl_part", once=True),
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), rows)
        size = (Path(folder) / "whole.xlsx").stat().st_size / 1e6
        found = interleaved(steps, Path(folder), rounds, fresh=not quick)
    return _table(found, rows, rounds, size)


def _table(found: dict[str, Measured], rows: int, rounds: int, size: float) -> Table:
    floor = found[READ].cpu + found[WRITE].cpu, found[READ].seconds + found[WRITE].seconds
    lines = [
        (
            label, f"{m.seconds:.2f}", f"{m.cpu:.2f}", f"{m.cpu / max(floor[0], 1e-9):.2f}",
            f"{m.seconds / max(floor[1], 1e-9):.2f}", f"{m.peak:.0f} / {m.child_peak:.0f}", m.done,
        )
        for label, m in found.items()
    ]  # fmt: skip
    peer = found[PEER].cpu / max(found[STORED_PART].cpu, 1e-9)
    return Table(
        f"A returned workbook of {rows:,} × {COLUMNS} in",
        f"{size:.1f} MB, one cell in a thousand wrong; {rounds} rounds, the peer once. The floor is a bare read of "
        "every cell as text (fastexcel) and a bare write of the same cells (Parquet). A large workbook is read by a "
        "watched child while we scan it; processor seconds and memory are told for both.",
        ("step", "median s", "CPU s", "× floor (CPU)", "× floor (clock)", "peak MB: process / child", "done"),
        tuple(lines),
        (
            verdict("read, checked, stored ÷ (bare read + bare write), clock",
                    found[STORED].seconds / max(floor[1], 1e-9), 2),
            verdict("peak memory of the process", found[STORED].peak, 500, "MB"),
            verdict("peak memory of the watched child", found[STORED].child_peak, 500, "MB"),
            f"openpyxl and our own checks called cell by cell take {peer:.1f} × our processor time on 1/{PART} of the "
            "rows: most of it is checking the same texts again. The goal of ≥ 10 × openpyxl with Django was not "
            "measured",
        ),
    )  # fmt: skip
