"""A case of a rule → records under the column names both engines read."""

import re
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

import pyarrow as pa

from shouxian.core.expressions import columns
from shouxian.core.expressions.schema import Collection, Schema
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.facts import typed
from shouxian.core.packs.models.parameters import LineReading, Parameter, ParameterValue
from shouxian.core.packs.models.rules import RuleCase
from shouxian.core.packs.resolve import typed_value

_COUNTED = re.compile(r"^occurrences\(([a-z][a-z0-9_]*)\)$")
_READING = re.compile(r"^(.*\S)\s+(below|not_below)$")
_LONG_AGO = date(1900, 1, 1)
Members = Sequence[Mapping[str, object]]


class CaseError(ValueError):
    """A value of a case that its fact or parameter cannot have."""

    def __init__(self, name: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.name, self.value, self.reason = name, value, reason


@dataclass(frozen=True)
class CaseRecords:
    """``record`` is what the rule judges; ``parent`` its parent, which lists it among its members."""

    record: dict[str, Any]
    parent: dict[str, Any] | None = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # subject → rows for DuckDB


def case_records(schema: Schema, subject: str, case: RuleCase, key: str) -> CaseRecords:
    """Records of one case; every key begins with ``key``. Raises :class:`CaseError` for a value that cannot be.

    ``members`` are the members of the record, in the list whose subject has their facts (members without any fact stand
    in every list); in a rule on subjects without members they are the other members of its parent. A member may have
    ``members`` of its own. A list that the case does not give is not known to be complete.
    """
    parameters = case_parameters(schema, case)
    record = {"key": key, **facts(schema, subject, case.given), **parameters}
    rows: dict[str, list[dict[str, Any]]] = {subject: [record]}
    above = schema.parent(subject)
    own = schema.collections_of(subject).values()
    for collection in own:
        listed = case.members if _meant(schema, collection, own, case.members) else None
        _with_members(schema, record, collection, listed, parameters, rows)
        if listed is not None:
            record[columns.complete(collection.name)] = case.members_complete == "true"
    if above is None:
        return CaseRecords(record, None, rows)
    parent = {"key": f"{key}/parent", **facts(schema, above, case.parent), **parameters}
    record[columns.parent_key(above)] = parent["key"]
    among = schema.collection_to(subject)
    if among is not None:
        listed = None if own else case.members
        _with_members(schema, parent, among, listed, parameters, rows, first=record)
        if listed is not None:
            parent[columns.complete(among.name)] = case.members_complete == "true"
    rows[above] = [parent]
    return CaseRecords(record, parent, rows)


def _meant(schema: Schema, collection: Collection, own: Sized, members: Members | None) -> bool:
    """Do these members belong to this list? With one list, or members that tell nothing, always."""
    named = {name for member in members or () for name in member if name != "members"}
    facts_named = {counted[1] if (counted := _COUNTED.match(name)) else name for name in named}
    return len(own) == 1 or all(schema.owner.get(name) == collection.child for name in facts_named)


def _with_members(
    schema: Schema,
    record: dict[str, Any],
    collection: Collection,
    given: Members | None,
    parameters: Mapping[str, Any],
    rows: dict[str, list[dict[str, Any]]],
    first: dict[str, Any] | None = None,
) -> None:
    """Put members into ``record`` and ``rows``; a list that is given is complete, with those of its members too."""
    listed = []
    for number, values in enumerate(given or ()):
        told = dict(values)
        inside = cast("Members | None", told.pop("members", None))
        member = {
            "key": f"{record['key']}/{number}",
            columns.parent_key(collection.parent): record["key"],
            **facts(schema, collection.child, told),
            **parameters,
        }
        below = schema.collections_of(collection.child).values()
        for inner in below if inside is not None else ():
            if _meant(schema, inner, below, inside):
                _with_members(schema, member, inner, inside, parameters, rows)
        listed.append(member)
    rows.setdefault(collection.child, []).extend(listed)
    record[collection.name] = [*([first] if first is not None else []), *listed]
    record[columns.complete(collection.name)] = given is not None


def facts(schema: Schema, subject: str, given: Mapping[str, object]) -> dict[str, Any]:
    """The columns of the given facts of ``subject``; None is asked and left blank, an absent fact not asked."""
    record: dict[str, Any] = {}
    for name, value in given.items():
        counted = _COUNTED.match(name)
        fact = counted[1] if counted else name
        variable = schema.facts.get(fact)
        if variable is None or schema.owner[fact] != subject:
            raise CaseError(name, value, f"not a fact of {subject}")
        if counted:
            record[columns.occurrences(fact)] = int(str(value))
            continue
        if variable.derive is not None:
            raise CaseError(name, value, "a derived fact is computed; give the facts it comes from")
        record[columns.asked(fact)] = True
        if value is None:
            continue
        record.setdefault(columns.occurrences(fact), 1)
        if not variable.identifier:
            record.update(_fact_columns(schema, fact, value))
    return record


def _fact_columns(schema: Schema, fact: str, value: object) -> dict[str, Any]:
    variable = schema.facts[fact]
    try:
        known = typed(variable, cast("str | list[str]", value), schema.codelists)
    except (ValueError, KeyError) as error:
        raise CaseError(fact, value, str(error)) from None
    if isinstance(known, Bounds):
        return {columns.low(fact): known.low, columns.high(fact): known.high}
    if variable.bounds:
        return {columns.low(fact): known, columns.high(fact): known}
    return {fact: list(known) if isinstance(known, tuple) else known}


def case_parameters(schema: Schema, case: RuleCase) -> dict[str, Any]:
    """Parameter columns that the case sets, all others missing; a line may be written ``6500 below``."""
    values: dict[str, Any] = {columns.parameter(name): None for name in schema.parameters}
    given = dict(case.parameters)
    if case.reference_date is not None:
        given[columns.REFERENCE_DATE] = case.reference_date
    for name, text in given.items():
        if name not in schema.parameters:
            raise CaseError(name, text, "not a parameter")
        try:
            values[columns.parameter(name)] = _parameter(schema.parameters[name], text)
        except ValueError as error:
            raise CaseError(name, text, str(error)) from None
    return values


def _parameter(declared: Parameter, text: str) -> int | date:
    reading: Literal["below", "not_below"] = "not_below"
    told = _READING.match(text) if declared.kind == "line" else None
    if told:
        text = told[1]
        reading = "below" if told[2] == "below" else "not_below"
    used = (LineReading(value=reading, clause="case", in_use=True),)
    return typed_value(declared, ParameterValue(place="", since=_LONG_AGO, value=text, source="case", at_line=used))


_ARROW = {
    "bool": pa.bool_(), "int": pa.int64(), "money": pa.int64(), "decimal": pa.int64(), "text": pa.string(),
    "date": pa.date32(), "month": pa.date32(), "choice": pa.string(), "choices": pa.list_(pa.string()),
}  # fmt: skip


def raw_columns(schema: Schema, subject: str) -> pa.Schema:
    """The Arrow schema of a subject's raw table: key, parent's key, raw facts, completeness, parameters."""
    found: dict[str, pa.DataType] = {"key": pa.string()}
    above = schema.parent(subject)
    if above is not None:
        found[columns.parent_key(above)] = pa.string()
    for fact in schema.subjects[subject].variables:
        if fact.derive is not None:
            continue
        names = (columns.low(fact.name), columns.high(fact.name)) if fact.bounds else (fact.name,)
        found.update({} if fact.identifier else {name: _ARROW[fact.type] for name in names})
        found[columns.asked(fact.name)], found[columns.occurrences(fact.name)] = pa.bool_(), pa.int64()
    found.update({columns.complete(name): pa.bool_() for name in schema.collections_of(subject)})
    found.update({columns.parameter(p.name): _ARROW[p.type] for p in schema.parameters.values()})
    return pa.schema(list(found.items()))
