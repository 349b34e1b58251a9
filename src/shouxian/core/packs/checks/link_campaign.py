"""Linking of a campaign: types, sheets, stages, posts, lists and places that it names exist."""

from collections.abc import Iterator

from shouxian.core.kernel import region_codes
from shouxian.core.kernel.faults import Fault, fault
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.checks.link_questions import link_option
from shouxian.core.packs.checks.link_rules import problem_classes
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.checks.scope import Scope
from shouxian.core.packs.models.campaign import Campaign, Coverage
from shouxian.core.packs.models.layouts import HOUSE_FIELDS
from shouxian.core.packs.models.repairs import Alternative
from shouxian.core.packs.source import Path_

_SHEET, _POST, _STAGE, _TYPE = "附表 sheet", "岗位 post", "阶段 stage", "户类型 household type"


def link_campaign(scope: Scope, pack: CampaignPack) -> Iterator[Fault]:
    named = _Named(scope, pack)
    yield from named.place()
    yield from named.types_and_groups()
    yield from named.lists()
    yield from named.jobs()
    yield from named.deliverables_and_signers()
    yield from named.classes_and_outputs()
    yield from named.repairs_and_parameters()
    yield from named.sheets()


class _Named:
    """The names of one campaign, looked up part by part."""

    def __init__(self, scope: Scope, pack: CampaignPack) -> None:
        self.scope, self.pack = scope, pack
        self.campaign: Campaign = pack.campaign
        self.types = [cell.code for cell in self.campaign.household_types]
        self.posts = [post.code for post in self.campaign.posts]
        self.stages = [stage.id for job in self.campaign.jobs for stage in job.stages]

    def _all(self, kind: str, names: tuple[str | None, ...], among: object, path: Path_) -> Iterator[Fault]:
        where = self.pack.sources["campaign"].where(path)
        wanted = [name for name in names if name is not None]
        yield from self.scope.all_known(kind, wanted, list(among), where)  # type: ignore[call-overload]

    def _expression(self, text: str | None, path: Path_) -> Iterator[Fault]:
        if text:
            yield from self.scope.named(names_in(text), self.pack.sources["campaign"].where(path))

    def place(self) -> Iterator[Fault]:
        if not region_codes.is_place(self.campaign.place):
            where = self.pack.sources["campaign"].where(("place",))
            reason = "a region code has 2, 4, 6, 9 or 12 digits"
            yield fault("PACK_MISMATCH", where, kind="地区 place", name=self.campaign.place, reason=reason)

    def types_and_groups(self) -> Iterator[Fault]:
        last = len(self.campaign.household_types) - 1
        for number, cell in enumerate(self.campaign.household_types):
            path: Path_ = ("household_types", number)
            yield from self._all(_SHEET, (cell.sheet,), self.pack.sheets, path)
            yield from self._expression(cell.when, path)
            if (cell.when is None) != (number == last):
                reason = (
                    "only the last type takes everyone else, and it must" if cell.when is None else "no type is left"
                )
                where = self.pack.sources["campaign"].where(path)
                yield fault("PACK_MISMATCH", where, kind=_TYPE, name=cell.code, reason=reason)
        for number, group in enumerate(self.campaign.priority_groups):
            path = ("priority_groups", number)
            yield from self._all("名单 list", (group.list,), [entry.id for entry in self.campaign.lists], path)
            yield from self._expression(group.when, path)
        for number, body in enumerate(self.campaign.organisation):
            yield from self._all(_POST, body.posts, self.posts, ("organisation", number))
        for number, window in enumerate(self.campaign.windows):
            known = self.scope.catalogue.dictionary.variables
            yield from self._all("事实 fact", (window.variable,), known, ("windows", number))

    def lists(self) -> Iterator[Fault]:
        facts = self.scope.catalogue.dictionary.variables
        for number, handed in enumerate(self.campaign.lists):
            for position, column in enumerate(handed.columns):
                yield from self._all("事实 fact", (column.gives,), facts, ("lists", number, "columns", position))
            for position, verdict in enumerate(handed.verdicts):
                path: Path_ = ("lists", number, "verdicts", position)
                yield from self._expression(verdict.when, path)
                yield from self.scope.given(verdict.given, self.pack.sources["campaign"].where(path))

    def jobs(self) -> Iterator[Fault]:
        for number, job in enumerate(self.campaign.jobs):
            path: Path_ = ("jobs", number)
            yield from self._all(_SHEET, job.sheets, self.pack.sheets, (*path, "sheets"))
            for position, covered in enumerate(job.coverages):
                yield from self._coverage(covered, (*path, "coverages", position))
            for position, stage in enumerate(job.stages):
                at: Path_ = (*path, "stages", position)
                yield from self._all(_POST, (stage.owner,), self.posts, at)
                yield from self._all(_SHEET, stage.sheets, self.pack.sheets, at)
                yield from self._all(_STAGE, stage.after, self.stages, at)
        for number, limit in enumerate(self.campaign.limits):
            yield from self._all(_STAGE, (limit.within_stage,), self.stages, ("limits", number))
            facts = self.scope.catalogue.dictionary.variables
            yield from self._all("事实 fact", (limit.starts, limit.due), facts, ("limits", number))

    def _coverage(self, covered: Coverage, path: Path_) -> Iterator[Fault]:
        dictionary = self.scope.catalogue.dictionary
        yield from self._all("主体 subject", (covered.subject,), dictionary.subjects, path)
        yield from self._all(_TYPE, (*covered.types, *covered.expected), self.types, path)
        yield from self._all("名单 list", covered.lists, [entry.id for entry in self.campaign.lists], path)
        yield from self._all("工作 job", covered.not_before, [job.id for job in self.campaign.jobs], path)
        yield from self._expression(covered.when, path)
        yield from self._expression(covered.unless, path)

    def deliverables_and_signers(self) -> Iterator[Fault]:
        for number, deliverable in enumerate(self.campaign.deliverables):
            path: Path_ = ("deliverables", number)
            yield from self._all(_POST, (deliverable.by,), self.posts, path)
            yield from self._all(_STAGE, (deliverable.stage, *deliverable.sums_up), self.stages, path)
            yield from self._all(_SHEET, deliverable.sheets, self.pack.sheets, path)
        for number, signer in enumerate(self.campaign.signers):
            yield from self._all(_POST, (signer.post,), self.posts, ("signers", number))
            yield from self._all(_SHEET, (signer.sheet,), self.pack.sheets, ("signers", number))

    def classes_and_outputs(self) -> Iterator[Fault]:
        shared = problem_classes(self.scope)
        for number, entry in enumerate(self.campaign.problem_classes):
            yield from self._all("问题类别 problem class", entry.shared, shared, ("problem_classes", number))
        for number, output in enumerate(self.campaign.outputs):
            yield from self._all(_SHEET, (output.sheet,), self.pack.sheets, ("outputs", number))

    def repairs_and_parameters(self) -> Iterator[Fault]:
        known = (*self.pack.questions, *self.pack.sheets)
        for number, repair in enumerate(self.campaign.repairs):
            path: Path_ = ("repairs", number)
            yield from self._all("问题或附表 question or sheet", repair.affects, known, path)
            for alternative in repair.alternatives:
                yield from self._alternative(alternative, path)
        rules = self.scope.catalogue.rules
        yield from self._all("规则 rule", tuple(self.campaign.left_out_rules), rules, ("left_out_rules",))
        for number, parameter in enumerate(self.campaign.parameters):
            if parameter.name in self.scope.catalogue.parameters:
                where = self.pack.sources["campaign"].where(("parameters", number))
                first = self.scope.catalogue.sources[f"parameter:{parameter.name}"].file
                yield fault("PACK_DUPLICATE", where, name=parameter.name, first=first)

    def _alternative(self, alternative: Alternative, path: Path_) -> Iterator[Fault]:
        """What another reading would give, also while nobody has chosen it."""
        yield from self._all("问题 question", tuple(alternative.options), self.pack.questions, path)
        for name, options in alternative.options.items():
            for option in options if name in self.pack.questions else ():
                where = self.pack.sources["campaign"].where(path)
                yield from link_option(self.scope, self.pack.questions[name], option, where)

    def sheets(self) -> Iterator[Fault]:
        """Questions that a list or card asks; the fields of a table are those of its output."""
        for sheet in self.pack.sheets.values():
            where = self.pack.sources[f"sheet:{sheet.id}"].where(())
            yield from self.scope.all_known(_TYPE, sheet.covers, self.types, where)
            if sheet.kind != "table":
                known = (*self.pack.questions, *HOUSE_FIELDS)
                last = [column.last for column in sheet.columns if column.last]
                yield from self.scope.all_known("问题 question", (*sheet.questions(), *last), known, where)
