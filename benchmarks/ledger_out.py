"""A plain ledger of 150,000 x 30 out: against the bare Rust writer, and XlsxWriter in constant memory on a part."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import Step, Table, Work, interleaved, verdict
from shouxian.core.sheets.writing.ledger import write_ledger_table

COLUMNS, PART = 30, 10
BARE, OURS = "the bare Rust writer", "write_ledger_table"
OURS_PART, PEER = f"write_ledger_table, 1/{PART} of the rows", f"XlsxWriter constant_memory, 1/{PART} of the rows"
HEADS = [f"第{n}列" for n in range(1, COLUMNS + 1)]


def generate(folder: Path, rows: int) -> None:
    """Numbers, an amount, an official code, a phone; names, places and reasons."""
    for name, count in (("whole", rows), ("part", rows // PART)):
        made = [_column(place, count) for place in range(COLUMNS)]
        pq.write_table(pa.Table.from_arrays(made, names=HEADS), folder / f"{name}.parquet")


def _column(place: int, count: int) -> pa.Array:
    numbers = range(count)
    if place in (0, 5, 10, 15, 20, 25):
        return pa.array([n * (place + 1) % 50_000 for n in numbers], pa.int64())
    if place == 3:
        return pa.array([f"140{n % 100_000_000:08}" for n in numbers])
    if place == 4:
        return pa.array([f"900000{n % 200:06}" for n in numbers])
    if place == 2:
        return pa.array([f"示例户主{n}" for n in numbers])
    return pa.array([f"第{place}项说明之{n % 37}" if n % 7 else None for n in numbers])


def bare(folder: Path) -> Work:
    import rustpy_xlsxwriter as rust

    table = pq.read_table(folder / "whole.parquet")
    return lambda: rust.write_worksheet(table, str(folder / "bare.xlsx"))


def ours(folder: Path) -> Work:
    table = pq.read_table(folder / "whole.parquet")
    return lambda: write_ledger_table("清单", HEADS, table, folder / "ours.xlsx")


def ours_part(folder: Path) -> Work:
    table = pq.read_table(folder / "part.parquet")
    return lambda: write_ledger_table("清单", HEADS, table, folder / "ours_part.xlsx")


def peer(folder: Path) -> Work:
    import xlsxwriter

    table = pq.read_table(folder / "part.parquet")

    def work() -> int:
        book = xlsxwriter.Workbook(str(folder / "peer.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet("清单")
        sheet.write_row(0, 0, HEADS)
        for number, row in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), start=1):
            sheet.write_row(number, 0, row)
        book.close()
        return table.num_rows

    return work


def run(quick: bool) -> Table:
    rows, rounds = (500, 1) if quick else (150_000, 3)
    names = {BARE: "bare", OURS: "ours", OURS_PART: "ours_part", PEER: "peer"}
    steps = [Step(label, f"benchmarks.ledger_out:{name}") for label, name in names.items()]
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), rows)
        found = interleaved(steps, Path(folder), rounds, fresh=not quick)
    against = {BARE: BARE, OURS: BARE, OURS_PART: OURS_PART, PEER: OURS_PART}
    ratios = {label: found[label].cpu / max(found[other].cpu, 1e-9) for label, other in against.items()}
    return Table(
        f"A plain ledger of {rows:,} × {COLUMNS} out",
        f"Arrow in memory to an .xlsx; {rounds} rounds, every step in a process of its own. Ours also freezes and "
        "filters the headings, fits widths, keeps numbers that are texts as texts and sets up the page.",
        ("step", "median s", "CPU s", "× (CPU)", "of", "peak MB"),
        tuple(
            (label, f"{m.seconds:.2f}", f"{m.cpu:.2f}", f"{ratios[label]:.2f}", against[label], f"{m.peak:.0f}")
            for label, m in found.items()
        ),
        (
            verdict("ours ÷ the Rust writer", ratios[OURS], 1.3),
            f"XlsxWriter takes {ratios[PEER]:.1f} × our time on the same rows",
        ),
    )
