"""150,000 households with 500,000 members into the folder store, against bare writing of the same rows; and the whole
way from one file of a roster, with its second delivery a year later of which one row in a hundred is another."""

import csv
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Source
from shouxian.core.dataset.columns import value_columns, value_type
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.kernel import clock
from shouxian.core.kernel.resident_ids import check_digit
from shouxian.core.packs.models.dictionary import Variable

CAMPAIGN = "zhanqiao-2022-income"
HOUSEHOLD_FACTS, PERSON_FACTS, CHANGED = 40, 15, 100
PARQUET, SQLITE = "bare write, Parquet", "bare write, SQLite executemany"
OURS, AGAIN = "planned and stored (ours)", f"the same again, 1 row in {CHANGED} changed (ours)"
READ_CSV, ROSTER = "bare read and write of the file", "the file taken as a roster (ours)"
ROSTER_AGAIN = f"the file again, 1 person in {CHANGED} changed (ours)"
HEADS = ("行政村", "户编号", "姓名", "与户主关系", "证件号码", "组", "户类型", "联系电话")
_HERE = "benchmarks.dataset_import"


@cache
def _opened() -> OpenedCampaign:
    return open_campaign(CAMPAIGN)


def _variables() -> dict[str, Variable]:
    return dict(_opened().catalogue.dictionary.variables)


# --- rows -------------------------------------------------------------------------------------------------------------


def generate(folder: Path, households: int) -> None:
    """Tables of two deliveries of the same households, and the same people as two files."""
    people = households * 10 // 3
    for subject, rows, facts in ((HOUSEHOLD, households, HOUSEHOLD_FACTS), (PERSON, people, PERSON_FACTS)):
        table = _table(subject, rows, facts, households)
        pq.write_table(table, folder / f"{subject}.parquet")
        pq.write_table(_changed(table), folder / f"{subject}_again.parquet")
    for name, changed in (("roster.csv", 0), ("roster_again.csv", CHANGED)):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADS)
            writer.writerows(_people(households, changed))


def _table(subject: str, rows: int, facts: int, households: int) -> pa.Table:
    dictionary = _opened().catalogue.dictionary
    wanted = [v for v in dictionary.subjects[subject].variables if v.derive is None and v.computed is None][:facts]
    columns = {"key": pa.array([f"{subject[0].upper()}-{n:010}-0" for n in range(rows)])}
    if subject == PERSON:
        homes = [n * 3 // 10 % households for n in range(rows)]
        columns["household_key"] = pa.array([f"H-{home:010}-0" for home in homes])
    columns["row"] = pa.array(range(rows), pa.int64())
    chance = random.Random(1)
    for variable in wanted:
        drawn = _drawn(variable, dictionary.codelists, chance)
        values = pa.array([chance.choice(drawn) for _ in range(rows)], value_type(variable))
        columns |= {name: values for name in value_columns(variable)}
    if subject == HOUSEHOLD:
        villages = sorted(region.code for region in _opened().villages)
        columns["village_key"] = pa.array([villages[n % len(villages)] for n in range(rows)])
    return pa.table(columns)


def _drawn(variable: Variable, codelists: object, chance: random.Random) -> list[object]:
    """Values to draw from, one in seven blank."""
    codes = [code.code for code in codelists[variable.codelist].codes] if variable.codelist else []  # type: ignore[index]
    made: dict[str, list[object]] = {
        "bool": [True, False], "text": [f"示例{n}" for n in range(5_000)], "choice": [*codes],
        "choices": [[code] for code in codes],
    }  # fmt: skip
    if variable.type in ("date", "month"):
        found: list[object] = [date(1960, 1, 1) + timedelta(days=31 * n) for n in range(700)]
    else:
        found = made.get(variable.type) or [chance.randrange(100_000) for _ in range(500)]
    return [*found, *[None] * (len(found) // 6 + 1)]


def _changed(table: pa.Table) -> pa.Table:
    """One row in a hundred tells another text of one fact."""
    texts = [f.name for f in table.schema if pa.types.is_string(f.type) and not f.name.endswith("key")]
    rows, column = table["row"], table[texts[0]]
    hit = pc.equal(pc.subtract(rows, pc.multiply(pc.divide(rows, CHANGED), CHANGED)), 7)
    other = pc.if_else(hit, pa.scalar("另一示例"), column)
    return table.set_column(table.column_names.index(texts[0]), texts[0], other)


def _people(households: int, changed: int) -> Iterator[tuple[str, ...]]:
    """One row per person: 3 or 4 a household, ids of an area that was never issued, all different."""
    villages = [region.name for region in sorted(_opened().villages, key=lambda region: region.code)]
    kinds = ("脱贫户", "脱贫不稳定户", "一般农户")
    number = 0
    for home in range(households):
        for place in range(4 if home % 3 == 0 else 3):
            day = date(1940, 1, 1) + timedelta(days=number % 25_000)
            body = f"900000{day:%Y%m%d}{number // 25_000:03}"
            relation = ("户主", "配偶", "之子", "之女")[place]
            name = f"{'又' if changed and number % changed == 7 else ''}示例{number % 9_973}"
            phone = f"140{home:08}" if place == 0 else ""
            yield (villages[home % len(villages)], f"{9_000_000_000 + home}", name, relation, body + check_digit(body),
                   f"{home % 9 + 1}组", kinds[home % 3], phone)  # fmt: skip
            number += 1


# --- steps ------------------------------------------------------------------------------------------------------------


def _read(folder: Path, suffix: str = "") -> dict[str, pa.Table]:
    return {subject: pq.read_table(folder / f"{subject}{suffix}.parquet") for subject in (HOUSEHOLD, PERSON)}


def _store(folder: Path, name: str) -> FolderStore:
    shutil.rmtree(folder / name, ignore_errors=True)
    return FolderStore.create(folder / name, _variables(), CAMPAIGN)


def bare_parquet(folder: Path) -> Work:
    tables = _read(folder)
    return lambda: [pq.write_table(t, folder / f"bare_{s}.parquet", compression="zstd") for s, t in tables.items()]


def bare_sqlite(folder: Path) -> Work:
    """Rows that are Python values already, as a program that inserts them has them; lists as texts."""
    rows = {
        subject: list(zip(*(map(str, c.to_pylist()) if pa.types.is_list(c.type) else c.to_pylist()
                            for c in table.columns), strict=True))
        for subject, table in _read(folder).items()
    }  # fmt: skip
    names = {subject: table.column_names for subject, table in _read(folder).items()}
    rows = {s: [tuple(v.isoformat() if isinstance(v, date) else v for v in row) for row in r] for s, r in rows.items()}

    def work() -> int:
        (folder / "bare.sqlite").unlink(missing_ok=True)
        with sqlite3.connect(folder / "bare.sqlite") as db:
            for subject, columns in names.items():
                told = ", ".join(f'"{name}"' + (" PRIMARY KEY" if name == "key" else "") for name in columns)
                db.execute(f"CREATE TABLE {subject} ({told})")
                db.executemany(f"INSERT INTO {subject} VALUES ({', '.join('?' * len(columns))})", rows[subject])
        return sum(map(len, rows.values()))

    return work


def _import(store: FolderStore, tables: dict[str, pa.Table]) -> str:
    variables = _variables()
    known = {subject: set(table.column_names) for subject, table in tables.items()}
    parts = [
        Incoming(s, table, tuple(v.name for v in variables.values() if value_columns(v)[0] in known[s]))
        for s, table in tables.items()
    ]
    record = Import(0, "roster", "bench", "0" * 64, clock.now(), "示例", CAMPAIGN)
    changes = plan_import(store, record, parts, variables)
    store.apply(record, parts)
    return f"{sum(len(c.new) for c in changes):,} new, {sum(len(c.changed) for c in changes):,} changed"


def ours(folder: Path) -> Work:
    tables, store = _read(folder), _store(folder, "store")
    return lambda: _import(store, tables)


def ours_again(folder: Path) -> Work:
    store = _store(folder, "store_again")
    _import(store, _read(folder))
    store, tables = FolderStore(folder / "store_again", _variables()), _read(folder, "_again")
    return lambda: _import(store, tables)


def bare_file(folder: Path) -> Work:
    """The floor of a roster: its cells read as texts and written as they are."""
    texts = pa_csv.ConvertOptions(column_types=dict.fromkeys(HEADS, pa.string()))

    def work() -> int:
        table = pa_csv.read_csv(folder / "roster.csv", convert_options=texts)
        pq.write_table(table, folder / "bare_roster.parquet", compression="zstd")
        return int(table.num_rows)

    return work


def roster(folder: Path) -> Work:
    opened, store = _opened(), _store(folder, "roster")
    return lambda: _taken(opened, store, folder / "roster.csv")


def roster_again(folder: Path) -> Work:
    opened, store = _opened(), _store(folder, "roster_again")
    _taken(opened, store, folder / "roster.csv")
    store = FolderStore(folder / "roster_again", _variables())
    return lambda: _taken(opened, store, folder / "roster_again.csv")


def _taken(opened: OpenedCampaign, store: FolderStore, path: Path) -> str:
    outcome = take_roster(opened, store, path, "village_roster", Source("示例", None, path.parent / "answers"))
    if outcome.state != "stored":
        raise RuntimeError("; ".join(f.text("en") for f in outcome.faults[:3]) or outcome.state)
    told = outcome.changes
    return f"{sum(len(c.new) for c in told):,} new, {sum(len(c.changed) for c in told):,} changed"


# --- the table --------------------------------------------------------------------------------------------------------


def run(quick: bool) -> Table:
    households, rounds = (300, 1) if quick else (150_000, 3)
    names = {PARQUET: "bare_parquet", SQLITE: "bare_sqlite", OURS: "ours", AGAIN: "ours_again",
             READ_CSV: "bare_file", ROSTER: "roster", ROSTER_AGAIN: "roster_again"}  # fmt: skip
    steps = [Step(label, f"{_HERE}:{name}") for label, name in names.items()]
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), households)
        found = interleaved(steps, Path(folder), rounds, fresh=not quick)
    return _told(found, households, rounds)


def _told(found: dict[str, Measured], households: int, rounds: int) -> Table:
    floors = {label: READ_CSV if label in (READ_CSV, ROSTER, ROSTER_AGAIN) else PARQUET for label in found}

    def ratio(label: str, floor: str) -> float:
        return found[label].seconds / max(found[floor].seconds, 1e-9)

    rows = [
        (label, f"{m.seconds:.2f}", f"{m.cpu:.2f}", f"{ratio(label, floors[label]):.2f}", floors[label],
         f"{m.peak:.0f}", m.done if label not in (PARQUET, SQLITE, READ_CSV) else "")
        for label, m in found.items()
    ]  # fmt: skip
    return Table(
        f"{households:,} households and {households * 10 // 3:,} people in",
        f"{HOUSEHOLD_FACTS} facts a household, {PERSON_FACTS} a person, one value in seven blank, from Arrow in memory "
        f"into the folder store (observations and current tables, both synced); a roster of {len(HEADS)} columns from "
        f"one .csv, which is read, checked, matched and stored. {rounds} rounds, every step in a process of its own; "
        "the rows that SQLite inserts are Python tuples before the clock starts.",
        ("step", "median s", "CPU s", "× floor (clock)", "floor", "peak MB", "done"),
        tuple(rows),
        (
            verdict("planned and stored ÷ bare writing (Parquet)", ratio(OURS, PARQUET), 4),
            verdict("planned and stored ÷ bare writing (SQLite)", ratio(OURS, SQLITE), 4),
            verdict("again with 1 % changed ÷ bare writing (Parquet)", ratio(AGAIN, PARQUET), 4),
        ),
    )
