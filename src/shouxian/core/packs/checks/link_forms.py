"""Linking of a campaign's ``forms.yaml``: subjects, household types, sheets, questions and posts it names exist."""

from collections.abc import Iterator

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.checks.scope import Scope
from shouxian.core.packs.models.forms import FormSpec


def link_forms(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    if "forms" not in pack.sources:
        return
    source = pack.sources["forms"]
    yield from scope.all_known("问题 question", pack.forms.hints, pack.questions, source.where(("hints",)))
    for number, spec in enumerate(pack.forms.forms):
        yield from _form(scope, pack, spec, source.where(("forms", number)))


def _form(scope: Scope, pack: CampaignPack, spec: FormSpec, where: Where) -> Iterator[Fault]:
    subjects = scope.catalogue.dictionary.subjects
    types = [cell.code for cell in pack.campaign.household_types]
    yield from scope.known("主体 subject", spec.subject, subjects, where)
    yield from scope.all_known("户类型 household type", filter(None, (spec.type,)), types, where)
    yield from scope.all_known("附表 sheet", spec.sheets, pack.sheets, where)
    yield from scope.all_known("岗位 post", spec.signers or (), [post.code for post in pack.campaign.posts], where)
    asked = [question for page in spec.pages for question in page.questions]
    yield from scope.all_known("问题 question", asked, pack.questions, where)
    if (spec.type is not None) != (spec.subject == "household"):
        reason = "a form about households names its household type, and no other form has one"
        yield fault("PACK_MISMATCH", where, kind="表单 form", name=spec.id, reason=reason)
    for sheet in spec.sheets:
        if sheet in pack.sheets and pack.sheets[sheet].kind == "table":
            yield fault("PACK_MISMATCH", where, kind="附表 sheet", name=sheet, reason="a table asks nothing")
