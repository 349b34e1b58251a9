"""Two engines, one meaning: random rules over random towns; and the run itself finds seeded faults."""

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import agreement
from small_town import random_village

from shouxian.core.expressions import functions, python_engine, python_members, sql_members, sql_text

_SETTINGS = settings(
    max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)


@_SETTINGS
@given(seed=st.integers(0, 2**32))
def test_python_duckdb_and_the_plain_meaning_give_the_same_verdicts(seed: int) -> None:
    random = Random(seed)
    report = agreement.Report()
    rules = agreement.random_rules(random, 12, report)
    agreement.compare(rules, [random_village(random, n, 3) for n in range(3)], report, plain_every=1)
    assert report.differences == []


def test_a_longer_run_covers_every_node_and_every_verdict() -> None:
    report = agreement.run(seed=7, rounds=3, rules=90, villages=12)
    assert report.differences == []
    assert len(report.expressions) > 200
    assert min(report.verdicts[v] for v in ("hit", "clear", "unknown")) > report.pairs // 10
    met = {kind.split(" ")[0] for kind in report.kinds}
    assert met == {"Aggregate", "And", "Call", "Compare", "FactRef", "Has", "IsIn", "Literal", "Missing", "Not",
                   "Occurrences", "Or", "ParamRef", "Quantified", "Sum"}  # fmt: skip
    calls = {kind for kind in report.kinds if kind.startswith(("Call", "Quantified", "Aggregate"))}
    assert {k.split(" ")[1] for k in calls} == {
        "age_on", "months_since", "days_since", "per_head", "share_over", "any", "all", "at_least", "at_most", "count",
        "sum", "min", "max",
    }  # fmt: skip


def _swap(module: Any, name: str, change: Callable[[str], str]) -> tuple[Any, str, Any]:
    sound = getattr(module, name)
    return module, name, lambda *args, **kwargs: change(sound(*args, **kwargs))


_TEST = sql_text.SqlWriter.test
SEEDED: dict[str, tuple[Any, str, Any]] = {
    "sql: any over an incomplete list is false": _swap(sql_members, "_quantifier", lambda sql: sql + " IS TRUE"),
    "sql: hits counted one short": _swap(sql_members, "_quantifier", lambda sql: sql.replace("> 0", "> 1")),
    "sql: share of an empty whole": (
        functions, "DEFINED", {"share_over": lambda part, whole, percent: "TRUE"},
    ),
    "sql: age by calendar year": (
        functions, "SQL", {"age_on": lambda b, d: f"(year({d}) - year({b}))"},
    ),
    "sql: per head cut towards zero": (
        functions, "SQL", {"per_head": lambda t, n: f"({t} // greatest({n}, 1))"},
    ),
    "sql: months by calendar": (
        functions, "SQL",
        {"months_since": lambda a, b: f"((year({b}) - year({a})) * 12 + month({b}) - month({a}))"},
    ),
    "python: any ignores completeness": _swap(
        python_members, "_quantifier", lambda text: text.replace(" is True and", " is not 5 and")
    ),
    "python: an unknown conjunct is clear": (
        python_engine.PythonEmitter, "_joined",
        lambda self, node, scope: self.assign(scope, " and ".join(f"{self.one(i)} is True" for i in node.items)),
    ),
    "sql: an amount at the line counts as below": (
        sql_text.SqlWriter, "test", lambda self, text: _TEST(self, text.replace(" < ", " <= ")),
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::SyntaxWarning")  # one seeded fault compares with a constant by identity
@pytest.mark.parametrize("name", SEEDED)
def test_a_seeded_fault_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, attribute, replacement = SEEDED[name]
    if isinstance(replacement, dict):
        for key, function in replacement.items():
            monkeypatch.setitem(getattr(where, attribute), key, function)
    else:
        monkeypatch.setattr(where, attribute, replacement)
    for seed in range(8):  # rare functions need more than one programme
        if agreement.run(seed=seed, rounds=1, rules=60, villages=15).differences:
            return
    pytest.fail("the run did not find the fault")
