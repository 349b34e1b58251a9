"""The dictionary: every fact the system knows, once; its subjects and its code lists."""

from typing import Literal

from pydantic import model_validator

from shouxian.core.packs.models.base import Label, Name, PackModel, Truth

VariableType = Literal["bool", "int", "money", "decimal", "text", "date", "month", "choice", "choices"]
Privacy = Literal["none", "personal", "sensitive", "health"]
Period = Literal["as_of", "yearly", "at_event"]

Computation = Literal[
    "id_problem", "id_birth_date", "id_sex", "id_disability_type", "id_disability_grade", "phone_problem", "due_date"
]
"""What a snapshot keeps of an identifier instead of the identifier itself; ``due_date``: the last day of a limit that
runs from the date ``of``, by the calendar and the campaign's limits."""

SCALES: dict[str, int] = {"int": 1, "money": 100, "decimal": 100}
"""Smallest units per written unit: money is written in yuan and kept in fen, a decimal in hundredths."""


class Code(PackModel):
    """One value of a code list. ``synonyms`` are other spellings met in exports and clerks' workbooks."""

    code: Name
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()


class CodeList(PackModel):
    """A closed list of values; codes are ours, official numbers belong to the options of a form."""

    id: Name
    zh: str
    en: str
    source: str
    codes: tuple[Code, ...]


class Variable(PackModel):
    """A fact. ``bounds`` marks a quantity that some form asks as a band; ``derive`` an expression that computes it.

    ``minimum``/``maximum`` are what is possible at all, in the written unit (yuan for money); values outside are
    refused at import.
    """

    name: Name
    type: VariableType
    zh: str
    en: str
    privacy: Privacy
    source: str
    unit: str = ""
    period: Period = "as_of"
    codelist: Name | None = None
    bounds: Truth = False
    derive: str | None = None
    identifier: Truth = False  # names, ids, phones, accounts: never in a snapshot
    hidden: Literal["id", "phone", "account"] | None = None  # an identifier that lies sealed and is shown masked
    computed: Computation | None = None  # made from the identifier ``of`` when a snapshot is taken
    of: Name | None = None
    minimum: int | None = None
    maximum: int | None = None
    synonyms: tuple[str, ...] = ()  # other column headings of the same fact, for import

    @model_validator(mode="after")
    def _consistent(self) -> "Variable":
        if (self.codelist is not None) != (self.type in ("choice", "choices")):
            raise ValueError("a choice needs a codelist, and nothing else has one")
        if self.hidden is not None and not (self.identifier and self.type == "text"):
            raise ValueError("only an identifier in words can be hidden")
        if self.bounds and self.type not in SCALES:
            raise ValueError("only int, money and decimal can be known within bounds")
        return self

    @property
    def scale(self) -> int:
        return SCALES.get(self.type, 1)

    def label(self) -> Label:
        return Label(zh=self.zh, en=self.en)


class SubjectFile(PackModel):
    """One file of ``dictionary/``: a subject and its facts.

    ``letter`` begins its keys; ``parent`` is the subject it belongs to (person → household → village); ``members`` is
    the name by which an expression of the parent reaches its members (``any(members, …)``, ``count(households, …)``).
    ``named_by`` and ``numbered_by``: the facts a list knows one by. ``better_by``: where a list tells two of one name
    in one parent (two toilets of one dwelling), the one first in this fact's code list is kept.
    """

    subject: Name
    letter: str
    zh: str
    en: str
    parent: Name | None = None
    members: Name | None = None
    named_by: Name | None = None
    numbered_by: Name | None = None
    better_by: Name | None = None
    variables: tuple[Variable, ...]


class FactsFile(PackModel):
    """One file of ``dictionary/facts/``: more facts of a subject, by topic, so that no file grows without end."""

    subject: Name
    topic: Label
    variables: tuple[Variable, ...]
