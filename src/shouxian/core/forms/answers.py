"""Answers in the nodes of a form, both ways, by the grammar of the sheets: what a sheet's cell would say, a node says.

``to_nodes`` is what a form is pre-filled with; ``from_nodes`` reads what was answered.
"""

from collections.abc import Mapping

from shouxian.core.forms import names
from shouxian.core.forms.values import fact_of, node_text, sheet_text
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.facts import Fact
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion, Facts
from shouxian.core.sheets.answers.compose import answers
from shouxian.core.sheets.answers.parse import asked_facts, facts_of_picks
from shouxian.core.sheets.answers.picks import Pick

Nodes = Mapping[str, str]
"""Node → its text; an absent node was not asked (its condition was false), "" was left blank."""


def nodes_of(bound: BoundQuestion) -> tuple[str, ...]:
    """Every node of a question that can hold an answer."""
    question = bound.question
    if question.cell is not None:
        return (names.main(question), names.other(question))
    parts = [names.part(question, option) for option in question.options if option.blank]
    if bound.counts:
        return tuple(parts)
    return (names.main(question), *parts, *((names.words(question),) if question.text else ()))


def to_nodes(bound: BoundQuestion, facts: Facts) -> dict[str, str]:
    """Nodes that say what the facts say; those that nothing is known for are left out."""
    question = bound.question
    found: dict[str, str] = {}
    if question.cell is not None:
        found[names.main(question)] = node_text(bound.variables[question.cell], facts.get(question.cell))
    elif bound.counts:
        found |= {names.part(question, o.option): _in_blank(bound, o, facts) for o in bound.options}
    else:
        picked = answers(bound, facts)
        found[names.main(question)] = " ".join(names.choice(question, o.option) for o in picked)
        found |= {names.part(question, o.option): _in_blank(bound, o, facts) for o in picked if o.option.blank}
        if question.text is not None:
            found[names.words(question)] = node_text(bound.variables[question.text], facts.get(question.text))
    return {node: text for node, text in found.items() if text}


def from_nodes(bound: BoundQuestion, nodes: Nodes) -> dict[str, Fact | None] | None:
    """The facts told; None where the question was not asked. Raises ``ShouxianError`` FORMS_READ_VALUE."""
    question = bound.question
    asked = [node for node in nodes_of(bound) if node in nodes]
    if not asked:
        return None
    blank: dict[str, Fact | None] = dict.fromkeys(asked_facts(bound))
    try:
        if question.cell is not None:
            node = names.main(question)
            text = nodes.get(node, "")
            return blank | (
                {question.cell: fact_of(bound.variables[question.cell], text, bound.codelists)} if text else {}
            )
        picks = _picks(bound, nodes)
        told = facts_of_picks(bound, picks, " ".join(pick.option.option.zh for pick in picks)) if picks else {}
    except (ValueError, ShouxianError) as error:
        reason = error.faults[0].what() if isinstance(error, ShouxianError) else str(error)
        text = " ".join(filter(None, (nodes.get(node, "") for node in asked)))
        raise ShouxianError(fault("FORMS_READ_VALUE", node=question.id, text=text, reason=reason)) from None
    words = {question.text: nodes.get(names.words(question)) or None} if question.text else {}
    return blank | told | words


def unstored(bound: BoundQuestion, nodes: Nodes) -> str:
    """Words after 其他 of a code list, which no fact keeps: a person reads them."""
    return nodes.get(names.other(bound.question), "") if bound.question.cell else ""


def _in_blank(bound: BoundQuestion, option: BoundOption, facts: Facts) -> str:
    slot = option.option.blank
    assert slot is not None
    return node_text(bound.variables[slot.gives], facts.get(slot.gives))


def _picks(bound: BoundQuestion, nodes: Nodes) -> list[Pick]:
    question = bound.question
    if bound.counts:
        written = [(option, nodes.get(names.part(question, option.option), "")) for option in bound.options]
        return [Pick(option, _words(bound, option, text)) for option, text in written if text]
    listed = {names.choice(question, option.option): option for option in bound.options}
    picked = nodes.get(names.main(question), "").split()
    unknown = [choice for choice in picked if choice not in listed]
    if unknown:
        raise ValueError(f"no option of this question: {', '.join(unknown)}")
    options = [listed[choice] for choice in dict.fromkeys(picked)]
    return [Pick(o, _words(bound, o, nodes.get(names.part(question, o.option), ""))) for o in options]


def _words(bound: BoundQuestion, option: BoundOption, text: str) -> str:
    slot = option.option.blank
    return sheet_text(bound.variables[slot.gives], text, bound.codelists) if slot is not None and text else ""
