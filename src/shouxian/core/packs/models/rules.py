"""A rule: one file, self-contained, its cases in it."""

from typing import Literal

from pydantic import Field

from shouxian.core.packs.models.base import Label, Name, PackModel

Kind = Literal["risk", "gap", "contradiction", "quality", "procedure"]
Severity = Literal["verify", "fix", "hint"]
Expected = Literal["hit", "clear", "unknown"]


class Basis(PackModel):
    """Where a rule comes from: a document and its clause, or a named source."""

    document: str
    clause: str = ""


class RuleCase(PackModel):
    """Facts in, verdict out. ``given`` maps facts to values as YAML writes them: ``5800``, ``"(4000, 6000]"``,
    ``true``, a code, a list of codes; ``null`` was asked and left blank; an absent key was not asked.
    ``members`` lists the facts of each member (``members_complete: false`` where the list may lack some), each perhaps
    with ``members`` of its own;
    ``parameters`` sets parameters; ``parent`` gives the facts of the household of a person."""

    given: dict[str, object] = Field(default_factory=dict)
    members: tuple[dict[str, object], ...] | None = None
    members_complete: Literal["true", "false"] = "true"
    parent: dict[str, object] = Field(default_factory=dict)
    parameters: dict[str, str] = Field(default_factory=dict)
    reference_date: str | None = None
    expect: Expected
    note: str = ""


class Rule(PackModel):
    """``when`` TRUE is a hit, FALSE clear, NULL unknown."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
    subject: Name
    kind: Kind
    basis: tuple[Basis, ...] = Field(min_length=1)
    when: str
    problem: Name | None = None  # class of the ledger, if it opens one
    severity: Severity
    message: Label
    suggestion: Label | None = None
    owner: Name | None = None  # post that should see to it
    applies_to: tuple[Name, ...] = ()  # household types; empty = all
    campaigns: tuple[str, ...] = ()  # only in these; empty = every campaign that knows the facts
    cases: tuple[RuleCase, ...] = Field(min_length=2)
