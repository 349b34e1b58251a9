"""Checks of what a notice lists: counts, groups, options, inspection groups, stages, damaged places."""

import re
from collections.abc import Iterator

from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.checks.notice import Finding, Notice
from shouxian.core.packs.models.questions import Question

_SHOWN = 5
_ACTED_ON = re.compile(r"\d+月\d+日|〔\d{4}〕|^\d+\.")  # a day, the number of a paper, a numbered option


def announced_count(notice: Notice) -> Iterator[Finding]:
    """A number announced and another number of items listed."""
    for number, announced in enumerate(notice.campaign.announcements):
        if announced.items and announced.count != len(announced.items):
            yield notice.finding(
                "CHECK_COUNT", ("announcements", number), name=announced.zh, count=announced.count,
                listed=len(announced.items), items="、".join(announced.items),
            )  # fmt: skip


def not_enumerated(notice: Notice) -> Iterator[Finding]:
    """A group that is only named: announced without items, or a priority group without condition and list."""
    for number, announced in enumerate(notice.campaign.announcements):
        if not announced.items:
            yield notice.finding("CHECK_NOT_ENUMERATED", ("announcements", number), name=announced.zh)
    for number, group in enumerate(notice.campaign.priority_groups):
        if group.when is None and group.list is None:
            yield notice.finding("CHECK_NOT_ENUMERATED", ("priority_groups", number), name=group.zh)


def two_option_lists(notice: Notice) -> Iterator[Finding]:
    """One topic, or one fact, asked with different printed options; a free-text cell has none of its own."""
    printed = [q for q in notice.pack.questions.values() if q.pick is not None and q.text is None]
    groups: dict[str, list[Question]] = {}
    for question in printed:
        keys = (question.topic,) if question.topic else question.facts()
        for key in keys:
            groups.setdefault(key, []).append(question)
    told: set[frozenset[str]] = set()
    for questions in groups.values():
        lists = {_printed(q): q for q in reversed(questions)}
        ids = frozenset(q.id for q in questions)
        if len(lists) < 2 or ids in told:
            continue
        told.add(ids)
        shown = "; ".join(f"{q.clause}({'、'.join(f'{o.value}.{o.zh}' for o in q.options)})" for q in questions)
        first = questions[0]
        where = notice.pack.sources[f"question:{first.id}"].where(
            ("questions", list(notice.pack.questions).index(first.id))
        )
        finding = notice.finding("CHECK_OPTIONS_DIFFER", (), name=first.zh, name_en=first.en, lists=shown)
        yield Finding(finding.detail, where, finding.params, blocking=False)


def _printed(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((option.value, squeezed(option.zh)) for option in question.options)


def village_without_inspection(notice: Notice) -> Iterator[Finding]:
    """Where inspection groups are named, every village must be in one."""
    groups = [body for body in notice.campaign.organisation if body.inspects]
    if not groups or any(body.covers_all_villages for body in groups):
        return
    covered = {code for body in groups for code in body.villages}
    left = sorted((code for code in notice.villages if code not in covered), key=_committees_first)
    if left:
        shown = "、".join(left[:_SHOWN]) + ("…" if len(left) > _SHOWN else "")
        yield notice.finding("CHECK_NO_INSPECTION", ("organisation",), count=len(left), villages=shown)


def _committees_first(code: str) -> tuple[bool, str]:
    """Village committees (村委会, from 200) before communities (居委会, to 199), by the national village codes."""
    return code[-3:] < "200", code


def other_number_of_villages(notice: Notice) -> Iterator[Finding]:
    """A coverage of villages that counts them, where the official list has another number."""
    for number, job in enumerate(notice.campaign.jobs):
        for position, covered in enumerate(job.coverages):
            told, known = covered.announced, len(notice.villages)
            if covered.subject == "village" and told is not None and known and told != known:
                communities = sum(code[-3:] < "200" for code in notice.villages)
                yield notice.finding(
                    "CHECK_VILLAGES", ("jobs", number, "coverages", position), name=covered.zh, name_en=covered.en,
                    count=told, known=known, committees=known - communities, communities=communities,
                )  # fmt: skip


def empty_stage(notice: Notice) -> Iterator[Finding]:
    """A stage that nothing will show: no form and no deliverable."""
    delivered = {deliverable.stage for deliverable, _ in notice.deliverables()}
    for stage, path in notice.stages():
        if not stage.sheets and stage.id not in delivered:
            yield notice.finding("CHECK_STAGE_EMPTY", path, name=stage.zh, name_en=stage.en)


def doubtful_repair(notice: Notice) -> Iterator[Finding]:
    """A damaged place whose reading is not certain, or that the county reads otherwise: the paper decides."""
    for number, repair in enumerate(notice.campaign.repairs):
        told = {"where_zh": repair.where, "printed": repair.printed, "read_as": repair.read_as}
        chosen = notice.pack.readings.get(repair.id)
        if chosen is not None:
            yield notice.finding("CHECK_REPAIR_CHOSEN", ("repairs", number), **told, chosen=chosen.text)
        elif not repair.certain:
            by = f" (settings.yaml: repairs.{repair.id})"
            others = "; ".join(other.text + (by if other.options else "") for other in repair.alternatives)
            yield notice.finding("CHECK_REPAIR", ("repairs", number), **told, alternatives=others or "—")


def repaired_silently(notice: Notice) -> Iterator[Finding]:
    """Days, papers and options read out of damaged print in the only way there is: told once, with what was printed."""
    repairs = [
        (number, repair)
        for number, repair in enumerate(notice.campaign.repairs)
        if repair.certain and repair.id not in notice.pack.readings and _ACTED_ON.search(repair.read_as)
    ]
    if repairs:
        shown = "; ".join(f"{repair.where}“{repair.printed}”→“{repair.read_as}”" for _, repair in repairs)
        yield notice.finding("CHECK_REPAIRED", ("repairs", repairs[0][0]), count=len(repairs), places=shown)
