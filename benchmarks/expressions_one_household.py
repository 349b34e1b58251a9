"""What one submission costs: sixty rules on one household, in Python. Prints a Markdown table.

python benchmarks/expressions_one_household.py
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import expressions_rules as made


def _microseconds(run: Callable[[], Any], calls: int) -> tuple[float, float, float]:
    """(p50, p99, max) over single calls after a warm-up."""
    for _ in range(calls // 10):
        run()
    times = []
    for _ in range(calls):
        start = time.perf_counter_ns()
        run()
        times.append(time.perf_counter_ns() - start)
    times.sort()
    return times[calls // 2] / 1000, times[calls * 99 // 100] / 1000, times[-1] / 1000


def _from_json(text: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(text)
    for holder in (record, *record["members"]):
        for name, value in holder.items():
            if name.startswith(("day", "born", "p__reference")):
                holder[name] = date.fromisoformat(value)
    return record


def main() -> None:
    start = time.perf_counter()
    plain = made.programme(60)
    compiled = (time.perf_counter() - start) * 1000
    wide = made.programme(40, 20)
    record, text = made.household(), json.dumps(made.household(), default=str)
    masks = plain.masks("household")
    rows = {
        "60 rules, no members: the compiled function": lambda: masks(record, {}),
        "60 rules, no members: Programme.run_python": lambda: plain.run_python("household", record),
        "40 + 20 over 4 members, derived facts": lambda: wide.run_python("household", record),
        "the same from JSON text, with all derived columns": lambda: _whole(wide, text),
        "needs of one rule": lambda: wide.needs("b.r055", record),
        "explain one rule over members": lambda: wide.explain("b.r040", record),
    }
    print(f"compiling 60 rules: {compiled:.0f} ms\n\n| step | p50 µs | p99 µs | max µs |\n|---|---|---|---|")
    for name, run in rows.items():
        p50, p99, worst = _microseconds(run, 20_000 if "compiled" in name else 4_000)
        print(f"| {name} | {p50:.1f} | {p99:.1f} | {worst:.0f} |")


def _whole(programme: Any, text: str) -> Any:
    record = _from_json(text)
    return programme.run_python("household", record), programme.widened("household", record)


if __name__ == "__main__":
    main()
