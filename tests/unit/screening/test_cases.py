"""The cases of a rule: facts in, verdict out, in both engines; and changes of the rule that no case notices."""

from pathlib import Path
from typing import Any

import pytest

from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.dictionary import Code, CodeList, SubjectFile
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.source import parse_model, read_yaml
from shouxian.core.screening import cases
from shouxian.core.screening.cases import CasedRule, check_cases
from shouxian.core.screening.mutation import mutate

HOUSEHOLD = """
subject: household
letter: H
zh: 户
en: household
parent: village
members: households
variables:
  - {name: income, type: money, zh: 收入, en: income, privacy: sensitive, source: t, bounds: true}
  - {name: people, type: int, zh: 人口, en: people, privacy: none, source: t}
  - {name: visited_on, type: date, zh: 日期, en: day, privacy: none, source: t}
  - {name: tenure, type: choice, zh: 产权, en: tenure, privacy: none, source: t, codelist: tenures}
  - {name: risks, type: choices, zh: 风险, en: risks, privacy: none, source: t, codelist: tenures}
  - {name: phone, type: text, zh: 电话, en: phone, privacy: sensitive, source: t, identifier: true}
  - {name: ill, type: int, zh: 病人, en: ill, privacy: none, source: t, derive: "count(members, sick)"}
"""
PERSON = """
subject: person
letter: P
zh: 人
en: person
parent: household
members: members
variables:
  - {name: sick, type: bool, zh: 病, en: sick, privacy: health, source: t}
"""
VILLAGE = """
subject: village
letter: V
zh: 村
en: village
variables:
  - {name: clinic, type: bool, zh: 卫生室, en: clinic, privacy: none, source: t}
"""
HEAD = """
subject: {subject}
kind: {kind}
basis: [{{document: t}}]
when: {when}
severity: verify
message: {{zh: 问, en: ask}}
cases:
"""


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    files = []
    for name, text in (("v", VILLAGE), ("h", HOUSEHOLD), ("p", PERSON)):
        (tmp_path / name).write_text(text, "utf-8")
        files.append(parse_model(read_yaml(tmp_path / name), SubjectFile))
    codes = tuple(Code(code=c, zh=c, en=c) for c in ("own", "rent", "other"))
    line = Parameter(name="line", kind="line", type="money", unit="元", zh="线", en="line")
    many = Parameter(name="many", kind="count", type="int", unit="", zh="多", en="many")
    since = Parameter(name="since", kind="date", type="date", unit="", zh="自", en="since")
    lists = [CodeList(id="tenures", zh="t", en="t", source="t", codes=codes)]
    return Schema.build(files, lists, [line, many, since])


@pytest.fixture
def rule(tmp_path: Path) -> Any:
    def write(
        when: str, *case_lines: str, subject: str = "household", kind: str = "risk", id_: str = "t.rule"
    ) -> CasedRule:
        path = tmp_path / f"{id_}.yaml"
        head = HEAD.format(subject=subject, kind=kind, when=when)
        path.write_text(f"id: {id_}{head}" + "\n".join(f"  - {line}" for line in case_lines), "utf-8")
        source = read_yaml(path, shown_as=f"rules/{id_}.yaml")
        return CasedRule.of(parse_model(source, Rule), source)

    return write


def test_bands_lines_and_both_readings(schema: Schema, rule: Any) -> None:
    sound = rule(
        "income < line",
        "{given: {income: 5800}, parameters: {line: 6000}, expect: hit}",
        '{given: {income: "(4000, 6000]"}, parameters: {line: 6500}, expect: hit}',
        '{given: {income: "(6000, 10000]"}, parameters: {line: 6500}, expect: unknown}',
        "{given: {income: 6500}, parameters: {line: 6500}, expect: clear}",
        "{given: {income: 6500}, parameters: {line: 6500 below}, expect: hit}",
        "{given: {income: 6500}, parameters: {line: 6500 not_below}, expect: clear}",
        "{given: {income: 5800}, expect: unknown}",
        "{given: {}, expect: unknown}",
    )
    assert check_cases(schema, [sound]) == []


def test_members_parents_blanks_codes_dates_and_occurrences(schema: Schema, rule: Any) -> None:
    rules = [
        rule(
            "any(members, sick) AND tenure = 'rent' AND has(risks, 'own') AND visited_on >= since",
            "{given: {tenure: rent, risks: [own], visited_on: 2022-02-01}, members: [{}, {sick: true}], "
            "parameters: {since: 2022-01-01}, expect: hit}",
            "{given: {tenure: rent, risks: [own], visited_on: 2021-02-01}, members: [{sick: true}], "
            "parameters: {since: 2022-01-01}, expect: clear}",
            "{given: {tenure: rent, risks: [], visited_on: 2022-02-01}, members: [], expect: clear}",
            "{given: {}, members: [{sick: true}], members_complete: false, expect: unknown}",
            id_="t.home",
        ),
        rule(
            "missing(phone) OR occurrences(phone) > many",
            "{given: {phone: null}, expect: hit}",
            '{given: {phone: "139", occurrences(phone): 3}, parameters: {many: 2}, expect: hit}',
            '{given: {phone: "139"}, parameters: {many: 2}, expect: clear}',
            id_="t.phone", kind="quality",
        ),
        rule(
            "sick AND ill > many AND people > 0",
            "{given: {sick: true}, parent: {people: 2}, members: [{sick: true}], parameters: {many: 1}, expect: hit}",
            "{given: {sick: true}, parent: {people: 2}, members: [], parameters: {many: 1}, expect: clear}",
            "{given: {sick: true}, parent: {people: 2}, parameters: {many: 1}, expect: unknown}",
            id_="t.person", subject="person",
        ),
        rule(
            "clinic = FALSE AND count(households, tenure = 'rent') > 0",
            "{given: {clinic: false}, members: [{tenure: rent}], expect: hit}",
            "{given: {clinic: false}, members: [{tenure: rent}], members_complete: false, expect: unknown}",
            "{given: {clinic: true}, expect: clear}",
            id_="t.village", subject="village",
        ),
        rule(
            "tenure = 'rent' AND NOT clinic AND months_since(visited_on, reference_date) > 1",
            "{given: {tenure: rent, visited_on: 2022-01-01}, parent: {clinic: false}, "
            "reference_date: 2022-03-01, expect: hit}",
            "{given: {tenure: rent, visited_on: 2022-01-01}, parent: {clinic: true}, "
            "reference_date: 2022-03-01, expect: clear}",
            id_="t.far",
        ),
    ]  # fmt: skip
    assert [f.text("en") for f in check_cases(schema, rules)] == []


def test_a_wrong_expectation_is_told_with_file_and_line(schema: Schema, rule: Any) -> None:
    wrong = rule("people > many", "{given: {people: 1}, expect: hit}", "{given: {}, expect: unknown}")
    [found] = check_cases(schema, [wrong])
    assert (found.code, found.where.file) == ("CASE_VERDICT", "rules/t.rule.yaml")
    assert found.where.line == 9
    assert "expects hit and gets unknown" in found.what("en")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("{given: {income: much}, expect: hit}", "not an interval"),
        ("{given: {peple: 1}, expect: hit}", "not a fact of household"),
        ("{given: {sick: true}, expect: hit}", "not a fact of household"),
        ("{given: {ill: 2}, expect: hit}", "derived fact is computed"),
        ("{given: {tenure: rented}, expect: hit}", "code list"),
        ('{given: {people: "(1, 2]"}, expect: hit}', "bounds"),
        ("{given: {}, parameters: {lin: 1}, expect: hit}", "not a parameter"),
        ("{given: {}, parameters: {line: x}, expect: hit}", "not an interval"),
    ],
)
def test_a_value_that_cannot_be_is_told(schema: Schema, rule: Any, given: str, reason: str) -> None:
    found = check_cases(schema, [rule("people > many", given, "{given: {}, expect: unknown}")])
    assert found[0].code == "CASE_VALUE"
    assert reason in found[0].what("en")


def test_engines_that_differ_are_told(schema: Schema, rule: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = rule(
        "people > many", "{given: {people: 3}, parameters: {many: 2}, expect: hit}", "{given: {}, expect: unknown}"
    )
    monkeypatch.setattr(cases, "_sql_verdicts", lambda programme, prepared: {case.key: False for case in prepared})
    found = check_cases(schema, [sound])
    assert [f.code for f in found] == ["CASE_ENGINES", "CASE_ENGINES"]


def test_a_rule_without_a_file_is_placed_by_its_id(rule: Any) -> None:
    placed = CasedRule.of(rule("people > many", "{expect: unknown}", "{expect: unknown}").rule)
    assert placed.where.file == "t.rule"
    assert len(placed.cases) == 2


def test_a_rule_that_does_not_compile_stops_the_check(schema: Schema, rule: Any) -> None:
    with pytest.raises(ShouxianError):
        check_cases(schema, [rule("people > 5", "{expect: unknown}", "{expect: unknown}")])


GOOD = (
    "{given: {income: 6499}, parameters: {line: 6500}, expect: hit}",
    "{given: {income: 6500}, parameters: {line: 6500}, expect: clear}",
)


def test_cases_on_both_sides_of_the_line_kill_every_change(schema: Schema, rule: Any) -> None:
    found = mutate(schema, [rule("income < line", *GOOD)])
    assert (found.total, found.killed, found.survivors) == (4, 4, ())


def test_a_case_missing_at_the_line_is_told(schema: Schema, rule: Any) -> None:
    found = mutate(
        schema, [rule("income < line", GOOD[0], "{given: {income: 9000}, parameters: {line: 6500}, expect: clear}")]
    )
    told = [f.what("en") for f in found.survivors]
    assert any("income < line → income <= line" in text for text in told)
    assert found.killed == found.total - len(told)
    assert not found.survivors[0].blocking


def test_every_kind_of_change_is_tried(schema: Schema, rule: Any) -> None:
    wide = rule(
        "(tenure IN ('own', 'rent') OR NOT has(risks, 'own')) AND at_least(2, members, sick) AND people - ill > 0 "
        "AND any(members, sick = TRUE) AND all(members, sick) AND visited_on > since AND tenure = 'own'",
        "{expect: unknown}",
        "{expect: unknown}",
    )
    changes = [f.what("en") for f in mutate(schema, [wide]).survivors]
    for part in (
        "→ NOT (tenure IN ('own', 'rent'))", "→ tenure IN ('rent')", "→ tenure IN ('other', 'rent')",
        "NOT (has(risks, 'own')) → has(risks, 'own')", "→ has(risks, 'rent')", "at_least(3, members, sick)",
        "at_least(1, members, sick)", "people - ill) → (people + ill)", "> 0 → (people - ill) >= 0", "sick = FALSE",
        "all(members, sick = TRUE)", "any(members, sick)", "sick → NOT (sick)", "tenure = 'rent'", "tenure <> 'own'",
        "since + 1", "since - 1",
    ):  # fmt: skip
        assert any(part in change for change in changes), part
