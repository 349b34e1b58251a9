"""Linking of what follows a visit: buckets, procedures, tallies, their outputs, and questions that hang together."""

from collections.abc import Iterable, Iterator

from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.checks.scope import Scope
from shouxian.core.packs.models.questions import Question
from shouxian.core.packs.source import Path_


def link_followup(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    """Names that buckets, procedures, tallies, outputs and questions use."""
    yield from _buckets_and_procedures(scope, pack)
    yield from _tallies_and_outputs(scope, pack)
    yield from _questions(scope, pack)
    for sheet in pack.sheets.values():
        shown = [*(column.id for column in sheet.columns), *(row.head for row in sheet.rows)]
        where = pack.sources[f"sheet:{sheet.id}"].where(("reconstructed",))
        yield from scope.all_known("栏目 column or row", sheet.reconstructed, shown, where)


def _named(
    scope: Scope, pack: CampaignPack, kind: str, names: Iterable[str | None], among: Iterable[str], path: Path_
) -> Iterator[Fault]:
    wanted = [name for name in names if name is not None]
    yield from scope.all_known(kind, wanted, among, pack.sources["campaign"].where(path))


def _buckets_and_procedures(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    campaign = pack.campaign
    buckets, limits = [b.id for b in campaign.buckets], [limit.id for limit in campaign.limits]
    for number, entry in enumerate(campaign.problem_classes):
        yield from _named(scope, pack, "整改时限 bucket", (entry.bucket,), buckets, ("problem_classes", number))
    posts = [post.code for post in campaign.posts]
    for number, procedure in enumerate(campaign.procedures):
        for position, step in enumerate(procedure.steps):
            path: Path_ = ("procedures", number, "steps", position)
            yield from _named(scope, pack, "岗位 post", (step.owner,), posts, path)
            yield from _named(scope, pack, "时限 limit", (step.limit,), limits, path)


def _tallies_and_outputs(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    campaign = pack.campaign
    types = [cell.code for cell in campaign.household_types]
    for number, tally in enumerate(campaign.tallies):
        path: Path_ = ("tallies", number)
        subjects = scope.catalogue.dictionary.subjects
        yield from _named(scope, pack, "主体 subject", (tally.subject,), subjects, path)
        yield from _named(scope, pack, "户类型 household type", tally.types, types, path)
        for column in tally.columns:
            yield from scope.named(names_in(column.when), pack.sources["campaign"].where(path))
    for number, output in enumerate(campaign.outputs):
        path = ("outputs", number)
        yield from _named(scope, pack, "分析 tally", (output.tally,), [t.id for t in campaign.tallies], path)
        procedures = [p.id for p in campaign.procedures]
        yield from _named(scope, pack, "程序 procedure", (output.procedure,), procedures, path)
        subjects = scope.catalogue.dictionary.subjects
        yield from _named(scope, pack, "主体 subject", (output.subject,), subjects, path)


def _questions(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    for number, question in enumerate(pack.questions.values()):
        where = pack.sources["questions"].where(("questions", number))
        for answered in filter(None, (question.asked_if, question.required_if)):
            yield from scope.known("问题 question", answered.question, pack.questions, where)
            other: Question | None = pack.questions.get(answered.question)
            if other is not None:
                values = [option.value for option in other.options]
                yield from scope.all_known("选项 option", answered.options, values, where)
