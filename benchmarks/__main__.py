"""``python -m benchmarks [--quick] [--only TOPIC]…``: every topic measured, printed, and kept in the reference."""

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import (
    at_scale,
    derivation,
    expressions_masks,
    expressions_one_household,
    growth,
    large_run,
    ledger_out,
    peers,
    real_campaign,
    right,
    right_imports,
    workbook_in,
)
from benchmarks.measure import ROOT, Table

FIGURES = ROOT / "docs" / "reference" / "figures.md"
TOPICS = {
    "household": expressions_one_household.run,
    "masks": expressions_masks.run,
    "growth": growth.run,
    "peers": peers.run,
    "campaign": real_campaign.run,
    "derivation": derivation.run,
    "scale": at_scale.run,
    "large": large_run.run,
    "right": right.run,
    "right-imports": right_imports.run,
    "workbook": workbook_in.run,
    "ledger": ledger_out.run,
}
PACKAGES = ("duckdb", "pyarrow", "fastexcel", "openpyxl", "rustpy-xlsxwriter", "XlsxWriter")


def page(tables: list[Table], load: float) -> str:
    """The reference page: what the figures are, on what machine they were made, and the tables."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    note = (
        "Made by `make bench`; do not edit. Ratios come from one run, side by side, with floors that metadata cannot "
        "answer; goals that were missed are named. Seconds hang on the machine and on what else it did, and no test "
        "asserts them. People and amounts are invented, columns independent of each other: rates of findings will "
        "differ on real data."
    )
    machine = (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processors ({platform.machine()}), "
        f"load {load:.1f} before the start (other work on a machine disturbs the clock more than processor seconds)."
    )
    return "\n\n".join(["# Figures", f"> {note}", machine, *(table.markdown() for table in tables)]) + "\n"


def main(arguments: list[str] | None = None) -> Path | None:
    """The page written, or None where only a part was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows the recipes work; keeps nothing")
    parser.add_argument("--only", action="append", choices=sorted(TOPICS), help="this topic; may be repeated")
    given = parser.parse_args(arguments)
    if given.quick:
        print("A tiny run: the recipes work or fail, the figures mean nothing.\n")
    load, tables = os.getloadavg()[0], []
    for topic in given.only or TOPICS:
        tables.append(TOPICS[topic](given.quick))
        print(tables[-1].markdown() + "\n", flush=True)
    if given.quick or given.only:
        return None
    FIGURES.write_text(page(tables, load), "utf-8")
    return FIGURES


if __name__ == "__main__":
    main()
