"""What is answered on a phone says the same facts as the same answer in a cell of a sheet, by every form there is."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouxian.core.campaigns.opened import OpenedCampaign, open_packs
from shouxian.core.campaigns.phone_lists import ground_of
from shouxian.core.forms.answers import to_nodes
from shouxian.core.forms.drafts import instance
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.reading import read_submission
from shouxian.core.forms.rows import Form
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.questions import Question
from shouxian.core.packs.regions import load_regions
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion
from shouxian.core.sheets.answers.compose import compose
from shouxian.core.sheets.answers.parse import parse

CATALOGUE, REGIONS = open_packs(), load_regions(packs_folder())
GROUNDS = {name: ground_of(OpenedCampaign(CATALOGUE, pack, REGIONS)) for name, pack in CATALOGUE.campaigns.items()}
FORMS: dict[str, tuple[Ground, Form]] = {
    form.form_id: (ground, form) for ground in GROUNDS.values() for form in make_forms(ground)
}
Told = dict[str, Fact | None]
Filled = tuple[str, dict[str, str], Told, list[tuple[dict[str, str], Told]]]
WORDS = st.text(alphabet="住院自付借款学费家中务工照看老人", min_size=1, max_size=8)


def _as_phones_write(node: str, text: str, form: Form) -> str:
    """JavaRosa's way: a decimal with a point, from ten million on with an exponent; yes as 1 where it is a truth."""
    kind = next((row.kind for row in form.rows if row.name == node), "")
    if kind == "decimal":
        number = float(text)
        return f"{number:E}" if abs(number) >= 1e7 and float(f"{number:E}") == number else repr(number)
    return {"true": "1", "false": "0"}.get(text, text) if kind.endswith("codes__yes_no") else text


def _known(facts: Mapping[str, Fact | None]) -> Told:
    return {name: value for name, value in facts.items() if value is not None}


def _value(variable: Variable) -> st.SearchStrategy[Fact]:
    if variable.type in ("int", "money", "decimal"):
        low, high = (variable.minimum or 0) * variable.scale, (variable.maximum or 1000) * variable.scale
        return st.integers(low, high)
    if variable.type == "bool":
        return st.booleans()
    if variable.type in ("date", "month"):
        days = st.dates(min_value=date(1950, 1, 1), max_value=date(2049, 1, 1))
        return days if variable.type == "date" else days.map(lambda day: day.replace(day=1))
    if variable.codelist is None:
        return WORDS
    codes = [code.code for code in CATALOGUE.dictionary.codelists[variable.codelist].codes]
    if variable.type == "choice":
        return st.sampled_from(codes)
    return st.lists(st.sampled_from(codes), min_size=1, unique=True).map(tuple)


@st.composite
def _answer(draw: st.DrawFn, bound: BoundQuestion) -> Told:
    """The facts of one possible answer."""
    question = bound.question
    facts: Told = {}
    if question.cell is not None:
        return {question.cell: draw(_value(bound.variables[question.cell]))}
    for option in _picked(draw, bound):
        for name, value in option.gives.items():
            known = facts.get(name)
            facts[name] = (*known, *value) if isinstance(known, tuple) and isinstance(value, tuple) else value
        slot = option.option.blank
        if slot is not None and (slot.required or draw(st.booleans())):
            facts[slot.gives] = draw(_value(bound.variables[slot.gives]))
    if question.text is not None and draw(st.booleans()):
        facts[question.text] = draw(WORDS)
    return facts


def _picked(draw: st.DrawFn, bound: BoundQuestion) -> list[BoundOption]:
    if bound.counts:
        return list(bound.options)
    if bound.question.pick == "one":
        return [draw(st.sampled_from(bound.options))]
    if alone := [option for option in bound.options if option.option.exclusive]:
        return [draw(st.sampled_from(alone))] if draw(st.booleans()) else _some(draw, bound, alone)
    return _some(draw, bound, alone)


def _some(draw: st.DrawFn, bound: BoundQuestion, without: list[BoundOption]) -> list[BoundOption]:
    free = [option for option in bound.options if option not in without]
    numbers = draw(st.sets(st.integers(0, len(free) - 1), min_size=1))
    return [option for number, option in enumerate(free) if number in numbers]


@st.composite
def _answered(draw: st.DrawFn, ground: Ground, questions: tuple[Question, ...]) -> tuple[dict[str, str], Told]:
    """Nodes of some answers, and what the same answers say in the cells of a sheet."""
    nodes: dict[str, str] = {}
    told: Told = {}
    for question in questions:
        if not draw(st.booleans()):
            continue
        bound = ground.bind(question)
        facts = draw(_answer(bound))
        nodes |= to_nodes(bound, facts)
        told |= _known(parse(bound, compose(bound, facts)).facts)
    return nodes, told


@st.composite
def _filled(draw: st.DrawFn) -> Filled:
    name = draw(st.sampled_from(sorted(FORMS)))
    ground, form = FORMS[name]
    nodes, told = draw(_answered(ground, form.questions))
    many = draw(st.integers(0, 2)) if form.members else 0
    return name, nodes, told, [draw(_answered(ground, form.members)) for _ in range(many)]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_filled())
def test_a_form_says_what_a_sheet_would(
    filled: tuple[str, dict[str, str], Told, list[tuple[dict[str, str], Told]]],
) -> None:
    name, nodes, told, people = filled
    ground, form = FORMS[name]
    written = {node: _as_phones_write(node, text, form) for node, text in nodes.items()}
    members = [{n: _as_phones_write(n, t, form) for n, t in person.items()} for person, _ in people]
    xml = instance(form, written, members, "uuid:1", {"id": "H-1", "create": "true"})
    sent = read_submission(xml, form, ground.dictionary, ground.parameters)
    assert _known(sent.subject.facts) == told
    assert [_known(person.facts) for person in sent.members] == [said for _, said in people]
    assert (sent.subject.key, sent.subject.new) == ("H-1", True)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_blank_form_says_nothing_but_that_it_was_asked(name: str) -> None:
    ground, form = FORMS[name]
    sent = read_submission(instance(form, {}, [], "uuid:1"), form, ground.dictionary, ground.parameters)
    assert set(sent.subject.facts.values()) == {None}
    assert {f for q in form.questions for f in q.facts()} <= set(sent.subject.facts)
