"""A finding in plain words: values with units, the line and what holds at it, each member."""

from datetime import date
from typing import Any

from shouxian.core.expressions.explain import Explanation
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.written import written
from shouxian.core.kernel.faults import Where


def explained(schema: Schema, when: str, record: dict[str, Any], lang: Any = "zh", **more: Any) -> Explanation:
    programme = Programme.compile(schema, [RuleText("t.rule", "household", "quality", when, Where("t"))])
    return programme.explain("t.rule", record, lang, **more)


HOME = {
    "income_per_head__lo": 400_000, "income_per_head__hi": 600_000, "p__monitoring_line": 650_001,
    "housing_safe": False, "tenure": "rent", "risks": ["illness"], "wages": 123_450, "people": 3,
    "members": [{"key": "P-1", "disabled": True}, {"key": "P-2"}], "members__complete": False,
}  # fmt: skip


def test_a_band_against_a_line_tells_the_amounts_and_the_reading(schema: Schema) -> None:
    told = explained(schema, "income_per_head < monitoring_line", HOME, readings={"monitoring_line": "below"})
    assert told.verdict is True
    assert told.text == "人均纯收入 4000元—6000元 < 监测线 6500元(等于该线也算低于):成立"
    [used] = told.facts
    assert (used.fact, used.shown) == ("income_per_head", "4000元—6000元")
    english = explained(schema, "income_per_head < monitoring_line", {**HOME, "p__monitoring_line": 650_000}, "en")
    assert "4000 yuan—6000 yuan < monitoring line 6500 yuan (an amount exactly at it does not count" in english.text


def test_codes_and_choices_are_told_by_their_words(schema: Schema) -> None:
    told = explained(schema, "tenure IN ('rent', 'other') AND has(risks, 'illness') AND NOT housing_safe", HOME)
    lines = list(told.lines())
    assert lines[0] == "同时满足:成立"
    assert lines[1] == "  产权 租住 属于 租住、其他:成立"
    assert lines[2] == "  风险 因病 包含 因病:成立"
    assert lines[3:] == ["  不满足:成立", "    住房安全 否:不成立"]
    assert {f.fact for f in told.facts} == {"tenure", "risks", "housing_safe"}


def test_each_member_is_named(schema: Schema) -> None:
    told = explained(schema, "at_least(2, members, disabled)", HOME)
    assert told.verdict is None
    assert list(told.lines()) == [
        "家庭成员中至少2个(名单未确认完整):无法判断",
        "  P-1: 残疾 是:成立",
        "  P-2: 残疾 未知:无法判断",
    ]
    assert [f.key for f in told.facts] == ["P-1", "P-2"]


def test_functions_sums_totals_and_open_bands_have_words(schema: Schema) -> None:
    record = {**HOME, "income_per_head__hi": None, "visited_on": date(2022, 3, 1), "moved_in": date(2021, 5, 1)}
    rules = {
        "per_head(wages, people) > 0": "人均(wages 1234.50元, 人口 3人) 411.50元",
        "income_per_head + wages > 0": "人均纯收入 4000元以上 + wages 1234.50元",
        "count(members, disabled) > 0": "家庭成员计数(名单未确认完整) 未知",
        "days_since(moved_in, visited_on) > 0": "天数(moved_in 2021-05, visited_on 2022-03-01) 304",
        "missing(note)": "note 已询问而未填",
        "occurrences(phone) > 1": "phone 出现的次数 未知",
        "visited_on > DATE '2022-01-01'": "visited_on 2022-03-01 > 2022-01-01",
        "share_over(wages, wages, spending_share)": "占比超过(wages 1234.50元, wages 1234.50元, 支出占比 未知)",
        "income_per_head < monitoring_line": "人均纯收入 4000元以上 < 监测线 6500.01元",
    }
    for when, start in rules.items():
        assert explained(schema, when, record).text.startswith(start)
    below = {"income_per_head__hi": 5}
    assert explained(schema, "income_per_head > 0", below).text.startswith("人均纯收入 0.05元以下")
    assert explained(schema, "income_per_head > 0", {}, "en").text == "income per head not known > 0 yuan: unknown"


def test_a_derived_fact_tells_where_it_comes_from(schema_with: Any, new_fact: Any) -> None:
    schema = schema_with(new_fact("hands", "int", derive="count(members, NOT disabled)", unit="人", zh="劳动力"))
    told = explained(
        schema, "hands <= 0", {**HOME, "members__complete": True, "members": [{"key": "P-1", "disabled": True}]}
    )
    assert list(told.lines())[:2] == ["劳动力 0人 <= 0:成立", "  劳动力 由此得出: 家庭成员计数 0"]
    assert {f.fact for f in told.facts} == {"hands", "disabled"}


def test_what_is_written_is_read_back_as_the_same_node(schema: Schema) -> None:
    for when in (
        "NOT (housing_safe OR tenure IN ('own', 'rent')) AND wages - income_per_head < 0",
        "at_least(2, members, disabled) OR count(members) = 1 OR sum(members, wage) < monitoring_line",
        "missing(note) AND occurrences(phone) > 1 AND note <> 'it''s' AND visited_on > DATE '2022-01-01'",
        "share_over(wages, wages, spending_share) AND has(risks, 'illness') AND housing_safe = TRUE",
        "any(members, disabled)",
    ):
        node = Programme.compile(schema, [RuleText("t.r", "household", "quality", when, Where("t"))]).nodes["t.r"]
        again = Programme.compile(schema, [RuleText("t.r", "household", "quality", written(node), Where("t"))])
        assert again.nodes["t.r"] == node


def test_each_member_is_told_with_its_own_line(schema: Schema) -> None:
    families = [
        {"key": f"H-{n}", "wages": 20_000, "p__monitoring_line": line} for n, line in enumerate((10_000, 30_000))
    ]
    village = {"households": families, "households__complete": True, "p__monitoring_line": 90_000}
    rule = RuleText("t.rule", "village", "quality", "any(households, wages < monitoring_line)", Where("t"))
    lines = list(Programme.compile(schema, [rule]).explain("t.rule", village, "en").lines())
    assert "monitoring line 100 yuan" in lines[1]
    assert lines[1].endswith("false")
    assert "monitoring line 300 yuan" in lines[2]
    assert lines[2].endswith("true")
