"""Findings become problems: one per household (or village) and class of the notice's own problem table."""

from collections.abc import Iterable
from dataclasses import dataclass

from shouxian.core.outputs.view import View, VillageLine
from shouxian.core.screening.details import Detail
from shouxian.core.sheets.writing.grid import SheetRow, Value

OPENING = frozenset({"verify", "fix"})  # a hint opens nothing: it is for the eyes of the office


@dataclass(frozen=True)
class Problem:
    """What has to be put right. ``household`` is "" for a problem of the village itself; ``details`` say why."""

    village: str
    household: str
    problem: str  # code of the campaign's class
    details: tuple[Detail, ...]


def find_problems(view: View) -> list[Problem]:
    """Sorted by village, household name and the printed order of classes. A person's finding is its household's
    problem once, whatever the number of members."""
    order = {cell.code: number for number, cell in enumerate(view.campaign.problem_classes)}
    grouped: dict[tuple[str, str, str], list[Detail]] = {}
    for detail in view.details:
        code = problem_class(view, detail)
        if code is not None:
            grouped.setdefault((detail.village, detail.household, code), []).append(detail)
    problems = [Problem(*place, tuple(found)) for place, found in grouped.items()]
    return sorted(problems, key=lambda p: (p.village, _name(view, p.household), p.household, order[p.problem]))


def problem_class(view: View, detail: Detail) -> str | None:
    """The class of the campaign that takes the rule's shared class; None where the finding opens no problem."""
    if detail.rule.problem is None or detail.rule.severity not in OPENING:
        return None
    for cell in view.campaign.problem_classes:
        if detail.rule.problem in cell.shared or detail.rule.problem == cell.code:
            return cell.code
    return None


def summary_rows(view: View, problems: Iterable[Problem]) -> list[SheetRow]:
    """Rows of a problem summary: one per household, its classes as ticks; a village's own problems stand last."""
    by_household: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        by_household.setdefault((problem.village, problem.household), []).append(problem)
    rows = []
    for (code, key), found in sorted(by_household.items(), key=lambda item: (item[0][0], item[0][1] == "")):
        village, household = view.village[code], view.households.get(key)
        fields: dict[str, Value] = {
            "town": village.town,
            "village": village.name,
            "problems": tuple(problem.problem for problem in found),
            "head_name": household.name if household else f"{village.name}(村级问题)",
            "note": told(view, found),
        }
        if household:
            fields |= {
                "phone": household.phone,
                "people_count": household.people,
                "household_type": view.type_label(household.type),
                "group": household.group,
            }
        rows.append(SheetRow(key, fields))
    return rows


def list_rows(view: View, problems: Iterable[Problem]) -> list[SheetRow]:
    """Rows of a village's problem list: one per class, by its code, the problems told one after another."""
    by_class: dict[str, list[Problem]] = {}
    for problem in problems:
        by_class.setdefault(problem.problem, []).append(problem)
    rows = []
    for code, found in by_class.items():
        lines = [f"{n}. {_told_of(view, problem)}" for n, problem in enumerate(found, start=1)]
        rows.append(SheetRow(code, {"problem_text": "\n".join(lines)}))
    return rows


def told(view: View, problems: Iterable[Problem]) -> str:
    """The messages of some problems of one household, each once."""
    return ";".join(dict.fromkeys(detail.message.zh for problem in problems for detail in problem.details))


def _told_of(view: View, problem: Problem) -> str:
    who = view.households[problem.household].name if problem.household else "本村"
    return f"{who}:{told(view, [problem])}"


def _name(view: View, household: str) -> str:
    return view.households[household].name if household else "\uffff"  # a village's own problems come last


def in_village(problems: Iterable[Problem], village: VillageLine) -> list[Problem]:
    return [problem for problem in problems if problem.village == village.code]
