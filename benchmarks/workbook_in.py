"""A returned workbook of 150,000 rows x 30 columns: read, checked and typed, against bare reading and bare writing.

``python benchmarks/workbook_in.py [--rows 150000] [--rounds 3]`` prints one Markdown table: interleaved medians in
seconds and the peak memory of each process in MB (parent and watched child apart). Floors: fastexcel into Arrow with
every cell read as text, and the same table written as Parquet. The other readers are openpyxl in read-only mode.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from shouxian.core.packs.catalogue import load_catalogue
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.layouts import Column, Layout
from shouxian.core.sheets.answers.bound import bind_all
from shouxian.core.sheets.reading.model import Expected

CAMPAIGN = "shenmu-2022-spring"
COLUMNS = 30
TOWN, VILLAGE = "甲镇", "甲村"


def layout_of_thirty() -> Layout:
    """Every question on households of the three lists, then open counts of the village form, as one wide list."""
    pack = load_catalogue(packs_folder()).campaign(CAMPAIGN)
    household = [q for q in pack.questions.values() if q.subject == "household"]
    village = [q for q in pack.questions.values() if q.subject == "village" and q.cell is not None]
    columns = [Column(head=("序号",), field="row_number", width=6)]
    columns += [Column(head=(q.zh,), question=q.id, width=12) for q in (*household, *village)][: COLUMNS - 1]
    return Layout(
        id="bench_list", kind="list", subject="household", annex="附件", clause="附件", title=("宽表",), tab="宽表",
        columns=tuple(columns),
    )  # fmt: skip


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


TASKS = {
    "bare read (fastexcel, text)": """
import fastexcel
table = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string", eager=True)
done = table.num_rows
""",
    "bare write (Parquet)": """
import pyarrow as pa, pyarrow.ipc, pyarrow.parquet as pq, time
with pa.OSFile(path + ".arrow") as file: table = pa.ipc.open_file(file).read_all()
start = time.perf_counter()
pq.write_table(table, path + ".parquet")
done = table.num_rows
""",
    "read, checked, typed, stored (Shouxian)": """
import sys; sys.path.insert(0, bench)
from pathlib import Path
import pyarrow.parquet as pq
from workbook_in import expected
from shouxian.core.sheets.reading.returns import read_return
wanted = expected()
start = time.perf_counter()
(returned,) = read_return(Path(path), wanted)
pq.write_table(returned.rows, path + ".ours.parquet")
done = (returned.rows.num_rows, returned.rows.num_columns, len(returned.faults))
""",
    "openpyxl read-only, cells only": """
import openpyxl
sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
done = sum(1 for row in sheet.iter_rows(values_only=True))
""",
}
_MEASURE = """
import json, resource, time
path, bench = {path!r}, {bench!r}
start = time.perf_counter()
{task}
seconds = time.perf_counter() - start
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
peak = [own / 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]
print(json.dumps({{"seconds": seconds, "peak": peak, "done": done}}))
"""


def measure(task: str, path: Path) -> dict[str, object]:
    """Run one task in a fresh process."""
    code = _MEASURE.format(path=str(path), bench=str(Path(__file__).parent), task=TASKS[task])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=150_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "return.xlsx"
        make_workbook(path, options.rows)
        _keep_arrow(path)
        results: dict[str, list[dict[str, object]]] = {task: [] for task in TASKS}
        for number in range(options.rounds):
            for task in TASKS:
                if number == 0 or not task.startswith("openpyxl"):
                    results[task].append(measure(task, path))
        print(f"{options.rows} x {COLUMNS}, {path.stat().st_size / 1e6:.1f} MB, {options.rounds} rounds\n")
    _print(results)


def _keep_arrow(path: Path) -> None:
    import fastexcel
    import pyarrow as pa

    batch = fastexcel.read_excel(str(path)).load_sheet(0, header_row=None, skip_rows=0, dtypes="string", eager=True)
    with pa.OSFile(f"{path}.arrow", "wb") as file, pa.ipc.new_file(file, batch.schema) as out:
        out.write_batch(batch)


def _print(results: dict[str, list[dict[str, object]]]) -> None:
    medians = {task: statistics.median(float(str(r["seconds"])) for r in runs) for task, runs in results.items()}
    floor = sum(list(medians.values())[:2])
    print("| task | median s | ÷ (bare read + bare write) | peak MB: process / child | done |")
    print("|---|---|---|---|---|")
    for task, runs in results.items():
        peaks = [r["peak"] for r in runs]
        assert all(isinstance(peak, list) for peak in peaks)
        own, child = (max(float(peak[n]) for peak in peaks if isinstance(peak, list)) for n in (0, 1))
        ratio = f"{medians[task]:.2f} | {medians[task] / floor:.2f}"
        print(f"| {task} | {ratio} | {own:.0f} / {child:.0f} | {runs[0]['done']} |")


if __name__ == "__main__":
    main()
