"""How a step is measured: in a process of its own, rounds interleaved, medians; and how a table is written down.

A step is a function ``(folder) -> work``: what it does first (compiling, loading) is not counted, the call of ``work``
is. ``python -m benchmarks.measure <module:function> <folder>`` measures one and prints JSON.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

Work = Callable[[], object]
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Step:
    """``once``: a slow peer that runs in the first round only."""

    label: str
    function: str
    once: bool = False


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock and of processors (children too), and the most memory in MB of process and child."""

    seconds: float
    cpu: float
    peak: float
    child_peak: float
    done: str


@dataclass(frozen=True)
class Table:
    """One topic as Markdown: what is compared, the figures, the goal and whether it was met."""

    title: str
    intro: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...] = ()

    def markdown(self) -> str:
        lines = [f"| {' | '.join(self.heads)} |", "|" + "---|" * len(self.heads)]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        parts = [f"## {self.title}", self.intro, "\n".join(lines)]
        return "\n\n".join([*parts, "\n".join(f"- {verdict}" for verdict in self.verdicts)]).rstrip()


def verdict(what: str, seen: float, goal: float, unit: str = "×") -> str:
    """One line on a goal, honest about a miss."""
    told = "met" if seen <= goal else "**missed**"
    return f"{what}: {seen:.2f} {unit}, goal ≤ {goal:g} {unit}: {told}"


def interleaved(steps: Sequence[Step], folder: Path, rounds: int, *, fresh: bool) -> dict[str, Measured]:
    """Medians by label; ``fresh``: every step in a process of its own."""
    runs: dict[str, list[Measured]] = {step.label: [] for step in steps}
    for number in range(rounds):
        for step in steps:
            if number == 0 or not step.once:
                runs[step.label].append(_in_process(step, folder) if fresh else measure(step.function, folder))
    return {label: _median(found) for label, found in runs.items()}


def measure(function: str, folder: Path) -> Measured:
    module, name = function.split(":")
    work: Work = getattr(import_module(module), name)(folder)
    before, start = _cpu(), time.perf_counter()
    done = work()
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Measured(seconds, cpu, _own_peak(), child, str(done))


def _in_process(step: Step, folder: Path) -> Measured:
    command = [sys.executable, "-m", "benchmarks.measure", step.function, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step.label}: {done.stderr[-3000:]}")
    return Measured(**json.loads(done.stdout))


def _median(runs: Sequence[Measured]) -> Measured:
    return Measured(
        statistics.median(r.seconds for r in runs),
        statistics.median(r.cpu for r in runs),
        max(r.peak for r in runs),
        max(r.child_peak for r in runs),
        runs[0].done,
    )


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _own_peak() -> float:
    """The most memory this process held; ``ru_maxrss`` would tell its parent's where that was larger."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], Path(sys.argv[2])))))
