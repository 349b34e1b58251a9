"""Values for facts that nobody planned: by type, bounds and code list, the usual one where the rules' cases tell it.

The same subject answers the same question alike, whenever and however often it is asked.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.questions import Question
from shouxian.core.synthetic.people import person_name, phone_number

WORDS = "情况见入户记录(示例)"
_NAMED_BY_SUFFIX = {
    "_unit": "某单位(示例)",
    "_county": "邻县(示例)",
    "_company": "某服装厂(示例)",
    "_place": "村委会旁(示例)",
    "address": "某路(示例)",
    "ethnicity": "汉族",
}
_OPEN_END = ("_ended", "_ended_on")  # what has not ended has no such day


def follow_up(questions: Mapping[str, Question]) -> frozenset[str]:
    """Facts that a clerk writes where another answer asks for them (原因____, 有问题则必填)."""
    blanks = {o.blank.gives for q in questions.values() for o in q.options if o.blank is not None}
    asked = {fact for q in questions.values() if q.asked_if or q.required_if for fact in q.facts()}
    return frozenset(blanks | asked)


@dataclass(frozen=True)
class Drawer:
    """``usual``: fact → value where there is one (None: usually not told); ``follows``: facts of :func:`follow_up`.

    Words, and several of some codes, are told only where another answer asks for them."""

    dictionary: Dictionary
    usual: Mapping[str, Fact | None]
    follows: Collection[str]
    today: date
    seed: int = 1

    @cached_property
    def _order(self) -> dict[str, int]:
        """Place of every date among those of its subject: they follow each other in the order of the dictionary."""
        seen: Counter[str] = Counter()
        order = {}
        for name, variable in self.dictionary.variables.items():
            if variable.type == "date":
                order[name] = seen[self.dictionary.subject_of[name]]
                seen[self.dictionary.subject_of[name]] += 1
        return order

    def draw(self, identity: str, name: str) -> Fact | None:
        """The value of a fact for somebody or something; None where it is not told."""
        variable = self.dictionary.variables[name]
        if variable.derive or variable.computed:
            return None
        if name in self.usual:
            return self.usual[name]
        random = Random(f"{self.seed}/{identity}/{name}")  # noqa: S311  # invented, not secret
        if variable.type == "text":
            return self._text(random, variable)
        if variable.type in ("date", "month"):
            return self._day(identity, variable)
        if variable.codelist is not None:
            return self._codes(random, variable) if variable.type == "choices" else self._code(random, variable)
        return True if variable.type == "bool" else _quantity(random, variable, self.today)

    def _text(self, random: Random, variable: Variable) -> Fact | None:
        name = variable.name
        if name.endswith("phone"):
            return phone_number(random)
        for suffix, text in _NAMED_BY_SUFFIX.items():
            if name.endswith(suffix):
                return text
        if variable.identifier and variable.privacy == "personal":
            return person_name(random, "male")
        return WORDS if name in self.follows else None

    def _day(self, identity: str, variable: Variable) -> Fact | None:
        if variable.name.endswith(_OPEN_END):
            return None
        random = Random(f"{self.seed}/{identity}")  # noqa: S311
        if variable.type == "month":
            before = self.today - timedelta(days=random.randrange(200, 560))
            return before.replace(day=1)
        start = self.today - timedelta(days=random.randrange(12, 20))
        return min(self.today, start + timedelta(days=self._order[variable.name] % 12))

    def _codes(self, random: Random, variable: Variable) -> Fact | None:
        if any(code.code == "none" for code in self.dictionary.codelists[variable.codelist or ""].codes):
            return ("none",)
        return (self._code(random, variable),) if variable.name in self.follows else None

    def _code(self, random: Random, variable: Variable) -> str:
        codes = [code.code for code in self.dictionary.codelists[variable.codelist or ""].codes]
        return random.choice([code for code in codes if code not in ("none", "other")] or codes)


def _quantity(random: Random, variable: Variable, today: date) -> int:
    low = max(variable.minimum or 0, 0)
    high = variable.maximum if variable.maximum is not None else 100
    if variable.unit == "年" or low >= 1990:
        return today.year - random.randrange(1, 5)
    if variable.type == "money":
        return min(high, max(low, random.randrange(8, 300) * 100)) * 100
    drawn = random.randrange(min(low + 1, high), min(high, low + 12) + 1)
    return drawn * variable.scale


@dataclass(frozen=True)
class Truth(Mapping[str, "Fact | None"]):
    """What somebody or something would truly answer to anything: what was planned, else what is drawn.

    ``silent``: facts it does not have (a child has no employer)."""

    identity: str
    facts: Mapping[str, Fact | None]
    drawer: Drawer
    silent: Collection[str] = field(default_factory=frozenset)

    def __getitem__(self, name: str) -> Fact | None:
        if name in self.facts:
            return self.facts[name]
        if name in self.silent or name not in self.drawer.dictionary.variables:
            return None
        return self.drawer.draw(self.identity, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.drawer.dictionary.variables)

    def __len__(self) -> int:
        return len(self.drawer.dictionary.variables)
