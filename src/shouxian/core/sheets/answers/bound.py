"""A question with its given values typed for one place: what ``compose`` and ``parse`` both work on."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact, named_line, typed_given
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.models.layouts import PLACEHOLDER
from shouxian.core.packs.models.questions import Given, Option, Question
from shouxian.core.packs.resolve import Resolved

Facts = Mapping[str, Fact | None]
"""Fact name → typed value; an absent key was not asked, None was asked and left blank."""


@dataclass(frozen=True)
class BoundOption:
    """``gives`` and ``otherwise`` typed; ``complete`` is False where a line they speak of has no value here."""

    option: Option
    gives: Facts
    otherwise: Facts
    complete: bool

    @property
    def value(self) -> str:
        return self.option.value


@dataclass(frozen=True)
class BoundQuestion:
    question: Question
    options: tuple[BoundOption, ...]
    variables: Mapping[str, Variable]
    codelists: Mapping[str, CodeList]

    @property
    def counts(self) -> bool:
        """A composite cell of numbers per option: ``1. 未参加____人 2. 参加____人``."""
        return self.question.pick == "many" and all(
            o.option.blank is not None and not o.gives and self.variables[o.option.blank.gives].type == "int"
            for o in self.options
        )


def bind(question: Question, dictionary: Dictionary, lines: Mapping[str, Resolved | None]) -> BoundQuestion:
    """Type a question's options for a place; ``lines`` are its resolved parameters (None where one is missing).

    The pack's checks have typed every given value before; ``ValueError`` or ``KeyError`` here means they did not run.
    """
    bound = tuple(_bound(option, dictionary, lines) for option in question.options)
    in_sentences = [m[1] for option in question.options for m in PLACEHOLDER.finditer(option.sentence)]
    variables = {name: dictionary.variables[name] for name in (*question.facts(), *in_sentences)}
    return BoundQuestion(question, bound, variables, dictionary.codelists)


def bind_all(
    questions: Mapping[str, Question], dictionary: Dictionary, lines: Mapping[str, Resolved | None]
) -> dict[str, BoundQuestion]:
    """:func:`bind` for every question of a campaign, by id."""
    return {name: bind(question, dictionary, lines) for name, question in questions.items()}


def _bound(option: Option, dictionary: Dictionary, lines: Mapping[str, Resolved | None]) -> BoundOption:
    gives, all_given = _typed(option.gives, dictionary, lines)
    otherwise, all_otherwise = _typed(option.otherwise, dictionary, lines)
    return BoundOption(option, gives, otherwise, all_given and all_otherwise)


def _typed(given: Given, dictionary: Dictionary, lines: Mapping[str, Resolved | None]) -> tuple[Facts, bool]:
    facts: dict[str, Fact | None] = {}
    complete = True
    for name, value in given.items():
        if value is None:
            facts[name] = None
            continue
        fact = typed_given(dictionary.variables[name], value, dictionary.codelists, lines)
        if fact is None and named_line(value):
            complete = False
        else:
            facts[name] = fact
    return facts, complete
