"""Findings put into words: the rule's message with the values it saw, and the fingerprint of those values."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.expressions.explain import Teller
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.values import Named, named, names_read, shown_values
from shouxian.core.kernel.faults import Lang
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.parameters import AtLine
from shouxian.core.packs.models.rules import Rule
from shouxian.core.screening.compare import Finding
from shouxian.core.screening.records import Records

LANGS: tuple[Lang, Lang] = ("zh", "en")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NEAR = ("village_key", "household_key", "subject", "key")
_AT_ONCE = 20_000
_UNIT = re.compile(r"(?<=\d)\D+$")


@dataclass(frozen=True, slots=True)
class Detail:
    """One finding, ready for a list. ``household`` is "" for a village's own finding."""

    rule: Rule
    subject: str
    key: str
    household: str
    village: str
    message: Label
    fingerprint: str

    def finding(self) -> Finding:
        return Finding(self.rule.id, self.key, self.fingerprint)


def details(
    findings: pa.Table, rules: Mapping[str, Rule], records: Records, readings: Mapping[str, AtLine]
) -> Iterator[Detail]:
    """One detail per finding, in the order of the findings."""
    made = dict(worded(findings, rules, records, readings))
    yield from (made[number] for number in range(findings.num_rows))


def worded(
    findings: pa.Table, rules: Mapping[str, Rule], records: Records, readings: Mapping[str, AtLine]
) -> Iterator[tuple[int, Detail]]:
    """Findings in words, with their numbers, household by household: a record is looked up and widened once for all
    that was found at it. A text that is said often is kept once."""
    programme, said = records.programme, dict[tuple[str, str], Label]()
    tellers = [Teller(programme.schema, programme.definitions, lang, readings) for lang in LANGS]
    wanted: dict[str, Named] = {}
    for place, numbers in groupby(_near(findings), lambda row: row[2:]):
        village, home, subject, key = place
        found = records.get(subject, key)
        frames = programme.frames(subject, found.record, found.parent)
        for number, name, *_ in numbers:
            rule = rules[name]
            if name not in wanted:
                wanted[name] = _shown(programme, rule)
            zh, en = (shown_values(teller, wanted[name], frames) for teller in tellers)
            texts = filled(rule.message.zh, zh), filled(rule.message.en, en)
            message = said.get(texts) or said.setdefault(texts, Label(zh=texts[0], en=texts[1]))
            yield number, Detail(rule, subject, key, home, village, message, fingerprint(name, en))


def _near(findings: pa.Table) -> Iterator[tuple[int, str, str, str, str, str]]:
    """(number, rule, village, household, subject, key), neighbours together; some thousand are texts at one time."""
    places = findings.select(_NEAR).cast(pa.schema([(name, pa.string()) for name in _NEAR]))
    order = pc.sort_indices(places, [(name, "ascending") for name in _NEAR])
    for start in range(0, len(order), _AT_ONCE):
        numbers = order.slice(start, _AT_ONCE)
        rows = findings.select(("rule", *_NEAR)).take(numbers)
        texts = ([text or "" for text in rows[name].cast(pa.string()).to_pylist()] for name in rows.column_names)
        yield from zip(numbers.to_pylist(), *texts, strict=True)


def _shown(programme: Programme, rule: Rule) -> Named:
    return named(programme.schema, sorted({*_placeholders(rule), *names_read(programme, rule.id)}))


def fingerprint(rule: str, values: Mapping[str, str]) -> str:
    """Sixteen hex digits over the rule and every value and parameter it read: a dismissal holds while it stays."""
    text = "\n".join([rule, *(f"{name}={value}" for name, value in sorted(values.items()))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _placeholders(rule: Rule) -> Iterable[str]:
    return _PLACEHOLDER.findall(rule.message.zh) + _PLACEHOLDER.findall(rule.message.en)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The message with its values; a unit that the message itself goes on with ({people}人) is said once."""

    def told(match: re.Match[str]) -> str:
        value = values.get(match[1], match[0])
        unit = _UNIT.search(value)
        return value[: unit.start()] if unit and template.startswith(unit[0], match.end()) else value

    return _PLACEHOLDER.sub(told, template)
