"""``python -m benchmarks [--quick] [--only TOPIC [--keep]]…``: every topic measured, printed, kept in the reference."""

import argparse
import os
import platform
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import (
    at_scale,
    dataset_import,
    derivation,
    expressions_masks,
    expressions_one_household,
    growth,
    large_run,
    ledger_out,
    peers,
    registry_in,
    registry_list,
    registry_out,
    registry_run,
    right,
    right_imports,
    sign_ins,
    workbook_in,
)
from benchmarks.measure import ROOT

FIGURES = ROOT / "docs" / "reference" / "figures.md"
TOPICS = {
    "household": expressions_one_household.run,
    "masks": expressions_masks.run,
    "growth": growth.run,
    "peers": peers.run,
    "derivation": derivation.run,
    "scale": at_scale.run,
    "large": large_run.run,
    "right": right.run,
    "right-imports": right_imports.run,
    "workbook": workbook_in.run,
    "ledger": ledger_out.run,
    "import": dataset_import.run,
    "registry-in": registry_in.run,
    "registry-out": registry_out.run,
    "registry-run": registry_run.run,
    "registry-list": registry_list.run,
    "sign-ins": sign_ins.run,
}
PACKAGES = ("duckdb", "pyarrow", "fastexcel", "openpyxl", "rustpy-xlsxwriter", "XlsxWriter", "pandas", "polars")
MARK = "<!-- topic {} -->"  # before each section, so that one can be measured anew


def page(sections: Mapping[str, str]) -> str:
    """The reference page: what the figures are, on what machine they were made, and the topics in their order."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    note = (
        "Made by `make bench`; do not edit. Ratios come from one run, side by side, with floors that metadata cannot "
        "answer; goals that were missed are named. Seconds hang on the machine and on what else it did, and no test "
        "asserts them. People and amounts are invented: rates of findings will differ on real data."
    )
    machine = (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} processors ({platform.machine()}). The load "
        "before each topic is told with it: other work on a machine disturbs the clock more than processor seconds."
    )
    told = (f"{MARK.format(topic)}\n\n{sections[topic]}" for topic in TOPICS if topic in sections)
    return "\n\n".join(["# Figures", f"> {note}", machine, *told]) + "\n"


def kept(text: str) -> dict[str, str]:
    """Topic → its section of a page written before."""
    parts = re.split(MARK.format(r"([\w-]+)"), text)
    return {topic: section.strip() for topic, section in zip(parts[1::2], parts[2::2], strict=True)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def main(arguments: list[str] | None = None) -> Path | None:
    """The page written, or None where nothing was to be kept. Each topic is kept as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows the recipes work; keeps nothing")
    parser.add_argument("--only", action="append", choices=sorted(TOPICS), help="this topic; may be repeated")
    parser.add_argument("--keep", action="store_true", help="with --only: renew these topics of the page")
    given = parser.parse_args(arguments)
    if given.quick:
        print("A tiny run: the recipes work or fail, the figures mean nothing.\n")
    keeping = not given.quick and (given.keep or not given.only)
    sections = kept(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    for topic in given.only or TOPICS:
        load = os.getloadavg()[0]
        text = TOPICS[topic](given.quick).markdown()
        print(text + "\n", flush=True)
        sections[topic] = f"{text}\n\n*Load before this topic: {load:.1f}.*"
        if keeping:
            FIGURES.write_text(page(sections), "utf-8")
    return FIGURES if keeping else None


if __name__ == "__main__":
    main()
