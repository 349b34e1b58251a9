"""More facts never take a hit back: what was TRUE or FALSE stays so, whatever else becomes known."""

import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import agreement
from small_town import HOUSEHOLD, PARAMETERS, PERSON, random_village, town_schema

from shouxian.core.expressions.programme import Programme


def _less(random: Random, record: Mapping[str, Any], full: Mapping[str, Any]) -> dict[str, Any]:
    """``record`` with some facts forgotten and some bands widened."""
    left = dict(record)
    for column in full:
        if column.endswith("__hi") or column.endswith("_key") or column == "key" or column == "members":
            continue
        if random.random() < 0.4:
            if column.endswith("__asked"):
                continue
            if column.endswith("__complete"):
                left[column] = False
            elif column.endswith("__lo"):
                left[column] = None
                if random.random() < 0.5:
                    left[column.replace("__lo", "__hi")] = None
            else:
                left[column] = None
    return left


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_decided_verdict_stays_when_more_becomes_known(seed: int) -> None:
    random = Random(seed)
    report = agreement.Report()
    rules = [
        r for r in agreement.random_rules(random, 30, report) if "missing(" not in r.when and r.subject == "household"
    ]
    programme = Programme.compile(town_schema(), rules)
    village = random_village(random, 1, 6)
    for home in village["households"]:
        more = programme.run_python("household", home, village)
        poorer = _less(random, home, home)
        poorer["members"] = [_less(random, person, person) for person in home["members"]]
        if poorer["members__complete"] is not True:
            poorer["members"] = [person for person in poorer["members"] if random.random() < 0.7]
        fewer = programme.run_python("household", poorer, village)
        for rule in programme.by_subject["household"]:
            if fewer.of(rule) is not None:
                assert more.of(rule) is fewer.of(rule), next(r.when for r in rules if r.id == rule)


def test_the_town_declares_the_parameters_its_rules_use() -> None:
    assert {p.name for p in PARAMETERS} == set(town_schema().parameters) - {"reference_date"}
    assert HOUSEHOLD.members == "households"
    assert PERSON.parent == "household"
