"""What nodes, choice lists, properties and files are called. Names of packs have no ``__``, so ours never meet them."""

import re

from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.questions import Option, Question

LONGEST = 64
MEMBERS, MEMBER, MEMBER_KEY, MEMBER_PAGE = "member__list", "member__listed", "member__key", "member__page"
ABOUT, PLACE = "page__about", "place__point"
META = frozenset({"start", "end", "deviceid", "audit", "meta"})
HOUSEHOLD_TYPE = "household_type"
YES_NO = "codes__yes_no"


def main(question: Question) -> str:
    """The node of a cell, or of what is picked."""
    return question.id


def part(question: Question, option: Option) -> str:
    """The node of an option's blank: its place on the form, from 1."""
    return f"{question.id}__{question.options.index(option) + 1}"


def words(question: Question) -> str:
    """The node of the clerk's own words beside a pick."""
    return f"{question.id}__text"


def other(question: Question) -> str:
    """The node where 其他 of a code list is specified."""
    return f"{question.id}__other"


def counts(question: Question) -> str:
    """The group around the numbers of a composite cell."""
    return f"{question.id}__counts"


def choice(question: Question, option: Option) -> str:
    """The choice of an option: its printed number or word, or its place where that could not stand in a list."""
    plain = re.fullmatch(r"[\w.-]+", option.value)
    return option.value if plain else f"option__{question.options.index(option) + 1}"


def codes(codelist: str) -> str:
    """The choice list of a code list of the dictionary."""
    return f"codes__{codelist}"


def answer(question: Question) -> str:
    """The property that keeps what was picked: the number of this form, never another's."""
    return f"answer__{question.id}"


def fact(name: str) -> str:
    """The hidden node that holds a fact told by picked options."""
    return f"fact__{name}"


def derived(name: str) -> str:
    return f"derived__{name}"


def dataset(subject: SubjectFile) -> str:
    """The entity list of a subject: households, villages, enterprises …"""
    return subject.members or f"{subject.subject}s"


def file(subject: SubjectFile) -> str:
    return f"{dataset(subject)}.csv"


def photo(name: str) -> str:
    return f"photo__{name}"


def signature(post: str) -> str:
    return f"signature__{post}"
