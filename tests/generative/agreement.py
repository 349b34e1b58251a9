"""Do both engines, and the plain meaning of a node, give the same verdict? Random rules × random towns.

Small in the tests; long by hand::

    python tests/generative/agreement.py --rounds 20 --rules 90 --villages 60
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import duckdb

sys.path.insert(0, str(Path(__file__).parent))

from any_expression import Author
from small_town import random_village, tables, town_schema

from shouxian.core.expressions.derive import define
from shouxian.core.expressions.evaluate import Frames, verdict
from shouxian.core.expressions.nodes import Node, walk
from shouxian.core.expressions.programme import Programme, RuleText, check_one
from shouxian.core.kernel.faults import ShouxianError, Where

SUBJECTS = ("household", "person", "village")


@dataclass
class Report:
    """What a run saw. ``differences`` are the first disagreements: rule text, key, verdict per engine."""

    expressions: set[str] = field(default_factory=set)
    pairs: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def text(self) -> str:
        total = max(1, sum(self.verdicts.values()))
        shares = ", ".join(f"{name} {count / total:.1%}" for name, count in sorted(self.verdicts.items()))
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(self.kinds.items()))
        return (
            f"{self.pairs} pairs, {len(self.expressions)} distinct expressions, {len(self.differences)} differences\n"
            f"verdicts: {shares}\nnodes: {kinds}\nrefused at load: {dict(self.refused)}"
        )


def random_rules(random: Random, count: int, report: Report) -> list[RuleText]:
    """Sound rules only; what the checker refuses is counted."""
    schema, found = town_schema(), []
    definitions = define(schema)
    while len(found) < count:
        subject = random.choice(SUBJECTS)
        text = Author(random, subject).truth(2)
        rule = RuleText(f"r.n{len(found):04d}", subject, "quality", text, Where("generated"))
        try:
            check_one(schema, definitions, rule)
        except ShouxianError as error:
            report.refused[error.faults[0].code] += 1
            continue
        found.append(rule)
    return found


def _kind(node: Node) -> str:
    function = getattr(node, "function", getattr(node, "how", ""))
    band = " (bounds)" if node.bounded else ""
    return f"{type(node).__name__}{' ' + function if function else ''}{band}"


def python_verdicts(programme: Programme, villages: list[dict[str, Any]]) -> Iterator[tuple[str, str, int, int, Any]]:
    """(subject, key, hits, unknowns, frames) of every record of every village."""
    for village in villages:
        above = programme.widened("village", village)  # village facts that households use need no household columns
        homes = [programme.widened("household", home, above) for home in village["households"]]
        wide = programme.widened("village", {**village, "households": homes})
        homes = [programme.widened("household", home, wide) for home in village["households"]]
        run = programme.run_python("village", {**village, "households": homes})
        yield "village", village["key"], run.hits, run.unknowns, Frames(wide, {"village": wide})
        for home, raw in zip(homes, village["households"], strict=True):
            run = programme.run_python("household", raw, wide)
            frames = Frames(home, {"household": home, "village": wide})
            yield "household", home["key"], run.hits, run.unknowns, frames
            for person, raw_person in zip(home["members"], raw["members"], strict=True):
                run = programme.run_python("person", raw_person, home)
                yield (
                    "person",
                    person["key"],
                    run.hits,
                    run.unknowns,
                    Frames(person, {"person": person, "household": home}),
                )


def sql_verdicts(programme: Programme, villages: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[int, int]]:
    """(subject, key) → (hits, unknowns), all words joined."""
    connection = duckdb.connect(config={"threads": 2})
    for name, table in tables(villages).items():
        connection.register(name, table)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for subject in SUBJECTS:
        for key, *words in connection.sql(programme.sql(subject).masks).fetchall():
            hits = sum(word << (62 * n) for n, word in enumerate(words[0::2]))
            found[subject, key] = hits, sum(word << (62 * n) for n, word in enumerate(words[1::2]))
    return found


def compare(rules: list[RuleText], villages: list[dict[str, Any]], report: Report, plain_every: int = 7) -> None:
    """Add one programme over one set of villages to ``report``; the plain meaning is asked of every n-th record."""
    programme = Programme.compile(town_schema(), rules)
    texts = {rule.id: rule.when for rule in rules}
    report.expressions.update(texts.values())
    report.kinds.update(_kind(node) for rule in programme.nodes.values() for node in walk(rule))
    by_sql = sql_verdicts(programme, villages)
    for number, (subject, key, hits, unknowns, frames) in enumerate(python_verdicts(programme, villages)):
        ids = programme.by_subject[subject]
        report.pairs += len(ids)
        report.verdicts["hit"] += hits.bit_count()
        report.verdicts["unknown"] += unknowns.bit_count()
        report.verdicts["clear"] += len(ids) - hits.bit_count() - unknowns.bit_count()
        if by_sql[subject, key] != (hits, unknowns):
            _note(report, texts, ids, key, (hits, unknowns), by_sql[subject, key])
        if number % plain_every == 0:
            plain = [verdict(programme.nodes[rule], frames) for rule in ids]
            meant = sum(1 << b for b, v in enumerate(plain) if v), sum(1 << b for b, v in enumerate(plain) if v is None)
            if meant != (hits, unknowns):
                _note(report, texts, ids, key, (hits, unknowns), meant, "plain")


def _note(
    report: Report, texts: dict[str, str], ids: tuple[str, ...], key: str,
    one: tuple[int, int], two: tuple[int, int], other: str = "sql",
) -> None:  # fmt: skip
    def said(pair: tuple[int, int], bit: int) -> str:
        return "hit" if pair[0] >> bit & 1 else "unknown" if pair[1] >> bit & 1 else "clear"

    for bit, rule in enumerate(ids):
        if said(one, bit) != said(two, bit):
            report.differences.append(f"{texts[rule]} on {key}: python {said(one, bit)}, {other} {said(two, bit)}")


def run(seed: int, rounds: int, rules: int, villages: int, households: int = 8) -> Report:
    """``rounds`` programmes of ``rules`` expressions over ``villages`` × ``households`` homes each."""
    report, random = Report(), Random(seed)
    for _ in range(rounds):
        written = random_rules(random, rules, report)
        compare(written, [random_village(random, n, random.randint(0, households)) for n in range(villages)], report)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20220228)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--rules", type=int, default=90)
    parser.add_argument("--villages", type=int, default=60)
    given = parser.parse_args()
    report = run(given.seed, given.rounds, given.rules, given.villages)
    print(report.text())
    for line in report.differences[:20]:
        print("DIFFERENT:", line)
    return 1 if report.differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
