"""What one submission costs: sixty rules on one household, in Python."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks import expressions_rules as made
from benchmarks.measure import Table, verdict

GOALS = {  # microseconds at p99
    "60 rules, no members: the compiled function": 50,
    "60 rules, no members: verdicts with their rules": 50,
    "40 + 20 over 4 members, derived facts": 50,
    "the same from JSON text, with all derived columns": 200,
    "explain one rule over members": 1000,
}


def run(quick: bool) -> Table:
    start = time.perf_counter()
    plain = made.programme(60)
    compiled = (time.perf_counter() - start) * 1000
    wide = made.programme(40, 20)
    record, text = made.household(), json.dumps(made.household(), default=str)
    masks = plain.masks("household")
    works: tuple[Callable[[], Any], ...] = (
        lambda: masks(record, {}),
        lambda: plain.run_python("household", record),
        lambda: wide.run_python("household", record),
        lambda: _whole(wide, text),
        lambda: wide.explain("b.r040", record),
    )
    rows, verdicts = [], []
    for (name, goal), work in zip(GOALS.items(), works, strict=True):
        calls = 50 if quick else 5_000
        clock, cpu = _microseconds(work, calls, time.perf_counter_ns), _microseconds(work, calls, time.thread_time_ns)
        rows.append((name, *(f"{value:.1f}" for value in (*clock, *cpu)), str(goal)))
        verdicts.append(verdict(f"{name}, p99 of processor time", cpu[1], goal, "µs"))
    intro = (
        f"One core, no database. Compiling 60 rules once takes {compiled:.0f} ms. Single calls after a warm-up, by the "
        "clock (other work on the machine is in it) and by processor time."
    )
    heads = ("step", "p50 µs", "p99 µs", "p50 CPU µs", "p99 CPU µs", "goal p99")
    return Table(
        "All rules on one household", intro, heads,
        tuple(rows), tuple(verdicts),
    )  # fmt: skip


def _microseconds(work: Callable[[], Any], calls: int, clock: Callable[[], int]) -> tuple[float, float]:
    """(p50, p99) over single calls after a warm-up."""
    for _ in range(calls // 10):
        work()
    times = []
    for _ in range(calls):
        start = clock()
        work()
        times.append(clock() - start)
    times.sort()
    return times[calls // 2] / 1000, times[calls * 99 // 100] / 1000


def _whole(programme: Any, text: str) -> Any:
    record: dict[str, Any] = json.loads(text)
    for holder in (record, *record["members"]):
        for name, value in holder.items():
            if name.startswith(("day", "born", "p__reference")):
                holder[name] = date.fromisoformat(value)
    return programme.run_python("household", record), programme.widened("household", record)
