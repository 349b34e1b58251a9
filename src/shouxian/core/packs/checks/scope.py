"""What names exist where linking looks: facts, parameters, collections, and a campaign's own things."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import CampaignPack, Catalogue, unknown
from shouxian.core.packs.checks.names import placeholders_in
from shouxian.core.packs.facts import named_line, typed
from shouxian.core.packs.models.parameters import Parameter

REFERENCE_DATE = "reference_date"
"""The built-in parameter of every expression: the day on which the campaign looks at the facts."""


@dataclass(frozen=True)
class Scope:
    """Names in reach of one campaign, or of what all campaigns share."""

    catalogue: Catalogue
    pack: CampaignPack | None = None

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        own = self.pack.campaign.parameters if self.pack else ()
        return self.catalogue.parameters | {p.name: p for p in own}

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything an expression may name."""
        dictionary = self.catalogue.dictionary
        collections = {s.members for s in dictionary.subjects.values() if s.members}
        return frozenset({*dictionary.variables, *self.parameters, *collections, REFERENCE_DATE})

    def known(self, kind: str, name: str, among: Iterable[str], where: Where) -> Iterator[Fault]:
        """PACK_UNKNOWN_NAME if ``name`` is not among the names."""
        names = list(among)
        if name not in names:
            yield unknown(kind, name, names, where)

    def all_known(self, kind: str, names: Iterable[str], among: Iterable[str], where: Where) -> Iterator[Fault]:
        known = list(among)
        for name in names:
            yield from self.known(kind, name, known, where)

    def named(self, names: Iterable[str], where: Where) -> Iterator[Fault]:
        """Facts, parameters and collections that an expression names."""
        for name in names:
            if name not in self.names:
                yield unknown("事实或参数 fact or parameter", name, self.names, where)

    def message(self, text: str, where: Where) -> Iterator[Fault]:
        """Placeholders of a message or sentence."""
        known = (*self.catalogue.dictionary.variables, *self.parameters)
        yield from self.all_known("占位符 placeholder", placeholders_in(text), known, where)

    def given(
        self, given: Mapping[str, str | tuple[str, ...] | None], where: Where, subject: str | None = None
    ) -> Iterator[Fault]:
        """Facts that an answer gives: they exist, belong to the subject asked about, and the value fits."""
        dictionary = self.catalogue.dictionary
        for name, value in given.items():
            if name not in dictionary.variables:
                yield unknown("事实 fact", name, dictionary.variables, where)
                continue
            yield from self.may_be_given(name, where, subject)
            line = named_line(value)
            if line is not None:
                yield from self._line(name, line, where)
            elif value is not None:
                try:
                    typed(dictionary.variables[name], value, dictionary.codelists)
                except (ValueError, KeyError) as error:
                    yield fault("PACK_GIVES", where, variable=name, value=value, reason=error)

    def may_be_given(self, name: str, where: Where, subject: str | None) -> Iterator[Fault]:
        """A known fact may be written by an answer about ``subject``: it is the subject's, and nothing computes it."""
        variable = self.catalogue.dictionary.variables[name]
        owner = self.catalogue.dictionary.subject_of[name]
        if subject is not None and owner != subject:
            reason = f"a fact of {owner}, asked of {subject}"
            yield fault("PACK_MISMATCH", where, kind="事实 fact", name=name, reason=reason)
        if variable.derive is not None or variable.computed is not None:
            yield fault("PACK_MISMATCH", where, kind="事实 fact", name=name, reason="computed, so no answer gives it")

    def _line(self, name: str, line: str, where: Where) -> Iterator[Fault]:
        if line not in self.parameters:
            yield unknown("参数 parameter", line, self.parameters, where)
        elif self.parameters[line].kind != "line":
            yield fault("PACK_MISMATCH", where, kind="参数 parameter", name=line, reason="not a line")
        elif not self.catalogue.dictionary.variables[name].bounds:
            yield fault("PACK_MISMATCH", where, kind="事实 fact", name=name, reason="not declared with bounds: true")
