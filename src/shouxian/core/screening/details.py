"""Findings put into words: the rule's message with the values it saw, and the fingerprint of those values."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from shouxian.core.expressions.values import names_read, shown_values
from shouxian.core.kernel.faults import Lang
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.parameters import AtLine
from shouxian.core.packs.models.rules import Rule
from shouxian.core.screening.compare import Finding
from shouxian.core.screening.records import Found, Records

LANGS: tuple[Lang, Lang] = ("zh", "en")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UNIT = re.compile(r"(?<=\d)\D+$")


@dataclass(frozen=True)
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
    """One detail per finding, in the order of the findings; memory stays with one record at a time."""
    last: tuple[str, Found] | None = None
    for row in findings.to_pylist():
        if last is None or last[0] != row["key"]:
            last = (row["key"], records.get(row["subject"], row["key"]))
        rule, found = rules[row["rule"]], last[1]
        zh, en = (_values(rule, found, records, lang, readings) for lang in LANGS)
        yield Detail(
            rule,
            row["subject"],
            row["key"],
            row["household_key"] or "",
            row["village_key"] or "",
            Label(zh=filled(rule.message.zh, zh), en=filled(rule.message.en, en)),
            fingerprint(rule.id, en),
        )


def fingerprint(rule: str, values: Mapping[str, str]) -> str:
    """Sixteen hex digits over the rule and every value and parameter it read: a dismissal holds while it stays."""
    text = "\n".join([rule, *(f"{name}={value}" for name, value in sorted(values.items()))])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _values(
    rule: Rule, found: Found, records: Records, lang: Lang, readings: Mapping[str, AtLine]
) -> Mapping[str, str]:
    programme = records.programme
    names = sorted({*_placeholders(rule), *names_read(programme, rule.id)})
    return shown_values(programme, rule.subject, names, found.record, lang, found.parent, readings)


def _placeholders(rule: Rule) -> Iterable[str]:
    return _PLACEHOLDER.findall(rule.message.zh) + _PLACEHOLDER.findall(rule.message.en)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The message with its values; a unit that the message itself goes on with ({people}人) is said once."""

    def told(match: re.Match[str]) -> str:
        value = values.get(match[1], match[0])
        unit = _UNIT.search(value)
        return value[: unit.start()] if unit and template.startswith(unit[0], match.end()) else value

    return _PLACEHOLDER.sub(told, template)
