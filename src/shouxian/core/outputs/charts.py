"""How the work is organised, as tables: the steps of a procedure, the bodies of a notice, other subjects listed."""

from collections.abc import Iterable, Mapping

from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.outputs.view import SubjectLine, View
from shouxian.core.packs.models.campaign import Campaign, Limit
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.followup import Procedure
from shouxian.core.sheets.answers.compose import value_text
from shouxian.core.sheets.writing.grid import SheetRow, Value

_UNITS = {"days": "天", "working_days": "个工作日"}
_STRICT = "不得简化,不得合并步骤"


def procedure_rows(campaign: Campaign, procedure: Procedure) -> list[SheetRow]:
    """A row per step, with the fields ``step``, ``owner``, ``limit``, ``after``, ``makes``, ``clause``."""
    posts = {post.code: post.zh for post in campaign.posts}
    limits = {limit.id: limit for limit in campaign.limits}
    names = {step.id: step.zh for step in procedure.steps}
    rows = []
    for step in procedure.steps:
        fields: dict[str, Value] = {
            "step": step.zh,
            "owner": posts[step.owner],
            "limit": _limit(limits[step.limit]) if step.limit else "",
            "after": "、".join(names[name] for name in step.after),
            "makes": step.makes,
            "clause": step.clause,
        }
        rows.append(SheetRow(step.id, fields))
    return rows


def procedure_ledger(campaign: Campaign, procedure: Procedure) -> Ledger:
    """The chart of a procedure: steps in order, who, by when, after what, and the paper each leaves."""
    heads = ("序号", "步骤", "责任岗位", "时限", "前一步", "形成材料", "依据")
    fields = ("step", "owner", "limit", "after", "makes", "clause")
    rows: list[tuple[str | int, ...]] = [
        (number, *(str(row.fields[name] or "") for name in fields))
        for number, row in enumerate(procedure_rows(campaign, procedure), start=1)
    ]
    if procedure.strict:
        rows.append((len(rows) + 1, _STRICT, "", "", "", "", procedure.clause))
    return Ledger(procedure.zh, heads, tuple(rows))


def _limit(limit: Limit) -> str:
    return f"{limit.days}{_UNITS[limit.unit]}内"


def bodies_ledger(campaign: Campaign, places: Mapping[str, str]) -> Ledger:
    """The bodies that a notice sets up, by posts; ``places``: village code → name."""
    posts = {post.code: post.zh for post in campaign.posts}
    rows = [
        (
            body.zh,
            "、".join(posts[code] for code in body.posts),
            body.duties,
            "所有村" if body.covers_all_villages else "、".join(places.get(code, code) for code in body.villages),
            body.clause,
        )
        for body in campaign.organisation
    ]
    return Ledger("组织机构", ("机构", "组成岗位", "职责", "负责的村", "依据"), tuple(rows))


def subject_ledger(view: View, subject: SubjectFile, lines: Iterable[SubjectLine]) -> Ledger:
    """Everything on record of one kind: village, household where it stands in one, and each fact that is known."""
    listed = sorted(lines, key=lambda line: (line.village, line.household, line.name, line.key))
    shown = [v for v in subject.variables if v.derive is None and any(v.name in line.facts for line in listed)]
    inside = any(line.household for line in listed)
    heads = ("行政村", *(("户主",) if inside else ()), *(v.zh for v in shown))
    rows = []
    for line in listed:
        home = view.households.get(line.household)
        name = (home.name if home else "",) if inside else ()
        told = tuple(value_text(v, line.facts.get(v.name), view.codelists) for v in shown)
        rows.append((view.village[line.village].name, *name, *told))
    return Ledger(subject.zh, heads, tuple(rows))
