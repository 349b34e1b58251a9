"""Plain ledgers for the desk: every finding, data quality, coverage, and what to ask at the next visit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shouxian.core.kernel.resident_ids import masked_phone
from shouxian.core.outputs.statistics import VillageCount
from shouxian.core.outputs.view import View
from shouxian.core.screening.details import Detail

QUALITY = frozenset({"quality", "contradiction"})
_SEVERITY = {"fix": "须改正", "verify": "须核实", "hint": "提示"}


@dataclass(frozen=True)
class Ledger:
    """A plain table: headings and rows of texts and whole numbers, in printed order."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True)
class Ask:
    """A question to put to a household at the next visit: the fact that is missing, and rules waiting for it."""

    household: str
    question: str
    rules: tuple[str, ...]


def findings_ledger(view: View, details: Iterable[Detail]) -> Ledger:
    """Every finding with its reason; phones masked, as this list travels."""
    rows = []
    for number, detail in enumerate(details, start=1):
        household = view.households.get(detail.household)
        rows.append(
            (
                number,
                view.village[detail.village].name,
                household.group if household else "",
                view.who(detail),
                masked_phone(household.phone) if household else "",
                view.type_label(household.type) if household else "村",
                _SEVERITY[detail.rule.severity],
                detail.message.zh,
                basis(detail),
                detail.rule.suggestion.zh if detail.rule.suggestion else "",
                detail.rule.id,
            )
        )
    heads = ("序号", "行政村", "组", "对象", "联系电话", "户类型", "性质", "发现", "依据", "建议", "规则编号")
    return Ledger("发现清单", heads, tuple(rows))


def quality_ledger(view: View) -> Ledger:
    """Data quality by village: rule, value, suggested fix, owner."""
    posts = {post.code: post.zh for post in view.campaign.posts}
    rows = [
        (
            view.village[detail.village].name,
            view.who(detail),
            detail.message.zh,
            detail.rule.suggestion.zh if detail.rule.suggestion else "请核对后改正",
            posts.get(detail.rule.owner or "", "村级填报人员"),
            detail.rule.id,
        )
        for detail in view.details
        if detail.rule.kind in QUALITY
    ]
    return Ledger("数据质量清单", ("行政村", "对象", "问题", "建议", "责任岗位", "规则编号"), tuple(rows))


def coverage_ledger(view: View, counts: Sequence[VillageCount]) -> Ledger:
    """Visited of listed, by village and household type, and who is still to be visited."""
    cells = view.campaign.household_types
    heads = ("镇街", "行政村", *(f"{cell.zh}(已访/应访)" for cell in cells), "合计已访", "合计应访", "进度%", "未访户")
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for household in view.households.values():
        if not household.visited:
            waiting[household.village].append(household.name)
    rows: list[tuple[str | int, ...]] = []
    for count in counts:
        done, due = count.visited_total, count.listed_total
        names = sorted(waiting[count.village.code])
        rows.append(
            (
                count.village.town,
                count.village.name,
                *(f"{count.visited.get(c.code, 0)}/{count.listed.get(c.code, 0)}" for c in cells),
                done,
                due,
                done * 100 // due if due else 0,
                "、".join(names[:20]) + (f"等{len(names)}户" if len(names) > 20 else ""),
            )
        )
    return Ledger("排查进度", heads, tuple(rows))


def next_visit_ledger(view: View, asks: Iterable[Ask], questions: Mapping[str, str]) -> Ledger:
    """What to ask whom, sorted by village, group and name; only questions an open form asks of that household."""
    listed = sorted(asks, key=lambda a: _place(view, a.household))
    rows = []
    for ask in listed:
        household = view.households[ask.household]
        rows.append(
            (
                view.village[household.village].name, household.group, household.name,
                view.type_label(household.type), questions[ask.question], len(ask.rules),
            )
        )  # fmt: skip
    return Ledger("待补充清单", ("行政村", "组", "户主", "户类型", "下次入户要问", "等待判断的规则数"), tuple(rows))


def group_coverage(view: View, groups: Mapping[str, set[str]]) -> Ledger:
    """Priority groups: how many households, how many visited."""
    rows = []
    for group in view.campaign.priority_groups:
        keys = groups.get(group.id, set()) & view.households.keys()
        visited = sum(view.households[key].visited for key in keys)
        rows.append((group.zh, group.clause, len(keys), visited, len(keys) - visited))
    return Ledger("重点对象进度", ("重点对象", "条款", "户数", "已访", "未访"), tuple(rows))


def by_rule(details: Iterable[Detail]) -> list[tuple[str, int]]:
    """Findings per rule, most first."""
    return sorted(Counter(d.rule.id for d in details).items(), key=lambda item: (-item[1], item[0]))


def basis(detail: Detail) -> str:
    return ";".join(f"{b.document} {b.clause}".strip() for b in detail.rule.basis)


def _place(view: View, key: str) -> tuple[str, str, str, str]:
    household = view.households[key]
    return household.village, household.group, household.name, key
