"""What an expression may name: subjects, facts, code lists and parameters, from the dictionary of a pack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.expressions.columns import REFERENCE_DATE
from shouxian.core.expressions.nodes import FactRef, ParamRef, Type
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.models.dictionary import CodeList, SubjectFile, Variable
from shouxian.core.packs.models.parameters import Parameter


@dataclass(frozen=True)
class Collection:
    """``any(members, …)`` of a parent: the name, and the subject of its elements."""

    name: str
    parent: str
    child: str


REFERENCE = Parameter(name=REFERENCE_DATE, kind="date", type="date", unit="", zh="基准日", en="reference date")
"""The built-in parameter: the day on which the campaign looks at the facts."""


@dataclass(frozen=True, eq=False)
class Schema:
    """Names and types that rules are checked against; make one by :meth:`build`. Each is its own (no two are equal),
    so that what is compiled for one can be kept."""

    subjects: Mapping[str, SubjectFile]
    facts: Mapping[str, Variable]
    owner: Mapping[str, str]
    codelists: Mapping[str, CodeList]
    parameters: Mapping[str, Parameter]
    collections: tuple[Collection, ...]
    places: Mapping[str, Where]

    @staticmethod
    def build(
        subjects: Iterable[SubjectFile],
        codelists: Iterable[CodeList] = (),
        parameters: Iterable[Parameter] = (),
        places: Mapping[str, Where] | None = None,
    ) -> "Schema":
        """Join the parts of a dictionary; ``places`` tells file and line of a fact by its name, for messages.

        Raises ``ShouxianError`` with EXPR_DUPLICATE for a name that two facts, or a fact and a parameter, share, and
        EXPR_SUBJECT for a parent that no subject has.
        """
        files = {file.subject: file for file in subjects}
        known = {p.name: p for p in parameters} | {REFERENCE_DATE: REFERENCE}
        where = dict(places or {})
        facts: dict[str, Variable] = {}
        owner: dict[str, str] = {name: "(parameter)" for name in known}
        faults: list[Fault] = []
        for file in files.values():
            if file.parent is not None and file.parent not in files:
                faults.append(fault("EXPR_SUBJECT", Where(file.subject), name=file.parent, nearest=""))
            for variable in file.variables:
                if variable.name in owner:
                    at = where.get(variable.name)
                    first, second = owner[variable.name], file.subject
                    faults.append(fault("EXPR_DUPLICATE", at, name=variable.name, first=first, second=second))
                    continue
                facts[variable.name], owner[variable.name] = variable, file.subject
        if faults:
            raise ShouxianError(faults)
        collections = tuple(
            Collection(file.members, file.parent, file.subject)
            for file in files.values()
            if file.members and file.parent
        )
        return Schema(files, facts, owner, {c.id: c for c in codelists}, known, collections, where)

    def parent(self, subject: str) -> str | None:
        return self.subjects[subject].parent

    def collections_of(self, subject: str) -> dict[str, Collection]:
        return {c.name: c for c in self.collections if c.parent == subject}

    def collection_to(self, subject: str) -> Collection | None:
        """The collection whose elements are ``subject``, or None for a subject nobody reaches as a member."""
        return next((c for c in self.collections if c.child == subject), None)

    def is_leaf(self, subject: str) -> bool:
        """True for members without members of their own: they are derived together with their parent."""
        return not self.collections_of(subject)

    def fact_type(self, name: str) -> Type:
        variable = self.facts[name]
        return Type(variable.type, variable.codelist)

    def fact(self, name: str, at: int = 0) -> FactRef:
        return FactRef(name, self.owner[name], self.fact_type(name), self.facts[name].bounds, at=at)

    def param(self, name: str, at: int = 0) -> ParamRef:
        declared = self.parameters[name]
        return ParamRef(name, Type(declared.type), declared.kind == "line", at=at)

    def codes(self, codelist: str) -> tuple[str, ...]:
        known = self.codelists.get(codelist)
        return tuple(code.code for code in known.codes) if known else ()

    def code_label(self, codelist: str | None, code: str, lang: str) -> str:
        """The official word for a code, or the code itself where the list is not known."""
        known = self.codelists.get(codelist or "")
        for entry in known.codes if known else ():
            if entry.code == code:
                return entry.zh if lang == "zh" else entry.en
        return code
