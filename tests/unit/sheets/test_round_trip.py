"""What is written into an annex is read back the same, for every list and card of all notices."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.dataset.columns import from_columns
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.layouts import Layout, placeholders
from shouxian.core.packs.regions import load_regions
from shouxian.core.sheets.answers.bound import BoundQuestion, bind_all
from shouxian.core.sheets.reading.model import Expected
from shouxian.core.sheets.reading.returns import read_return
from shouxian.core.sheets.writing.annexes import write_blank, write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Stamp
from shouxian.core.sheets.writing.tabular import asked_anew

CATALOGUE = open_packs()
REGIONS = load_regions(packs_folder())
VILLAGE = {name: REGIONS.villages(pack.campaign.place)[0].code for name, pack in CATALOGUE.campaigns.items()}
GROUPS = ("一组", "二组")
SOUND = ("0019", "0027", "0035", "0043")  # ends of invented identity numbers


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
    variable = bound.variables[fact]
    special = {"phone": "1380000000" + str(number), "village_group": GROUPS[number % 2]}
    special |= dict.fromkeys(("head_id", "resident_id"), f"90000019600101{SOUND[number]}")
    if fact in special:
        return special[fact]
    if variable.codelist is not None:
        codes = bound.codelists[variable.codelist].codes
        code = codes[number % len(codes)].code
        return code if variable.type == "choice" else (code,)
    kinds: dict[str, Fact] = {
        "int": max(1, variable.minimum or 0) + number,
        "money": 580000 + number,
        "decimal": 1250 + number,
        "bool": number % 2 == 0,
        "date": date(2022, 3, 1 + number),
        "month": date(2022, 3 + number, 1),
    }
    return kinds.get(variable.type, f"文字{number}")


def _rows(layout: Layout, campaign: str, told: list[dict[str, Fact | None]]) -> list[SheetRow]:
    """Rows with keys and fields; a comparison knows nothing from before, so that everything told is a change."""
    letter = CATALOGUE.dictionary.subjects[layout.subject].letter
    keys = [VILLAGE[campaign] if layout.subject == "village" else new_key(letter) for _ in told]
    before = {} if layout.comparison or any(column.last for column in layout.columns) else None
    place = {"county": "某", "town": "某", "village": "甲", "head_name": "户主示例"}
    return [
        SheetRow(key, {**place, "village_group": str(facts.get("village_group") or ""), "group": None}, facts, before)
        for key, facts in zip(keys, told, strict=True)
    ]


def _not_offered(layout: Layout, questions: dict[str, BoundQuestion], mode: str) -> set[str]:
    """Facts that a sheet does not carry back: asked anew every time, written by hand below, or only when changed."""
    names = {c.question for c in layout.columns if c.question and not c.prefill} if mode == "blank" else set()
    if mode == "blank" or layout.kind == "list":  # a list has one signature for all its rows
        names |= {name for line in layout.signatures for text in line for name in placeholders(text)}
    if mode == "blank" and layout.comparison:
        names |= {name for row in layout.rows for name in placeholders(row.template)}
    if mode == "blank":  # nobody signs for another day
        names |= {name for name in layout.questions() if asked_anew(questions[name].question)}
        names |= {c.question for c in layout.columns if any(other.last == c.question for other in layout.columns)}
    return {fact for name in names if name in questions for fact in questions[name].question.facts()}


@pytest.mark.parametrize(("campaign", "annex"), list(annexes()))
@pytest.mark.parametrize("mode", ["blank", "filled"])
def test_every_annex_comes_back_as_it_went_out(tmp_path: Path, campaign: str, annex: str, mode: str) -> None:
    wanted = expected(CATALOGUE, campaign)
    layout, questions = wanted.layouts[annex], dict(wanted.questions)
    told = [answers(layout, questions, number) for number in range(1 if layout.subject == "village" else 4)]
    rows = _rows(layout, campaign, told)
    stamp = Stamp(campaign, annex, VILLAGE[campaign], "hash", date(2022, 3, 1))
    write = write_blank if mode == "blank" else write_filled
    (path,) = write(
        layout, questions, {"county": "某", "town": "某", "village": "甲"}, rows, stamp, tmp_path / "a.xlsx"
    )
    (returned,) = read_return(path, wanted)
    assert not returned.faults, [f.text("en") for f in returned.faults]
    assert not returned.column_questions
    assert (returned.sheet, returned.village) == (annex, VILLAGE[campaign])
    read = {row["key"]: row for row in returned.rows.to_pylist()}
    if layout.comparison and mode == "blank" and layout.subject == "village":
        assert not read, "an untouched comparison of a village tells nothing"
        return
    assert set(read) == {row.key for row in rows}
    hidden = _not_offered(layout, questions, mode)
    for row, facts in zip(rows, told, strict=True):
        for name in sorted(set(facts) - hidden):
            fact = from_columns(CATALOGUE.dictionary.variables[name], read[row.key])
            written = facts[name]
            if isinstance(fact, Bounds) and isinstance(written, int):
                written = Bounds.exactly(written)
            assert fact == written, name
