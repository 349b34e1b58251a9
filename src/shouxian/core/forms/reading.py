"""What a phone sends, read as facts by the same questions that made the form. Nothing unknown is passed over.

The XML is one OpenRosa instance: JavaRosa writes namespaces and ``<x />``, a browser writes neither; ``create`` and
``update`` come as 1 or true; what was not asked is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shouxian.core.dataset.roles import SURVEYED_ON, SURVEYOR
from shouxian.core.forms import frame, names
from shouxian.core.forms.answers import Nodes, from_nodes, unstored
from shouxian.core.forms.ground import Lines
from shouxian.core.forms.rows import Form
from shouxian.core.forms.values import YES
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.questions import Question
from shouxian.core.sheets.answers.bound import bind

_BINARY = "image"


@dataclass(frozen=True)
class Sent:
    """The subject a submission tells of. ``key`` is that of the list, or a fresh uuid for one not listed; ``new`` which
    of the two. A member's ``key`` likewise."""

    key: str
    new: bool
    facts: Mapping[str, Fact | None]


@dataclass(frozen=True)
class Submission:
    """``place``: latitude and longitude; ``files``: pictures the XML names, by node; ``words``: what no fact keeps, by
    question; ``version``: of the entity list this answer was based on."""

    instance: str
    corrects: str | None
    above: Mapping[str, str]
    subject: Sent
    members: tuple[Sent, ...]
    day: date | None
    by: str
    place: tuple[float, float] | None
    files: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None


def read_submission(xml: bytes, form: Form, dictionary: Dictionary, lines: Lines) -> Submission:
    """``lines``: the parameters of the village told of. Raises ``ShouxianError`` FORMS_READ_… with everything wrong."""
    root = _parsed(xml)
    got = f"{root.get('id')} {root.get('version')}"
    if got != (wanted := f"{form.form_id} {form.version}"):
        raise ShouxianError(fault("FORMS_READ_OTHER_FORM", got=got, wanted=wanted))
    return _Reader(form, dictionary, lines).read(root)


def form_of(xml: bytes) -> tuple[str, str]:
    """Form id and version of an instance, to find the form it is read by."""
    root = _parsed(xml)
    return root.get("id", ""), root.get("version", "")


def _parsed(xml: bytes) -> Element:
    try:
        root: Element = fromstring(xml)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ShouxianError(fault("FORMS_READ_XML", reason=type(error).__name__)) from None
    return root


@dataclass(frozen=True)
class _Reader:
    form: Form
    dictionary: Dictionary
    lines: Lines

    def read(self, root: Element) -> Submission:
        meta = next((child for child in root if _tag(child) == "meta"), None)
        people = [child for child in root if _tag(child) == names.MEMBERS]
        nodes = self._nodes(child for child in root if _tag(child) not in ("meta", names.MEMBERS))
        members = [self._nodes(person, inside=True) for person in people]
        entity = _entity(meta)
        facts = self._facts(self.form.questions, nodes)
        base = entity.get("baseVersion", "")
        return Submission(
            _text(meta, "instanceID"),
            _text(meta, "deprecatedID") or None,
            {level.subject: nodes.get(level.subject, "") for level in self._levels[:-1]},
            Sent(entity.get("id", ""), entity.get("create", "") in YES, facts),
            tuple(self._member(member) for member in members),
            self._day(nodes, facts),
            self._by(nodes, facts),
            self._place(nodes.get(names.PLACE, "")),
            self._files(nodes),
            self._unstored(nodes, self.form.questions),
            int(base) if base.isdecimal() else None,
        )

    @cached_property
    def _levels(self) -> tuple[SubjectFile, ...]:
        return frame.chain(self.dictionary, self.form.subject)

    @cached_property
    def _known(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Names of groups, of nodes outside the member repeat, and of nodes inside it."""
        groups: set[str] = set()
        outside: set[str] = set()
        inside: set[str] = set()
        repeat = False
        for row in self.form.rows:
            if row.kind in ("begin repeat", "end repeat"):
                repeat = row.kind == "begin repeat"
            elif row.name:
                (inside if repeat else outside).add(row.name)
            if row.kind == "begin group":
                groups.add(row.name)
        return frozenset(groups), frozenset(outside), frozenset(inside)

    def _nodes(self, elements: Iterable[Element], *, inside: bool = False) -> dict[str, str]:
        """Node → text of everything below; groups are walked into, anything this form does not have is refused."""
        groups, *names_ = self._known
        found: dict[str, str] = {}
        for element in elements:
            name = _tag(element)
            if name not in names_[inside] or name in found:
                raise ShouxianError(fault("FORMS_READ_UNKNOWN_NODE", node=name))
            if name in groups:
                found |= self._nodes(element, inside=inside)
            elif len(element):
                raise ShouxianError(fault("FORMS_READ_UNKNOWN_NODE", node=f"{name}/{_tag(element[0])}"))
            else:
                found[name] = (element.text or "").strip()
        return found

    def _facts(self, questions: tuple[Question, ...], nodes: Nodes) -> dict[str, Fact | None]:
        """Facts of the questions that were asked; where two tell of one fact, what is known stays."""
        facts: dict[str, Fact | None] = {}
        for question in questions:
            told = from_nodes(bind(question, self.dictionary, self.lines), nodes) or {}
            facts |= {name: value for name, value in told.items() if value is not None or name not in facts}
        return facts

    def _member(self, nodes: Nodes) -> Sent:
        return Sent(nodes.get(names.MEMBER_KEY, ""), not nodes.get(names.MEMBER), self._facts(self.form.members, nodes))

    def _day(self, nodes: Nodes, facts: Mapping[str, Fact | None]) -> date | None:
        told = facts.get(SURVEYED_ON)
        if isinstance(told, date):
            return told
        text = nodes.get(frame.VISIT_DAY, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ShouxianError(fault("FORMS_READ_VALUE", node=frame.VISIT_DAY, text=text, reason=error)) from None

    def _by(self, nodes: Nodes, facts: Mapping[str, Fact | None]) -> str:
        told = facts.get(SURVEYOR)
        return told if isinstance(told, str) else nodes.get(frame.VISIT_BY, "")

    def _place(self, text: str) -> tuple[float, float] | None:
        """``latitude longitude altitude accuracy``; the first two are kept."""
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in text.split()[:2])
        except ValueError as error:
            raise ShouxianError(fault("FORMS_READ_VALUE", node=names.PLACE, text=text, reason=error)) from None
        return latitude, longitude

    def _files(self, nodes: Nodes) -> dict[str, str]:
        pictures = [row.name for row in self.form.rows if row.kind == _BINARY]
        return {name: nodes[name] for name in pictures if nodes.get(name)}

    def _unstored(self, nodes: Nodes, questions: Iterable[Question]) -> dict[str, str]:
        found = {q.id: unstored(bind(q, self.dictionary, self.lines), nodes) for q in questions}
        return {name: text for name, text in found.items() if text}


def _tag(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _entity(meta: Element | None) -> Mapping[str, str]:
    found = [child for child in meta if _tag(child) == "entity"] if meta is not None else []
    return found[0].attrib if found else {}


def _text(meta: Element | None, name: str) -> str:
    found = [child for child in meta if _tag(child) == name] if meta is not None else []
    return (found[0].text or "").strip() if found else ""
