"""From one to ten million households: what grows with them, and what does not. Peers that are installed go along."""

import importlib.util
import tempfile
from pathlib import Path

from benchmarks import expressions_masks as base
from benchmarks import peers
from benchmarks.measure import Measured, Step, Table, interleaved, verdict

NAMES = {base.FLOOR: "floor", base.HITS: "hits", base.MASKS: "masks", base.LONG: "long"}
PEERS = {peers.OURS: "ours", peers.POLARS: "polars", peers.PANDAS: "pandas"}


def steps() -> list[Step]:
    """Peers of ten million households once: one of them takes gigabytes."""
    there = {label: name for label, name in PEERS.items() if name == "ours" or importlib.util.find_spec(name)}
    found = [Step(label, f"benchmarks.expressions_masks:{name}") for label, name in NAMES.items()]
    return found + [Step(f"50 rules, {label}", f"benchmarks.peers:{name}", once=True) for label, name in there.items()]


def measured(households: int, rounds: int, *, fresh: bool) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory() as name:
        base.generate(Path(name), households, people=False)
        return interleaved(steps(), Path(name), rounds, fresh=fresh)


def run(quick: bool) -> Table:
    return table(1_000, 1, fresh=False) if quick else table(1_000_000, 3, fresh=True)


def table(households: int, rounds: int, *, fresh: bool) -> Table:
    one, ten = (measured(times * households, rounds, fresh=fresh) for times in (1, 10))
    rows = [
        (
            label, f"{few.seconds:.2f}", f"{few.cpu:.2f}", f"{many.seconds:.2f}", f"{many.cpu:.2f}",
            f"{many.cpu / max(few.cpu, 1e-9):.1f}", f"{many.cpu / ten[base.FLOOR].cpu:.2f}", f"{few.peak:.0f}",
            f"{many.peak:.0f}",
        )
        for (label, few), many in zip(one.items(), ten.values(), strict=True)
    ]  # fmt: skip
    heads = (
        "step",
        "s, one",
        "CPU s, one",
        "s, ten",
        "CPU s, ten",
        "grown (CPU)",
        "× floor (CPU), ten",
        "MB, one",
        "MB, ten",
    )
    cpu = {label: result.cpu / ten[base.FLOOR].cpu for label, result in ten.items()}
    return Table(
        f"From {households:,} to {10 * households:,} households",
        f"The sixty rules of the first table; {rounds} rounds, peers once, every step in a process of its own.",
        heads,
        tuple(rows),
        (
            verdict("hits ÷ floor, ten million", cpu[base.HITS], 1.8),
            verdict("hits as rows ÷ floor, ten million, rules that hit rarely", cpu[base.LONG], 2.5),
            verdict("hits and unknowns ÷ hits, ten million", ten[base.MASKS].cpu / ten[base.HITS].cpu, 3),
            verdict("growth of hits and unknowns", ten[base.MASKS].cpu / one[base.MASKS].cpu, 11),
            verdict("peak memory, hits and unknowns, ten million", ten[base.MASKS].peak, 350, "MB"),
        ),
    )
