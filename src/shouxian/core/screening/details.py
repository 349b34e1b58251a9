"""Findings put into words: the rule's message with the values it saw, and the fingerprint of those values."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import pyarrow as pa

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
    """One detail per finding, in the order of the findings. They are made household by household: a record is looked
    up and widened once for all that was found at it. A text that is said often is kept once."""
    told = {name: findings[name].cast(pa.string()).to_pylist() for name in ("rule", *_NEAR)}
    near = sorted(range(findings.num_rows), key=lambda n: [told[name][n] or "" for name in _NEAR])
    programme, made, said = records.programme, dict[int, Detail](), dict[tuple[str, str], Label]()
    tellers = [Teller(programme.schema, programme.definitions, lang, readings) for lang in LANGS]
    wanted = {rule: _shown(programme, rules[rule]) for rule in set(told["rule"])}
    for place, numbers in groupby(near, lambda n: tuple(told[name][n] or "" for name in _NEAR)):
        village, home, subject, key = place
        found = records.get(subject, key)
        frames = programme.frames(subject, found.record, found.parent)
        for number in numbers:
            rule = rules[told["rule"][number]]
            zh, en = (shown_values(teller, wanted[rule.id], frames) for teller in tellers)
            texts = filled(rule.message.zh, zh), filled(rule.message.en, en)
            message = said.setdefault(texts, Label(zh=texts[0], en=texts[1]))
            made[number] = Detail(rule, subject, key, home, village, message, fingerprint(rule.id, en))
    yield from (made[number] for number in range(findings.num_rows))


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
