"""Every output as data, beside the files for people: Parquet and JSON with keys only, no name, id or phone of anybody.

Free texts that people wrote (reasons of a verdict) stay in the workbooks: they may name somebody.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouxian.core.campaigns.asking import Asking
from shouxian.core.campaigns.handed_lists import PROPOSED, UNDECIDED, ListRow
from shouxian.core.campaigns.runs import Run
from shouxian.core.outputs.ledgers import QUALITY
from shouxian.core.outputs.problems import Problem
from shouxian.core.outputs.statistics import VillageCount
from shouxian.core.outputs.view import View
from shouxian.core.packs.models.campaign import HandedList
from shouxian.core.screening.details import Detail

Rows = Sequence[Mapping[str, object]]
_TEXTS = pa.list_(pa.string())


@dataclass(frozen=True)
class Verdicts:
    """A list handed down with what each of its rows ended in: (verdict in words, reason)."""

    handed: HandedList
    rows: Sequence[ListRow]
    told: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Results:
    """All that a run gives, ready to be written as data."""

    run: Run
    view: View
    problems: Sequence[Problem]
    counts: Sequence[VillageCount]
    asking: Asking
    lists: Sequence[Verdicts]


def write_data(results: Results, folder: Path) -> Iterator[Path]:
    """Yield the files: findings, unknowns, problems, quality, coverage, next_visit, list_verdicts (.parquet),
    statistics and not_asked (.json)."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "findings": _table(_findings(results.view.details), "rule kind severity subject key household village "
                           "message_zh message_en fingerprint"),
        "unknowns": results.run.screened.unknowns,
        "problems": _table(_problems(results.problems), "village household problem", rules=_TEXTS, findings=_TEXTS),
        "quality": _table(_quality(results.view), "rule subject key household village owner fingerprint"),
        "coverage": _table(_coverage(results), "village type", listed=pa.int64(), visited=pa.int64()),
        "next_visit": _table(_next_visit(results), "village household question", rules=_TEXTS),
        "list_verdicts": _table(_verdicts(results.lists), "list village household certainty verdict",
                                row=pa.int64(), by_a_person=pa.bool_()),
    }  # fmt: skip
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        pq.write_table(table, path, compression="zstd")
        yield path
    yield _json(folder / "statistics.json", _statistics(results))
    asking = results.asking
    yield _json(
        folder / "not_asked.json",
        {"run": results.run.id, "not_collected": asking.not_collected, "missing_parameters": asking.parameters},
    )


def _table(rows: Rows, texts: str, **more: pa.DataType) -> pa.Table:
    fields = dict.fromkeys(texts.split(), pa.string()) | more
    return pa.Table.from_pylist(list(rows), pa.schema(list(fields.items())))


def _json(path: Path, data: Mapping[str, object]) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    return path


def _findings(details: Sequence[Detail]) -> Rows:
    return [
        {
            "rule": d.rule.id, "kind": d.rule.kind, "severity": d.rule.severity, "subject": d.subject, "key": d.key,
            "household": d.household, "village": d.village, "message_zh": d.message.zh, "message_en": d.message.en,
            "fingerprint": d.fingerprint,
        }
        for d in details
    ]  # fmt: skip


def _problems(problems: Sequence[Problem]) -> Rows:
    """One row per household (or village) and class, with the rules that found it and the keys they found it at."""
    return [
        {
            "village": p.village, "household": p.household, "problem": p.problem,
            "rules": list(dict.fromkeys(d.rule.id for d in p.details)), "findings": [d.fingerprint for d in p.details],
        }
        for p in problems
    ]  # fmt: skip


def _quality(view: View) -> Rows:
    return [
        {
            "rule": d.rule.id, "subject": d.subject, "key": d.key, "household": d.household, "village": d.village,
            "owner": d.rule.owner or "", "fingerprint": d.fingerprint,
        }
        for d in view.details
        if d.rule.kind in QUALITY
    ]  # fmt: skip


def _coverage(results: Results) -> Rows:
    cells = [cell.code for cell in results.view.campaign.household_types]
    return [
        {"village": c.village.code, "type": t, "listed": c.listed.get(t, 0), "visited": c.visited.get(t, 0)}
        for c in results.counts
        for t in cells
    ]


def _next_visit(results: Results) -> Rows:
    households = results.view.households
    return [
        {
            "village": households[a.household].village,
            "household": a.household,
            "question": a.question,
            "rules": list(a.rules),
        }
        for a in results.asking.asks
    ]


def _verdicts(lists: Sequence[Verdicts]) -> Rows:
    """Codes of verdicts; "undecided" while nobody and no fact decides, "other" for words of an earlier pack."""
    rows = []
    for part in lists:
        codes = {v.zh: v.code for v in part.handed.verdicts} | {UNDECIDED: "undecided"}
        for row, (words, _) in zip(part.rows, part.told, strict=True):
            verdict = codes.get(words.removesuffix(PROPOSED), "other")
            rows.append(
                {
                    "list": part.handed.id, "row": row.row, "village": row.village, "household": row.key,
                    "certainty": row.certainty, "verdict": verdict, "by_a_person": bool(row.verdict),
                }
            )  # fmt: skip
    return rows


def _statistics(results: Results) -> Mapping[str, object]:
    counted = [
        {
            "village": c.village.code, "name": c.village.name, "listed": dict(c.listed), "visited": dict(c.visited),
            "problems": c.problems,
        }
        for c in results.counts
    ]  # fmt: skip
    households = results.view.households
    groups = {
        name: {"households": len(keys), "visited": sum(households[key].visited for key in keys)}
        for name, keys in results.run.groups.items()
    }
    return {"run": results.run.id, "villages": counted, "priority_groups": groups}
