"""Linking of questions: what they give exists and fits, whom they ask exists."""

from collections.abc import Iterator

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.checks.scope import Scope
from shouxian.core.packs.models.questions import Option, Question


def link_questions(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    source = pack.sources["questions"]
    types = [cell.code for cell in pack.campaign.household_types]
    for number, question in enumerate(pack.questions.values()):
        path = ("questions", number)
        where = source.where(path)
        yield from scope.known("主体 subject", question.subject, scope.catalogue.dictionary.subjects, where)
        yield from scope.all_known("户类型 household type", question.asked_of, types, source.where((*path, "asked_of")))
        yield from _written(scope, question.cell, question, where)
        if question.text is not None:
            yield from _words(scope, question, where)
        for position, option in enumerate(question.options):
            yield from link_option(scope, question, option, source.where((*path, "options", position)))


def link_option(scope: Scope, question: Question, option: Option, where: Where) -> Iterator[Fault]:
    """What one option gives, prints and leaves blank."""
    yield from scope.given(option.gives, where, question.subject)
    yield from scope.given(option.otherwise, where, question.subject)
    yield from scope.message(option.sentence, where)
    if option.blank is not None:
        yield from _written(scope, option.blank.gives, question, where)


def _written(scope: Scope, name: str | None, question: Question, where: Where) -> Iterator[Fault]:
    """A fact that a cell or a blank fills."""
    if name is None:
        return
    if name not in scope.catalogue.dictionary.variables:
        yield from scope.known("事实 fact", name, scope.catalogue.dictionary.variables, where)
        return
    yield from scope.may_be_given(name, where, question.subject)


def _words(scope: Scope, question: Question, where: Where) -> Iterator[Fault]:
    yield from _written(scope, question.text, question, where)
    variable = scope.catalogue.dictionary.variables.get(question.text or "")
    if variable is not None and variable.type != "text":
        reason = f"a {variable.type}, but the clerk's own words are a text"
        yield fault("PACK_MISMATCH", where, kind="事实 fact", name=variable.name, reason=reason)
