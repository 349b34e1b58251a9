"""One fact in a form's node or an entity's property, both ways: ISO days, yuan with as few decimals as are true, codes.

Phones write a decimal as ``16000.0`` or ``1.6E7``, and yes as ``true`` or ``1``; all of them are read.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.money import yuan
from shouxian.core.packs.facts import Fact, typed
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.sheets.answers.cells import value_of

YES, NO = frozenset({"true", "1"}), frozenset({"false", "0"})


def node_text(variable: Variable, fact: Fact | None) -> str:
    """A fact as a phone would write it; "" for nothing known or for bounds that are not exact."""
    if isinstance(fact, Bounds):
        fact = fact.exact
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return "true" if fact else "false"
    if isinstance(fact, int):
        return yuan(fact) if variable.scale == 100 else str(fact)
    if isinstance(fact, date):
        return fact.isoformat()
    return " ".join(fact) if isinstance(fact, tuple) else fact


def told(value: str) -> bool:
    """Yes of a phone; raises ``ValueError`` for what is neither yes nor no."""
    if value in YES or value in NO:
        return value in YES
    raise ValueError("neither yes nor no")


def fact_of(variable: Variable, text: str, codelists: Mapping[str, CodeList]) -> Fact:
    """The fact in a node that is not blank. Raises ``ValueError`` for a code that is none, ``ShouxianError`` with the
    fault of a sheet's cell for a value that cannot be."""
    if variable.type == "bool":
        return told(text)
    if variable.type == "choice":
        return typed(variable, text, codelists)
    if variable.type == "choices":
        return typed(variable, tuple(text.split()), codelists)
    return value_of(variable, sheet_text(variable, text, codelists), codelists)


def sheet_text(variable: Variable, text: str, codelists: Mapping[str, CodeList]) -> str:
    """What a clerk would write in a cell for a node's text."""
    if variable.type in ("int", "money", "decimal"):
        return _plain_number(text)
    if variable.type == "bool":
        return "是" if told(text) else "否"
    if variable.type in ("choice", "choices"):
        names = {code.code: code.zh for code in codelists[variable.codelist or ""].codes}
        return "、".join(names.get(code, code) for code in text.split())
    return text


def _plain_number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text  # the cell's own reader says what is wrong with it
    if not number.is_finite():
        return text
    return f"{number.normalize():f}"
