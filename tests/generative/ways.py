"""The four ways to a verdict: compiled Python, DuckDB, the plain meaning of a node, and SQLite as a third check.

Each gives (subject, key) → (hits, unknowns), bit k for the k-th rule of the subject.
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any, cast

from small_town import tables
from third_check import ThirdCheck

from shouxian.core.dataset.engine import engine
from shouxian.core.expressions.evaluate import Frames, ends, value, verdict
from shouxian.core.expressions.programme import Programme
from shouxian.core.kernel.logic import Verdict

WAYS = ("python", "duckdb", "plain", "sqlite")
SUBJECTS = ("household", "person", "village")
Village = dict[str, Any]
Masks = dict[tuple[str, str], tuple[int, int]]


def masks_of(verdicts: Sequence[Verdict]) -> tuple[int, int]:
    return sum(1 << b for b, v in enumerate(verdicts) if v), sum(1 << b for b, v in enumerate(verdicts) if v is None)


def word(masks: tuple[int, int], bit: int) -> str:
    return "hit" if masks[0] >> bit & 1 else "unknown" if masks[1] >> bit & 1 else "clear"


def by_python(programme: Programme, villages: list[Village]) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """(subject, key, masks) of every record of every village, by the compiled functions."""
    for village in villages:
        above = programme.widened("village", village)  # village facts that households use need no household columns
        homes = [programme.widened("household", home, above) for home in village["households"]]
        wide = programme.widened("village", {**village, "households": homes})
        homes = [programme.widened("household", home, wide) for home in village["households"]]
        run = programme.run_python("village", {**village, "households": homes})
        yield "village", village["key"], (run.hits, run.unknowns)
        for home, raw in zip(homes, village["households"], strict=True):
            run = programme.run_python("household", raw, wide)
            yield "household", home["key"], (run.hits, run.unknowns)
            for person in raw["members"]:
                run = programme.run_python("person", person, home)
                yield "person", person["key"], (run.hits, run.unknowns)


def by_plain_meaning(programme: Programme, villages: list[Village]) -> Masks:
    """The plain meaning of every rule on every record, derived facts by their plain meaning too: nothing compiled."""
    found: Masks = {}
    for village in villages:
        frames = _frames(copy.deepcopy(village))
        for name, node in programme.definitions.items():
            fact = programme.schema.fact(name)
            for frame in frames:
                if fact.subject in frame.by_subject and frame.own is frame.by_subject[fact.subject]:
                    _put(cast("Village", frame.own), name, ends(node, frame) if fact.bounded else value(node, frame))
        for subject, frame in zip(_subjects(village), frames, strict=True):
            ids = programme.by_subject[subject]
            found[subject, frame.own["key"]] = masks_of([verdict(programme.nodes[rule], frame) for rule in ids])
    return found


def _frames(village: Village) -> list[Frames]:
    """The village, each home and then its people, as the plain meaning reads them; they share their records."""
    found = [Frames(village, {"village": village})]
    for home in village["households"]:
        found.append(Frames(home, {"household": home, "village": village}))
        found += [Frames(person, {"person": person, "household": home}) for person in home["members"]]
    return found


def _subjects(village: Village) -> Iterator[str]:
    yield "village"
    for home in village["households"]:
        yield "household"
        yield from ("person" for _ in home["members"])


def _put(record: Village, name: str, told: Any) -> None:
    if isinstance(told, tuple):
        record[f"{name}__lo"], record[f"{name}__hi"] = told
    else:
        record[name] = told


def by_duckdb(programme: Programme, villages: list[Village]) -> Masks:
    found: Masks = {}
    with engine() as connection:
        for name, table in tables(villages).items():
            connection.register(name, table)
        for subject in (subject for subject in SUBJECTS if programme.by_subject[subject]):
            for key, *words in connection.sql(programme.sql(subject).masks).fetchall():
                hits = sum(word << (62 * n) for n, word in enumerate(words[0::2]))
                found[subject, key] = hits, sum(word << (62 * n) for n, word in enumerate(words[1::2]))
    return found


def by_sqlite(programme: Programme, villages: list[Village]) -> tuple[Masks, ThirdCheck]:
    """Masks in which a rule that the check left out is clear; the check tells which those are."""
    nodes = {rule: (programme.subjects[rule], node) for rule, node in programme.nodes.items()}
    check = ThirdCheck.of(programme.schema, programme.definitions, nodes)
    found: Masks = {}
    for subject, records in check.verdicts(tables(villages)).items():
        for key, said in records.items():
            found[subject, key] = masks_of([said.get(rule, False) for rule in programme.by_subject[subject]])
    return found, check


def every_way(programme: Programme, village: Village, ways: Sequence[str] = WAYS) -> dict[str, Masks]:
    """Each of ``ways`` over one village; where SQLite cannot say a rule it stands aside."""
    found: dict[str, Masks] = {}
    if "python" in ways:
        found["python"] = {(subject, key): masks for subject, key, masks in by_python(programme, [village])}
    if "duckdb" in ways:
        found["duckdb"] = by_duckdb(programme, [village])
    if "plain" in ways:
        found["plain"] = by_plain_meaning(programme, [village])
    if "sqlite" in ways:
        third, check = by_sqlite(programme, [village])
        found |= {} if check.left_out else {"sqlite": third}
    return found
