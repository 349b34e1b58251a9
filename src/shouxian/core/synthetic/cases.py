"""What the cases of the rules tell a generator: which value of a fact is the usual one, of which nothing is found, and
what somebody is like of whom a rule has to find something. Read as data; no rule is ever evaluated here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact, typed
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.rules import Rule, RuleCase

_WORTH = {"clear": 0, "hit": 1}
_USUAL = ("bool", "int", "choice")  # amounts, days, words and sets in cases stand at a boundary, or are examples


@dataclass(frozen=True)
class Planted:
    """A case that a rule finds: facts of its subject and of the first members."""

    rule: str
    words: str  # what the rule says of it
    facts: Mapping[str, Fact]
    members: tuple[Mapping[str, Fact], ...] = ()

    def told(self) -> set[str]:
        return {*self.facts, *(name for member in self.members for name in member)}


def usual_values(rules: Iterable[Rule], dictionary: Dictionary) -> dict[str, Fact]:
    """Fact → the value that stands in most clear cases and fewest hits, for every fact that any case tells."""
    seen: defaultdict[str, defaultdict[Fact, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for rule in rules:
        for case in rule.cases:
            if case.expect in _WORTH:
                for name, value in _told(case):
                    fact = _typed(dictionary, name, value)
                    if fact is not None:
                        seen[name][fact][_WORTH[case.expect]] += 1
    return {name: _most_usual(values) for name, values in seen.items() if _counts_for_usual(dictionary.variables[name])}


def planted_cases(rules: Iterable[Rule], dictionary: Dictionary, asked: set[str]) -> dict[str, list[Planted]]:
    """Subject → for every rule the first hit that tells only facts which are ``asked``, of the subject and its members;
    identifiers are never planted (they would be another person), nor what only a line in force decides."""
    found: defaultdict[str, list[Planted]] = defaultdict(list)
    for rule in rules:
        if rule.kind not in ("quality", "contradiction"):
            hits = (_planted(rule, case, dictionary) for case in rule.cases if case.expect == "hit")
            first = next((hit for hit in hits if hit is not None and hit.told() and hit.told() <= asked), None)
            if first is not None:
                found[rule.subject].append(first)
    return dict(found)


def _told(case: RuleCase) -> Iterable[tuple[str, object]]:
    yield from case.given.items()
    yield from case.parent.items()
    for member in case.members or ():
        yield from member.items()


def _typed(dictionary: Dictionary, name: str, value: object) -> Fact | None:
    variable = dictionary.variables.get(name)
    if variable is None or value is None:
        return None
    told = tuple(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
    fact = typed(variable, told, dictionary.codelists)
    return None if isinstance(fact, Bounds) else fact


def _counts_for_usual(variable: Variable) -> bool:
    return variable.type in _USUAL and variable.derive is None and variable.computed is None


def _most_usual(values: Mapping[Fact, list[int]]) -> Fact:
    clear, hit = (max(1, sum(counts[place] for counts in values.values())) for place in (0, 1))
    return max(values, key=lambda fact: (values[fact][0] / clear - values[fact][1] / hit, values[fact][0]))


def _planted(rule: Rule, case: RuleCase, dictionary: Dictionary) -> Planted | None:
    if case.parent or case.parameters or case.reference_date or len(case.members or ()) > 2:
        return None
    facts = _whole(case.given, rule.subject, dictionary)
    members = [_whole(member, None, dictionary) for member in case.members or ()]
    if facts is None or any(member is None for member in members):
        return None
    return Planted(rule.id, rule.message.zh, facts, tuple(member for member in members if member is not None))


def _whole(given: Mapping[str, object], subject: str | None, dictionary: Dictionary) -> dict[str, Fact] | None:
    """The facts, all of them; None where one is of another subject, an identifier, a date or not a plain value."""
    facts: dict[str, Fact] = {}
    for name, value in given.items():
        variable = dictionary.variables.get(name)
        fact = _typed(dictionary, name, value) if variable is not None and not isinstance(value, dict) else None
        if variable is None or fact is None or variable.identifier or variable.type in ("date", "month"):
            return None
        if variable.derive or variable.computed or (subject and dictionary.subject_of[name] != subject):
            return None
        facts[name] = fact
    return facts
