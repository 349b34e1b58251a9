"""Questions: what a notice asks, once, and which facts each answer *gives*.

A question is not a fact. An option may give several facts (option 2 of Shenmu's housing: safe and owned), a band gives
bounds, a yes/no against a line gives one bound, and a composite cell (``1. 未参加____人 2. …____人``) gives one fact
per blank. Option numbers belong to one form and are never read by another form's meaning.
"""

from typing import Literal

from pydantic import Field, model_validator

from shouxian.core.packs.models.base import Name, PackModel, Truth

Given = dict[Name, str | tuple[str, ...] | None]
"""Fact → value as YAML writes it: ``true``, ``5800``, a code, a list of codes, bounds like ``"(4000, 6000]"`` in the
written unit, or ``"< monitoring_line"`` / ``">= monitoring_line"`` against a parameter of kind line."""


class Blank(PackModel):
    """The ``____`` inside an option (or an open cell): what is written there becomes the fact ``gives``."""

    gives: Name
    before: str = ""  # printed before the blank, e.g. 原因
    after: str = ""  # printed after it, e.g. 人
    required: Truth = False


class Option(PackModel):
    """One printed answer. ``value`` is its number on the form. ``otherwise`` is given when the question was answered
    without this option; ``sentence`` is the text a free-text cell prints for it ({fact} placeholders allowed)."""

    value: str
    zh: str
    en: str
    gives: Given = Field(default_factory=dict)
    otherwise: Given = Field(default_factory=dict)
    blank: Blank | None = None
    other_words: Truth = False  # any words that are no other option mean this one, and stand in its blank
    exclusive: Truth = False  # 无 / 否 in a multiple choice
    spellings: tuple[str, ...] = ()  # other texts clerks write for it
    sentence: str = ""


class Answered(PackModel):
    """True when another question of the same subject was answered with one of some options."""

    question: Name
    options: tuple[str, ...] = Field(min_length=1)  # their values


class Question(PackModel):
    """``asked_if``: only asked then; ``required_if``: must be answered then (有问题则必填).

    Three shapes: ``pick: one|many`` with options; ``cell`` alone (an open cell: number, text, date by its fact);
    ``pick: one`` with ``text`` (a free-text cell: coded by one tick, the clerk's words kept as the fact ``text``)."""

    id: Name
    subject: Name
    zh: str
    en: str
    clause: str
    pick: Literal["one", "many"] | None = None
    options: tuple[Option, ...] = ()
    cell: Name | None = None
    text: Name | None = None
    required: Truth = False
    anew: Truth = False  # a signature, a day: asked anew at every visit, never offered from before
    asked_if: Answered | None = None
    required_if: Answered | None = None
    topic: Name | None = None  # one topic = the same thing asked on several forms: their options should agree
    asked_of: tuple[Name, ...] = ()  # household types; empty = all that its sheets cover
    note: str = ""

    @model_validator(mode="after")
    def _one_shape(self) -> "Question":
        if (self.pick is None) == (self.cell is None):
            raise ValueError("a question either picks among options or fills one cell")
        if (self.pick is None) != (not self.options):
            raise ValueError("pick and options go together")
        if self.text is not None and self.pick != "one":
            raise ValueError("a free text is coded by picking one option")
        values = [option.value for option in self.options]
        if len(values) != len(set(values)):
            raise ValueError("two options have the same number")
        return self

    def facts(self) -> tuple[str, ...]:
        """Every fact an answer can give, in the order of the form, each once."""
        names: dict[str, None] = dict.fromkeys(filter(None, (self.cell, self.text)))
        for option in self.options:
            names.update(dict.fromkeys((*option.gives, *option.otherwise)))
            if option.blank:
                names[option.blank.gives] = None
        return tuple(names)


class QuestionFile(PackModel):
    questions: tuple[Question, ...]
