"""Whatever an answer gives is written into a cell and read back the same, for every question of both notices."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.questions import QuestionFile
from shouxian.core.packs.source import parse_model, read_yaml
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion, bind_all
from shouxian.core.sheets.answers.compose import compose
from shouxian.core.sheets.answers.parse import asked_facts, parse

FOLDER = packs_folder()
DICTIONARY = open_packs().dictionary
WORDS = st.text(alphabet="住院自付借款学费三万元家中务工照看老人0123456789", min_size=1, max_size=12).filter(
    lambda text: not text.isdigit()
)


def _bound(campaign: str) -> list[BoundQuestion]:
    path = Path(FOLDER) / "campaigns" / campaign / "questions.yaml"
    questions = {q.id: q for q in parse_model(read_yaml(path), QuestionFile).questions}
    return list(bind_all(questions, DICTIONARY, {"monitoring_line": 650000}).values())


QUESTIONS = {
    f"{campaign}/{bound.question.id}": bound
    for campaign in ("shenmu-2022-spring", "zhanqiao-2022-income")
    for bound in _bound(campaign)
}


def _value(variable: Variable) -> st.SearchStrategy[Fact]:
    low, high = (variable.minimum or 0) * variable.scale, (variable.maximum or 1000) * variable.scale
    if variable.type in ("int", "money", "decimal"):
        return st.integers(low, high)
    if variable.type == "bool":
        return st.booleans()
    if variable.type == "date":
        return st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 1, 1))
    if variable.type == "choice":
        return st.sampled_from([code.code for code in DICTIONARY.codelists[variable.codelist or ""].codes])
    return WORDS


@st.composite
def answered(draw: st.DrawFn) -> tuple[str, dict[str, Fact | None]]:
    """A question's name and the facts of one possible answer to it."""
    name = draw(st.sampled_from(sorted(QUESTIONS)))
    return name, draw(_facts(QUESTIONS[name]))


@st.composite
def _facts(draw: st.DrawFn, bound: BoundQuestion) -> dict[str, Fact | None]:
    facts: dict[str, Fact | None] = dict.fromkeys(asked_facts(bound))
    if bound.question.cell is not None:
        facts[bound.question.cell] = draw(_value(bound.variables[bound.question.cell]))
        return facts
    for option in _chosen(draw, bound):
        for name, value in option.gives.items():
            known = facts.get(name)
            facts[name] = (*known, *value) if isinstance(known, tuple) and isinstance(value, tuple) else value
        slot = option.option.blank
        if slot is not None and (slot.required or draw(st.booleans())):
            facts[slot.gives] = draw(_value(bound.variables[slot.gives]))
    if bound.question.text is not None and draw(st.booleans()):
        facts[bound.question.text] = draw(WORDS)
    return facts


def _chosen(draw: st.DrawFn, bound: BoundQuestion) -> list[BoundOption]:
    if bound.counts:
        return list(bound.options)
    if bound.question.pick == "one":
        return [draw(st.sampled_from(bound.options))]
    free = [option for option in bound.options if not option.option.exclusive]
    alone = [option for option in bound.options if option.option.exclusive]
    if alone and draw(st.booleans()):
        return [alone[0]]
    numbers = draw(st.sets(st.integers(0, len(free) - 1), min_size=1))
    return [option for number, option in enumerate(free) if number in numbers]


@settings(max_examples=1500, deadline=None)
@given(answered(), st.sampled_from(["numbers", "texts"]))
def test_what_is_written_is_read_back(answer: tuple[str, dict[str, Fact | None]], style: str) -> None:
    name, facts = answer
    bound = QUESTIONS[name]
    text = compose(bound, facts, "numbers" if style == "numbers" else "texts")
    read = parse(bound, text)
    assert read.fault is None, (text, read.fault and read.fault.text("en"))
    assert {k: v for k, v in read.facts.items() if v is not None} == {k: v for k, v in facts.items() if v is not None}


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)), st.text(max_size=25))
def test_no_text_makes_the_parser_fall(name: str, text: str) -> None:
    answer = parse(QUESTIONS[name], text)
    assert set(answer.facts) == set(asked_facts(QUESTIONS[name]))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_printed_option_is_read_as_itself(name: str) -> None:
    bound = QUESTIONS[name]
    for option in bound.options:
        if option.option.blank is None and bound.question.text is None:
            for text in (option.value, option.option.zh, f"{option.value}.{option.option.zh}"):
                read = parse(bound, text)
                assert read.fault is None, text
                assert all(read.facts[name] == value for name, value in option.gives.items() if value is not None)
