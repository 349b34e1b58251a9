"""A form as rows: what stands in the sheets ``survey``, ``choices``, ``entities`` and ``settings`` of an XLSForm."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.questions import Question

LANGUAGES: tuple[tuple[str, str], ...] = (("zh", "中文 (zh)"), ("en", "English (en)"))
"""Our language codes and how XLSForm writes them; the first is the default."""

TRUE = "true()"
SILENT = frozenset({"calculate", "start", "end", "deviceid", "audit", "end group", "end repeat"})
"""Kinds of rows nobody sees; every other one has a label in every language."""


@dataclass(frozen=True)
class Row:
    """A row of ``survey``. "" or None where the cell is empty; ``trigger`` makes ``calculation`` a prefill."""

    kind: str
    name: str = ""
    label: Label | None = None
    hint: Label | None = None
    required: str = ""
    required_message: Label | None = None
    relevant: str = ""
    constraint: str = ""
    constraint_message: Label | None = None
    calculation: str = ""
    trigger: str = ""
    default: str = ""
    appearance: str = ""
    choice_filter: str = ""
    parameters: str = ""
    save_to: str = ""

    @property
    def visible(self) -> bool:
        return self.kind not in SILENT

    @property
    def list_name(self) -> str:
        """The choice list of a select, "" for any other row and for a list in a file."""
        word, _, name = self.kind.partition(" ")
        return name if word in ("select_one", "select_multiple") else ""

    @property
    def file(self) -> str:
        word, _, name = self.kind.partition(" ")
        return name if word == "select_one_from_file" else ""

    def expressions(self) -> dict[str, str]:
        """Column → expression, without the empty ones."""
        found = {
            "required": self.required, "relevant": self.relevant, "constraint": self.constraint,
            "calculation": self.calculation, "choice_filter": self.choice_filter,
        }  # fmt: skip
        return {column: text for column, text in found.items() if text}

    def cells(self) -> dict[str, str]:
        return {
            "type": self.kind,
            "name": self.name,
            **_both("label", self.label),
            **_both("hint", self.hint),
            "required": self.required,
            **_both("required_message", self.required_message),
            "relevant": self.relevant,
            "constraint": self.constraint,
            **_both("constraint_message", self.constraint_message),
            "calculation": self.calculation,
            "trigger": self.trigger,
            "default": self.default,
            "appearance": self.appearance,
            "choice_filter": self.choice_filter,
            "parameters": self.parameters,
            "save_to": self.save_to,
        }


@dataclass(frozen=True)
class Choice:
    name: str
    label: Label


@dataclass(frozen=True)
class Entity:
    """What a submission makes of an entity list: ``new`` and ``known`` are conditions, "" where it never happens."""

    dataset: str
    id: str
    new: str
    known: str
    label: str

    def cells(self) -> dict[str, str]:
        return {
            "list_name": self.dataset, "entity_id": self.id, "create_if": self.new, "update_if": self.known,
            "label": self.label,
        }  # fmt: skip


@dataclass(frozen=True)
class Form:
    """One form. ``questions`` about its subject and ``members`` about each member, the visit's included; ``files``:
    entity list file → the properties of it that the form uses."""

    id: str
    campaign: str
    subject: str
    type: str | None
    title: Label
    sheets: tuple[str, ...]
    questions: tuple[Question, ...]
    members: tuple[Question, ...]
    rows: tuple[Row, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    entity: Entity
    instance_name: str
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def form_id(self) -> str:
        return f"{self.campaign}.{self.id}"

    @property
    def version(self) -> str:
        """Changes with anything that is asked or printed, and with nothing else."""
        told = json.dumps(
            [self.sheet("survey"), self.sheet("choices"), self.sheet("entities"), self.title.model_dump()]
        )
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def sheet(self, name: str) -> list[dict[str, str]]:
        """The rows of ``survey``, ``choices``, ``entities`` or ``settings`` as texts by column."""
        if name == "survey":
            return [row.cells() for row in self.rows]
        if name == "choices":
            return list(self._choices())
        if name == "entities":
            return [self.entity.cells()]
        return [
            {
                "form_title": self.title.zh, "form_id": self.form_id, "version": self.version,
                "default_language": LANGUAGES[0][1], "style": "pages", "instance_name": self.instance_name,
            }
        ]  # fmt: skip

    def _choices(self) -> Iterator[dict[str, str]]:
        for name, choices in self.choices.items():
            for choice in choices:
                yield {"list_name": name, "name": choice.name, **_both("label", choice.label)}


def _both(column: str, text: Label | None) -> dict[str, str]:
    return {f"{column}::{shown}": text.of(code) if text else "" for code, shown in LANGUAGES}
