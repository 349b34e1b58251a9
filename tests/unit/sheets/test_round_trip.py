"""What is written into an annex is read back the same, for every list and card of both notices."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shouxian.core.dataset.columns import from_columns
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Catalogue, load_catalogue
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.layouts import Layout, placeholders
from shouxian.core.sheets.answers.bound import BoundQuestion, bind_all
from shouxian.core.sheets.reading.model import Expected
from shouxian.core.sheets.reading.returns import read_return
from shouxian.core.sheets.writing.annexes import write_blank, write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Stamp

CATALOGUE = load_catalogue(packs_folder())
VILLAGE = {"shenmu-2022-spring": "610881101201", "zhanqiao-2022-income": "430682110201"}
GROUPS = ("一组", "二组")


def annexes() -> Iterator[tuple[str, str]]:
    for name, pack in CATALOGUE.campaigns.items():
        yield from ((name, sheet.id) for sheet in pack.sheets.values() if sheet.kind != "table")


def expected(catalogue: Catalogue, campaign: str) -> Expected:
    pack = catalogue.campaign(campaign)
    questions = bind_all(pack.questions, catalogue.dictionary, {"monitoring_line": 650000})
    villages = {VILLAGE[campaign]: "甲村"}
    return Expected(campaign, pack.sheets, questions, catalogue.dictionary, villages)


def answers(layout: Layout, questions: dict[str, BoundQuestion], number: int) -> dict[str, Fact | None]:
    """The ``number``-th option of every question, and something sound in every open cell and blank."""
    facts: dict[str, Fact | None] = {}
    for name in layout.questions():
        bound = questions[name]
        if bound.question.cell is not None:
            facts[bound.question.cell] = _sample(bound, bound.question.cell, number)
            continue
        chosen = bound.options if bound.counts else (bound.options[number % len(bound.options)],)
        for option in chosen:
            facts |= {fact: value for fact, value in option.gives.items() if fact not in facts}
            if option.option.blank is not None:
                facts[option.option.blank.gives] = _sample(bound, option.option.blank.gives, number)
        if bound.question.text is not None:
            facts[bound.question.text] = "家中两人务工"
    return facts


def _sample(bound: BoundQuestion, fact: str, number: int) -> Fact:
    kind = bound.variables[fact].type
    if kind in ("int", "money"):
        return 1 + number if kind == "int" else 580000 + number
    if kind == "date":
        return date(2022, 3, 1 + number)
    special = {"phone": "1380000000" + str(number), "village_group": GROUPS[number % 2]}
    return special.get(fact, f"文字{number}")


@pytest.mark.parametrize(("campaign", "annex"), list(annexes()))
@pytest.mark.parametrize("mode", ["blank", "filled"])
def test_every_annex_comes_back_as_it_went_out(tmp_path: Path, campaign: str, annex: str, mode: str) -> None:
    wanted = expected(CATALOGUE, campaign)
    layout = wanted.layouts[annex]
    household = layout.subject == "household"
    told = [answers(layout, dict(wanted.questions), number) for number in range(4 if household else 1)]
    place = {"county": "某", "town": "某", "village": "甲"}
    keys = [new_key("H") if household else VILLAGE[campaign] for _ in told]
    rows = [
        SheetRow(key, {**place, "village_group": str(facts.get("village_group") or ""), "group": None}, facts)
        for key, facts in zip(keys, told, strict=True)
    ]
    stamp = Stamp(campaign, annex, VILLAGE[campaign], "hash", date(2022, 3, 1))
    write = write_blank if mode == "blank" else write_filled
    (path,) = write(layout, wanted.questions, place, rows, stamp, tmp_path / "annex.xlsx")
    (returned,) = read_return(path, wanted)
    assert not returned.faults, [f.text("en") for f in returned.faults]
    assert not returned.column_questions
    assert (returned.sheet, returned.village) == (annex, VILLAGE[campaign])
    read = {row["key"]: row for row in returned.rows.to_pylist()}
    assert set(read) == set(keys)
    unoffered = {c.question for c in layout.columns if not c.prefill} if mode == "blank" else set()
    if mode == "blank" or layout.kind == "list":  # asked anew every time; a list has one for all its rows
        unoffered |= {name for line in layout.signatures for text in line for name in placeholders(text)}
    hidden = {
        fact for name in unoffered if name in wanted.questions for fact in wanted.questions[name].question.facts()
    }
    for key, facts in zip(keys, told, strict=True):
        for name in sorted(set(facts) - hidden):
            fact = from_columns(CATALOGUE.dictionary.variables[name], read[key])
            written = facts[name]
            if isinstance(fact, Bounds) and isinstance(written, int):
                written = Bounds.exactly(written)
            assert fact == written, name
