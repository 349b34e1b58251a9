"""Do both engines, the plain meaning of a node, and SQLite say the same? Random rules × random towns.

Small in the tests; long by hand::

    python tests/generative/agreement.py                                 # the whole run, with its coverage
    python tests/generative/agreement.py --seconds 60                    # as far as it comes in a minute
    python tests/generative/agreement.py --first 17 --rounds 1           # one round of it again
    python tests/generative/agreement.py --first 17 --rounds 1 --keep-differences tests/generative/found/

Ends with 1 where anything differs, with 2 where nothing differs but a whole run did not cover what it must.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))

from any_expression import Author
from coverage_of_nodes import kind_of
from differences import keep
from real_rules import every_campaign
from report import LONG, Difference, Report
from small_town import random_village, town_schema
from ways import SUBJECTS, Village, by_duckdb, by_plain_meaning, by_python, by_sqlite, word

from shouxian.core.expressions.derive import define
from shouxian.core.expressions.nodes import walk
from shouxian.core.expressions.programme import Programme, RuleText, check_one
from shouxian.core.kernel.faults import ShouxianError, Where

SEED, ROUNDS, RULES, VILLAGES = 20220228, 36, 120, 100
KEPT = 10
"""Differences that are made small and kept; the same fault mostly shows in many."""


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


def compare(
    rules: list[RuleText], villages: list[Village], report: Report, origin: str = "", plain_every: int = 7
) -> None:
    """Add one programme over one set of villages to ``report``; the plain meaning is asked of every n-th village."""
    programme = Programme.compile(town_schema(), rules)
    texts = {rule.id: rule.when for rule in rules}
    fresh = {text: rule for rule, text in texts.items() if text not in report.expressions}
    report.expressions.update(fresh)
    for rule in fresh.values():
        report.kinds.update({kind_of(node) for node in walk(programme.nodes[rule])})
    sqlite, check = by_sqlite(programme, villages)
    others = {"duckdb": by_duckdb(programme, villages), "sqlite": sqlite}
    others["plain"] = by_plain_meaning(programme, villages[::plain_every])
    report.third_kinds.update(check.kinds)
    report.third_left_out.update(check.left_out.values())
    homes = {record["key"]: village for village in villages for record in _records(village)}
    for subject, key, said in by_python(programme, villages):
        ids = programme.by_subject[subject]
        _count(report, ids, said)
        for way, other in others.items():
            masks = other.get((subject, key))
            if masks is None or not ids:
                continue
            judged = [way != "sqlite" or rule not in check.left_out for rule in ids]
            report.asked[way] += sum(judged)
            for bit in _unlike(said, masks):
                if judged[bit]:
                    told = word(said, bit), word(masks, bit)
                    found = Difference(texts[ids[bit]], subject, key, homes[key], ("python", way), told, origin)
                    report.differences.append(found)


def _records(village: Village) -> list[Village]:
    homes = village["households"]
    return [village, *homes, *(person for home in homes for person in home["members"])]


def _count(report: Report, ids: tuple[str, ...], masks: tuple[int, int]) -> None:
    hits, unknowns = (mask.bit_count() for mask in masks)
    report.pairs += len(ids)
    report.asked["python"] += len(ids)
    report.verdicts.update({"hit": hits, "unknown": unknowns, "clear": len(ids) - hits - unknowns})


def _unlike(one: tuple[int, int], other: tuple[int, int]) -> list[int]:
    unlike = (one[0] ^ other[0]) | (one[1] ^ other[1])
    return [bit for bit in range(unlike.bit_length()) if unlike >> bit & 1]


def run(
    seed: int,
    rounds: int,
    rules: int,
    villages: int,
    households: int = 8,
    first: int = 1,
    after: Callable[[int, Report], bool] | None = None,
) -> Report:
    """``rounds`` programmes of ``rules`` expressions over ``villages`` × up to ``households`` homes each, from round
    ``first`` on; a round hangs on ``seed`` and its number only. ``after`` each round may say True to end."""
    report = Report()
    for number in range(first, first + rounds):
        random = Random(f"{seed}/{number}")
        written = random_rules(random, rules, report)
        town = [random_village(random, n, random.randint(0, households)) for n in range(villages)]
        compare(written, town, report, origin=f"--seed {seed} --first {number}")
        if after is not None and after(number, report):
            break
    return report


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--first", type=int, default=1, help="number of the first round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--rules", type=int, default=RULES, help="expressions a round")
    parser.add_argument("--villages", type=int, default=VILLAGES, help="villages a round")
    parser.add_argument("--seconds", type=float, help="begin no round after so long; coverage is told, not demanded")
    parser.add_argument("--keep-differences", type=Path, metavar="FOLDER", help="write them as small case files")
    return parser.parse_args()


def main() -> int:
    given, start = _arguments(), time.monotonic()
    whole = (given.seed, given.first, given.rounds, given.seconds) == (SEED, 1, ROUNDS, None)

    def after(number: int, report: Report) -> bool:
        spent = time.monotonic() - start
        told = f"round {number}/{given.first + given.rounds - 1}: {report.pairs:,} pairs, {spent:.0f} s, "
        print(f"{told}{len(report.differences)} differences", file=sys.stderr, flush=True)
        return given.seconds is not None and spent > given.seconds

    report = run(given.seed, given.rounds, given.rules, given.villages, first=given.first, after=after)
    print(report.text())
    unlike = [line for line in every_campaign(told=print) if line] if whole else []
    for difference in report.differences[:20]:
        print("DIFFERENT:", difference.text())
    if report.differences:
        _keep(given.keep_differences, report.differences)
    for line in unlike:
        print("DIFFERENT:", line)
    unmet = report.unmet(LONG)
    for line in unmet:
        print("NOT COVERED:" if whole else "not covered by so short a run:", line)
    return 1 if report.differences or unlike else 2 if whole and unmet else 0


def _keep(folder: Path | None, differences: list[Difference]) -> None:
    if folder is None:
        print(f"Keep it as a case file: python tests/generative/agreement.py {differences[0].origin} --rounds 1 "
              "--keep-differences tests/generative/found/")  # fmt: skip
        return
    for path in keep(differences, folder, KEPT):
        print("kept:", path)


if __name__ == "__main__":
    raise SystemExit(main())
