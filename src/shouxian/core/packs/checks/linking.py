"""Linking: every name that a pack uses exists, every given value fits its fact; faults carry file, line, nearest name.

Reading a file finds what is wrong in that file; linking finds what is wrong between files. The grammar and the types of
expressions are the room ``expressions``'; here only their names are looked up.
"""

from collections.abc import Iterator
from pathlib import Path

from shouxian.core.kernel.faults import Fault, ShouxianError
from shouxian.core.packs.catalogue import Catalogue, load_catalogue
from shouxian.core.packs.checks.link_campaign import link_campaign
from shouxian.core.packs.checks.link_followup import link_followup
from shouxian.core.packs.checks.link_forms import link_forms
from shouxian.core.packs.checks.link_questions import link_questions
from shouxian.core.packs.checks.link_rules import link_rules
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.checks.scope import Scope


def link(catalogue: Catalogue) -> list[Fault]:
    """Every name that does not exist and every value that does not fit, dictionary first, then campaign by campaign."""
    shared = Scope(catalogue)
    faults = [*_dictionary(shared), *link_rules(shared, catalogue.rules, catalogue.sources)]
    for pack in catalogue.campaigns.values():
        scope = Scope(catalogue, pack)
        faults.extend(link_questions(scope, pack))
        faults.extend(link_campaign(scope, pack))
        faults.extend(link_followup(scope, pack))
        faults.extend(link_forms(scope, pack))
        faults.extend(link_rules(scope, pack.rules, pack.sources))
    return faults


def load_linked(folder: Path) -> Catalogue:
    """Load every pack below ``folder`` and link it; raises ``ShouxianError`` with everything that does not fit."""
    catalogue = load_catalogue(folder)
    faults = link(catalogue)
    if faults:
        raise ShouxianError(faults)
    return catalogue


def _dictionary(scope: Scope) -> Iterator[Fault]:
    dictionary = scope.catalogue.dictionary
    for subject in dictionary.subjects.values():
        source = scope.catalogue.sources[f"subject:{subject.subject}"]
        if subject.parent is not None:
            yield from scope.known("主体 subject", subject.parent, dictionary.subjects, source.where(("parent",)))
        own = [variable.name for variable in subject.variables]
        told = tuple(name for name in (subject.named_by, subject.numbered_by, subject.better_by) if name)
        yield from scope.all_known("事实 fact", told, own, source.where(("subject",)))
    for variable in dictionary.variables.values():
        where = dictionary.places[variable.name]
        if variable.codelist is not None:
            yield from scope.known("代码表 code list", variable.codelist, dictionary.codelists, where)
        if variable.of is not None:
            yield from scope.known("事实 fact", variable.of, dictionary.variables, where)
        if variable.derive is not None:
            yield from scope.named(names_in(variable.derive), where)
