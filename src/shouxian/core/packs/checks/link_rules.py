"""Linking of rules: their names, placeholders, problem class, and the campaigns and types they are for."""

from collections.abc import Iterator, Mapping

from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.checks.scope import Scope
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.source import Source

PROBLEM_CLASSES = "problem_classes"
"""The code list of the classes that all campaigns share."""


def link_rules(scope: Scope, rules: Mapping[str, Rule], sources: Mapping[str, Source]) -> Iterator[Fault]:
    """Faults of shared rules, or of a campaign's own where ``scope`` has a pack."""
    classes = problem_classes(scope)
    for rule in rules.values():
        source = sources[f"rule:{rule.id}"]
        yield from scope.known(
            "主体 subject", rule.subject, scope.catalogue.dictionary.subjects, source.where(("subject",))
        )
        yield from scope.named(names_in(rule.when), source.where(("when",)))
        for text in (rule.message, rule.suggestion):
            for words in (text.zh, text.en) if text else ():
                yield from scope.message(words, source.where(("message",)))
        if rule.problem is not None:
            yield from scope.known("问题类别 problem class", rule.problem, classes, source.where(("problem",)))
        yield from scope.all_known(
            "排查工作 campaign", rule.campaigns, scope.catalogue.campaigns, source.where(("campaigns",))
        )
        if scope.pack is not None:
            types = [cell.code for cell in scope.pack.campaign.household_types]
            yield from scope.all_known("户类型 household type", rule.applies_to, types, source.where(("applies_to",)))
            posts = [post.code for post in scope.pack.campaign.posts]
            if rule.owner is not None:
                yield from scope.known("岗位 post", rule.owner, posts, source.where(("owner",)))


def problem_classes(scope: Scope) -> list[str]:
    """The shared classes; none where the dictionary has no such list."""
    found = scope.catalogue.dictionary.codelists.get(PROBLEM_CLASSES)
    return [code.code for code in found.codes] if found else []
