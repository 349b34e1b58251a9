"""Facts told by picked options, as hidden values of the form: for entity lists and for what is computed from them.

Only what the form alone says exactly: a band, or an answer against a line that differs from place to place, is read by
the server. ``otherwise`` counts once the question was answered.
"""

from collections.abc import Iterable, Iterator

from shouxian.core.forms import names
from shouxian.core.forms.rows import Row
from shouxian.core.forms.values import node_text
from shouxian.core.packs.facts import named_line
from shouxian.core.packs.models.questions import Option, Question
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion


def fact_nodes(questions: Iterable[BoundQuestion]) -> dict[str, str]:
    """Fact → the node that holds it as it is: an open cell, a blank, the clerk's own words. The first node counts."""
    found: dict[str, str] = {}
    for bound in questions:
        question = bound.question
        held = {question.cell: names.main(question), question.text: names.words(question)}
        held |= {o.blank.gives: names.part(question, o) for o in question.options if o.blank}
        found = {fact: node for fact, node in held.items() if fact} | found
    return found


def fact_rows(asked: Iterable[BoundQuestion], verbatim: Iterable[str]) -> Iterator[Row]:
    """A hidden row per fact that picks give exactly and no node holds as it is; the first question to tell it wins."""
    done = set(verbatim)
    for bound in asked:
        if bound.question.pick is None or bound.counts:
            continue
        for name in bound.question.facts():
            if name in done or not _exact(bound, name):
                continue
            done.add(name)
            yield Row("calculate", names.fact(name), calculation=_calculation(bound, name), save_to=name)


def _exact(bound: BoundQuestion, name: str) -> bool:
    """Every option that tells the fact tells one value of it, the same in every place."""
    if bound.variables[name].bounds or name == bound.question.text:
        return False
    options = bound.question.options
    if any(o.blank is not None and o.blank.gives == name for o in options):
        return False
    return not any(named_line(given.get(name)) for o in options for given in (o.gives, o.otherwise))


def _calculation(bound: BoundQuestion, name: str) -> str:
    variable = bound.variables[name]
    told = [(o, node_text(variable, o.gives[name])) for o in bound.options if name in o.gives]
    if variable.type == "choices" and bound.question.pick == "many":
        parts = [f"if({_picked(bound.question, o.option)}, ' {value}', '')" for o, value in told if value]
        return f"normalize-space(concat({', '.join(parts)}, ''))"
    result = _otherwise(bound, name)
    for value in reversed(dict.fromkeys(value for _, value in told)):
        same = " or ".join(_picked(bound.question, o.option) for o, v in told if v == value)
        result = f"if({same}, {_quoted(value)}, {result})"
    return result


def _otherwise(bound: BoundQuestion, name: str) -> str:
    left: list[BoundOption] = [o for o in bound.options if name in o.otherwise]
    if not left:
        return "''"
    value = node_text(bound.variables[name], left[0].otherwise[name])
    return f"if(${{{names.main(bound.question)}}} != '', {_quoted(value)}, '')"


def _picked(question: Question, option: Option) -> str:
    return f"selected(${{{names.main(question)}}}, '{names.choice(question, option)}')"


def _quoted(text: str) -> str:
    return f"'{text}'" if "'" not in text else f'"{text}"'
