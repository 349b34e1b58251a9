"""An instance of a form with what is already known in it: a draft that a phone opens as if it had been begun there.

A draft is restored, not created, so defaults and prefills do not run: what they would do is written here. ``fresh`` is
an ``instanceID`` nobody has used; a blank one would stay blank.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from shouxian.core.forms import names
from shouxian.core.forms.answers import Nodes, to_nodes
from shouxian.core.forms.compiling import ROOT
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.rows import Form, Row
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.questions import Question

_SILENT = frozenset({"audit", "note", "end group", "end repeat", "begin repeat"})
OPENROSA = "http://openrosa.org/xforms"


@dataclass(frozen=True)
class KnownSubject:
    """What is known of a subject: its key in the list, and its facts."""

    key: str
    facts: Mapping[str, Fact | None]


def draft(
    form: Form,
    ground: Ground,
    above: Mapping[str, str],
    about: KnownSubject,
    members: Iterable[KnownSubject],
    fresh: str,
) -> bytes:
    """``above``: subject → key of what the subject belongs to (its village, its household)."""
    offered = frozenset(row.name for row in form.rows if row.trigger)
    nodes = {**above, form.subject: about.key, **_known(form.questions, ground, about.facts, offered)}
    people = [
        {names.MEMBER: person.key, names.MEMBER_KEY: person.key, **_known(form.members, ground, person.facts, offered)}
        for person in members
    ]
    return instance(form, nodes, people, fresh)


def _known(
    questions: tuple[Question, ...], ground: Ground, facts: Mapping[str, Fact | None], offered: frozenset[str]
) -> dict[str, str]:
    found = [to_nodes(ground.bind(question), facts) for question in questions]
    return {node: text for nodes in found for node, text in nodes.items() if node in offered}


def instance(
    form: Form, nodes: Nodes, members: Sequence[Nodes], instance_id: str, entity: Mapping[str, str] | None = None
) -> bytes:
    """The XML of an instance: every node of the form, blank where ``nodes`` says nothing."""
    root = Element(ROOT, {"id": form.form_id, "version": form.version, "xmlns:orx": OPENROSA})
    rows = list(form.rows)
    start = next((n for n, row in enumerate(rows) if row.kind == "begin repeat"), len(rows))
    end = next((n for n, row in enumerate(rows) if row.kind == "end repeat"), len(rows))
    _write(root, rows[:start], nodes)
    for person in members:
        _write(SubElement(root, names.MEMBERS), rows[start + 1 : end], person)
    _write(root, rows[end:], nodes)
    meta = SubElement(root, "meta")
    if entity is not None:
        SubElement(meta, "entity", {"dataset": form.entity.dataset, **entity})
    SubElement(meta, "instanceID").text = instance_id
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _write(parent: Element, rows: Iterable[Row], nodes: Nodes) -> None:
    stack = [parent]
    for row in rows:
        if row.kind == "begin group":
            stack.append(SubElement(stack[-1], row.name))
        elif row.kind == "end group":
            stack.pop()
        elif row.kind not in _SILENT:
            SubElement(stack[-1], row.name).text = nodes.get(row.name, "")
