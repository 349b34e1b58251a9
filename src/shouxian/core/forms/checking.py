"""Our own checks of a form, for what pyxform and ODK Validate both let pass and phones stumble over."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.forms import names
from shouxian.core.forms.frame import REGIONS
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import PROPERTY, used_files
from shouxian.core.forms.rows import LANGUAGES, Form, Row
from shouxian.core.kernel.faults import Fault, fault
from shouxian.core.packs.models.base import Label

MOST_PIXELS = 2048
"""The longest side of a picture: at this size a photo is a few hundred kilobytes."""

FUNCTIONS = frozenset(
    {
        "abs", "boolean", "coalesce", "concat", "contains", "count", "count-non-empty", "count-selected", "date",
        "decimal-date-time", "ends-with", "false", "format-date", "format-date-time", "if", "instance", "int", "join",
        "max", "min", "normalize-space", "not", "now", "number", "once", "position", "pow", "regex", "round",
        "selected", "selected-at", "starts-with", "string", "string-length", "substr", "sum", "today", "translate",
        "true", "uuid",
    }
)  # fmt: skip
"""Functions that JavaRosa (Collect) and @getodk/xforms-engine (our pages) both know."""

_OPERATORS = frozenset({"and", "or", "div", "mod"})
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{[^}]*\}")
_CALL = re.compile(r"([A-Za-z][\w.:-]*)\s*\(")
_ENTITY_ID = re.compile(r"^coalesce\(\$\{\w+\}, once\(uuid\(\)\)\)$")
_PIXELS = re.compile(r"(?:^|\s)max-pixels=(\d+)(?:\s|$)")
_LISTED = frozenset({"name", "label", "__version"})


def check(form: Form, ground: Ground) -> tuple[Fault, ...]:
    """Everything wrong with a form, all checks, row by row."""
    return tuple(_Check(form, ground).all())


@dataclass(frozen=True)
class _Check:
    form: Form
    ground: Ground

    def all(self) -> Iterator[Fault]:
        for row in self.form.rows:
            yield from self._labels(row)
            yield from self._calculation(row)
            yield from self._media(row)
        yield from self._functions()
        yield from self._lists()
        yield from self._names()
        yield from self._properties()
        yield from self._entity()

    def _fault(self, code: str, **params: str) -> Fault:
        told: dict[str, Any] = {"form": self.form.id, **params}
        return fault(code, **told)

    def _labels(self, row: Row) -> Iterator[Fault]:
        needed = {"label": row.visible, "hint": row.hint is not None,
                  "required_message": bool(row.required), "constraint_message": bool(row.constraint)}  # fmt: skip
        for column, must in needed.items():
            if must:
                yield from self._both(row.name, column, getattr(row, column))

    def _both(self, name: str, column: str, text: Label | None) -> Iterator[Fault]:
        for code, language in LANGUAGES:
            if text is None or not text.of(code).strip():
                yield self._fault("FORMS_LABEL", name=name, column=column, language=language)

    def _calculation(self, row: Row) -> Iterator[Fault]:
        if row.visible and row.calculation and not row.trigger:
            yield self._fault("FORMS_VISIBLE_CALCULATION", name=row.name)

    def _media(self, row: Row) -> Iterator[Fault]:
        if row.kind == "image":
            told = _PIXELS.search(row.parameters)
            if told is None or int(told[1]) > MOST_PIXELS:
                yield self._fault("FORMS_MEDIA", name=row.name, most=str(MOST_PIXELS))

    def _functions(self) -> Iterator[Fault]:
        entity = self.form.entity
        written: list[tuple[str, Mapping[str, str]]] = [
            (row.name, row.expressions() | ({"default": row.default} if row.default else {})) for row in self.form.rows
        ]
        written.append((entity.dataset, {"entity_id": entity.id, "create_if": entity.new, "update_if": entity.known}))
        written.append(("settings", {"instance_name": self.form.instance_name}))
        for name, expressions in written:
            for column, text in expressions.items():
                for function in dict.fromkeys(_CALL.findall(_QUOTED.sub("''", text))):
                    if function not in FUNCTIONS | _OPERATORS:
                        yield self._fault("FORMS_FUNCTION", name=name, column=column, function=function)

    def _lists(self) -> Iterator[Fault]:
        used = {row.list_name for row in self.form.rows}
        for name, choices in self.form.choices.items():
            if name not in used:
                yield self._fault("FORMS_UNUSED_LIST", name=name)
            for choice in choices:
                yield from self._both(f"{name}/{choice.name}", "label", choice.label)

    def _names(self) -> Iterator[Fault]:
        standing = Counter(row.name for row in self.form.rows if row.name)
        for name in (*standing, *self.form.choices):
            if len(name) > names.LONGEST:
                yield self._fault("FORMS_NAME", name=name, problem=f"> {names.LONGEST}")
        for row in self.form.rows:
            if row.name in names.META and row.kind != row.name:
                yield self._fault("FORMS_NAME", name=row.name, problem=f"= {row.name}")
        for name, times in standing.items():
            if times > 1:
                yield self._fault("FORMS_NAME", name=name, problem=f"× {times}")

    def _properties(self) -> Iterator[Fault]:
        own = f"{self.form.entity.dataset}.csv"
        for row in self.form.rows:
            if row.kind.startswith("select_one_from_file") or row.save_to or PROPERTY.search(row.calculation):
                for file, properties in used_files([row], own).items():
                    dataset = file.removesuffix(".csv")
                    for name in properties:
                        if name not in self._known(dataset):
                            yield self._fault("FORMS_PROPERTY", name=row.name, dataset=dataset, property=name)

    def _known(self, dataset: str) -> frozenset[str]:
        """What an entity list can hold: facts of its subject, answers, and what it belongs to."""
        dictionary = self.ground.dictionary
        level = next((s for s in dictionary.subjects.values() if names.dataset(s) == dataset), None)
        if level is None:
            return frozenset()
        asked = [names.answer(q) for q in self.ground.pack.questions.values() if q.subject == level.subject]
        above = [level.parent] if level.parent else []
        kind = [names.HOUSEHOLD_TYPE] if level.subject == HOUSEHOLD else []
        return frozenset({*_LISTED, *(v.name for v in level.variables), *asked, *above, *kind})

    def _entity(self) -> Iterator[Fault]:
        entity = self.form.entity
        updates_only = self.form.subject in REGIONS and entity.id == f"${{{self.form.subject}}}" and not entity.new
        if not updates_only and not _ENTITY_ID.match(entity.id):
            yield self._fault("FORMS_ENTITY_ID", expression=entity.id)
