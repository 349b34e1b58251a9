"""The face of the room: bits by rule id, copies instead of changes, one word per sixty-two rules."""

from typing import Any

import duckdb
import pyarrow as pa
import pytest

from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import ShouxianError, Where
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.screening.case_records import raw_columns


def rule(id_: str, when: str, subject: str = "household") -> RuleText:
    return RuleText(id_, subject, "risk", when, Where(id_))


def test_bits_follow_the_ids_whatever_the_order_given(schema: Schema) -> None:
    programme = Programme.compile(
        schema, [rule("z.z", "wages > 0"), rule("a.a", "housing_safe"), rule("m.m", "people > 0")]
    )
    run = programme.run_python("household", {"housing_safe": True, "people": 0})
    assert run.rules == ("a.a", "m.m", "z.z")
    assert (run.hits, run.unknowns) == (0b001, 0b100)
    assert (run.hit_ids(), run.unknown_ids()) == (("a.a",), ("z.z",))
    assert [run.of(r) for r in run.rules] == [True, False, None]


def test_more_than_a_word_of_rules_in_duckdb(schema: Schema) -> None:
    programme = Programme.compile(
        schema, [rule(f"r.n{n:03d}", "housing_safe" if n % 2 else "wages > 0") for n in range(130)]
    )
    homes = [{"key": "H", "housing_safe": True}]
    with duckdb.connect() as connection:
        connection.register("household", pa.Table.from_pylist(homes, raw_columns(schema, "household")))
        [(key, *words)] = connection.sql(programme.sql("household").masks).fetchall()
        [(_, *only_hits)] = connection.sql(programme.sql("household").hits).fetchall()
    assert key == "H"
    assert len(words) == 6
    assert words[0::2] == only_hits
    run = programme.run_python("household", homes[0])
    assert sum(word << 62 * n for n, word in enumerate(words[0::2])) == run.hits
    assert sum(word << 62 * n for n, word in enumerate(words[1::2])) == run.unknowns


def test_a_record_is_never_changed(schema_with: Any, new_fact: Any) -> None:
    schema = schema_with(
        new_fact("hands", "int", derive="count(members, fit)"),
        more_of_person=(new_fact("fit", "bool", derive="NOT disabled"),),
    )
    programme = Programme.compile(schema, [])
    home = {"members": [{"disabled": False}], "members__complete": True}
    wide = programme.widened("household", home)
    assert (wide["hands"], wide["members"][0]["fit"]) == (1, True)
    assert home == {"members": [{"disabled": False}], "members__complete": True}


def test_a_member_takes_the_parameters_of_its_home(schema: Schema) -> None:
    programme = Programme.compile(schema, [rule("p.line", "wage < monitoring_line", "person")])
    person = {"wage__lo": 5, "wage__hi": 5}
    assert programme.run_python("person", person, {"p__monitoring_line": 6}).of("p.line") is True
    assert (
        programme.run_python("person", {**person, "p__monitoring_line": 5}, {"p__monitoring_line": 6}).of("p.line")
        is False
    )


def test_an_id_stands_once(schema: Schema) -> None:
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema, [rule("a.a", "housing_safe"), rule("a.a", "people > 0")])
    assert caught.value.faults[0].code == "EXPR_DUPLICATE"


def test_a_subject_without_rules_has_empty_masks(schema: Schema) -> None:
    run = Programme.compile(schema, []).run_python("person", {})
    assert (run.rules, run.hits, run.unknowns) == ((), 0, 0)


def test_a_parent_that_is_no_subject_is_refused() -> None:
    lost = SubjectFile(subject="person", letter="P", zh="人", en="person", parent="home", variables=())
    with pytest.raises(ShouxianError) as caught:
        Schema.build([lost])
    assert caught.value.faults[0].code == "EXPR_SUBJECT"
