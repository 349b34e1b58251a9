"""The lists a form chooses from, a CSV per subject and village: key, label, version, and what the forms use of each.

Facts are written as a phone would write them; ``answer__…`` is a question's answer, by the grammar of the sheets.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from shouxian.core.dataset.roles import GROUP, HOUSEHOLD
from shouxian.core.forms import names
from shouxian.core.forms.answers import to_nodes
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.rows import Form
from shouxian.core.forms.values import node_text
from shouxian.core.kernel.faults import Fault, fault
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import SubjectFile

LONGEST = 1000
"""Rows of one list: each costs a phone about a millisecond on opening a form, and cheap ones six times that."""

VERSION = "1"


@dataclass(frozen=True)
class Listed:
    """One row: key, label where the facts give none, keys of what it belongs to, household type ("" for others)."""

    key: str
    facts: Mapping[str, Fact]
    above: Mapping[str, str]
    label: str = ""
    type: str = ""


def used_properties(forms: Iterable[Form]) -> dict[str, tuple[str, ...]]:
    """File → every property that some form of the campaign uses, in the order met."""
    used: dict[str, dict[str, None]] = {}
    for form in forms:
        for file, properties in form.files.items():
            used.setdefault(file, {}).update(dict.fromkeys(properties))
    return {file: tuple(properties) for file, properties in used.items()}


def list_text(level: SubjectFile, properties: tuple[str, ...], rows: Iterable[Listed], ground: Ground) -> str:
    """The CSV, sorted by label and key. ``ground``: with the parameters of the village."""
    own = [name for name in properties if name not in ("name", "label", "__version")]
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["name", "label", "__version", *own])
    for label, row in sorted(((_label(level, row), row) for row in rows), key=lambda pair: (pair[0], pair[1].key)):
        values = _values(row, own, ground)
        writer.writerow([row.key, label, VERSION, *(values.get(name, "") for name in own)])
    return target.getvalue()


def too_long(file: str, village: str, rows: int) -> Iterator[Fault]:
    if rows > LONGEST:
        yield fault("FORMS_LIST_LONG", blocking=False, file=file, village=village, rows=rows, most=LONGEST)


def _label(level: SubjectFile, row: Listed) -> str:
    """The name, with the villagers' group of a household so that namesakes can be told apart."""
    name = row.facts.get(level.named_by or "")
    group = row.facts.get(GROUP) if level.subject == HOUSEHOLD else None
    told = name if isinstance(name, str) else row.label or row.key
    return f"{told}({group})" if isinstance(group, str) and group else told


def _values(row: Listed, properties: Iterable[str], ground: Ground) -> dict[str, str]:
    values = {**row.above, names.HOUSEHOLD_TYPE: row.type}
    answers = {names.answer(question): question for question in ground.pack.questions.values()}
    for name in properties:
        if name in answers:
            question = answers[name]
            values[name] = to_nodes(ground.bind(question), row.facts).get(names.main(question), "")
        elif name in ground.dictionary.variables:
            values[name] = node_text(ground.dictionary.variables[name], row.facts.get(name))
    return values
