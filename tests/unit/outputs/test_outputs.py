"""Problems, statistics and ledgers from findings."""

from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from tests.unit.outputs.view_made import V1, V2, detail, view

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.outputs.ledgers import (
    Ask,
    by_rule,
    coverage_ledger,
    findings_ledger,
    group_coverage,
    next_visit_ledger,
    quality_ledger,
)  # fmt: skip
from shouxian.core.outputs.problems import find_problems, in_village, list_rows, problem_class, summary_rows
from shouxian.core.outputs.statistics import count_villages, statistics_rows
from shouxian.core.outputs.summary import as_markdown, save_docx, summarise


def test_a_hint_opens_nothing_and_a_rule_without_class_neither() -> None:
    seen = view()
    assert problem_class(seen, detail("a.hint", severity="hint")) is None
    assert problem_class(seen, detail("a.none", problem=None)) is None
    assert problem_class(seen, detail("a.strange", problem="no_such_class")) is None
    assert problem_class(seen, detail("a.fix", severity="fix", problem="employment")) == "help"


def test_findings_of_several_people_give_their_household_one_problem() -> None:
    found = [detail("m.a", key="P-1", problem="insurance"), detail("m.a", key="P-2", problem="insurance")]
    (problem,) = find_problems(view(*found))
    assert (problem.household, problem.problem, len(problem.details)) == ("H-1", "insurance", 2)
    (row,) = summary_rows(view(*found), [problem])
    assert row.fields["problems"] == ("insurance",)
    assert row.fields["note"] == "m.a"  # the same words once


def test_problems_stand_by_village_name_and_class_and_the_villages_own_come_last() -> None:
    found = view(
        detail("v.x", household="", problem="other"), detail("a.w", problem="water"), detail("a.i"),
        detail("b.i", household="H-3", village=V2),
    )  # fmt: skip
    problems = find_problems(found)
    assert [(p.village, p.household, p.problem) for p in problems] == [
        (V1, "H-1", "income"), (V1, "H-1", "water"), (V1, "", "other"), (V2, "H-3", "income"),
    ]  # fmt: skip
    assert in_village(problems, found.villages[1]) == [problems[-1]]
    rows = summary_rows(found, problems)
    assert [row.fields["head_name"] for row in rows] == ["王一示例", "甲(村级问题)", "李三示例"]
    assert "phone" not in rows[1].fields
    by_class = {row.key: row.fields["problem_text"] for row in list_rows(found, problems)}
    assert by_class["income"] == "1. 王一示例:a.i\n2. 李三示例:b.i"
    assert by_class["other"] == "1. 本村:v.x"


def test_statistics_count_each_household_once_by_village_and_type() -> None:
    seen = view()
    counts = count_villages(seen, find_problems(view(detail("a.i"))))
    assert [(c.listed_total, c.visited_total, c.problems) for c in counts] == [(2, 1, 1), (1, 0, 0)]
    first, second = statistics_rows(seen, counts)
    assert (first.fields["listed_monitored"], first.fields["screened_general"], first.fields["screened_total"]) == (
        1,
        1,
        1,
    )
    assert first.fields["group_count"] == 6
    assert "grid_workers_visit" not in first.fields
    assert second.fields["problem_count"] == 0


def test_statistics_that_do_not_add_up_are_never_written() -> None:
    """A household of a village that stands twice would be counted twice."""
    seen = view()
    twice = replace(seen, villages=(*seen.villages, seen.villages[0]))
    with pytest.raises(ShouxianError) as caught:
        count_villages(twice, [])
    (fault,) = caught.value.faults
    assert fault.code == "OUTPUT_TOTALS"
    assert "应访 5 户,实有 3 户" in fault.text("zh")


def test_ledgers_mask_phones_and_name_the_member() -> None:
    found = [
        detail("m.a", key="P-1", problem="insurance", suggestion={"zh": "参保", "en": "insure"}),
        detail("m.b", key="P-2"), detail("v.x", household=""),
    ]  # fmt: skip
    rows = findings_ledger(view(*found), found).rows
    assert [row[3] for row in rows] == ["王一示例(王小示例)", "王一示例", "甲"]
    assert rows[0][4] == "140****0001"
    assert rows[0][8:] == ("某文 一", "参保", "m.a")
    assert (rows[2][4], rows[2][5]) == ("", "村")
    assert by_rule([*found, found[2]]) == [("v.x", 2), ("m.a", 1), ("m.b", 1)]


def test_the_quality_list_takes_quality_and_contradictions_with_their_owner() -> None:
    found = [
        detail("q.a", kind="quality", owner="village_staff"), detail("q.b", kind="contradiction"), detail("r.a"),
    ]  # fmt: skip
    rows = quality_ledger(view(*found)).rows
    assert [(row[4], row[5]) for row in rows] == [
        ("村（社区）乡村振兴专干", "q.a"), ("村级填报人员", "q.b"),
    ]  # fmt: skip
    assert rows[0][3] == "请核对后改正"


def test_progress_names_who_is_still_to_be_visited_up_to_twenty() -> None:
    seen = view()
    counts = count_villages(seen, [])
    assert coverage_ledger(seen, counts).rows[0][-4:] == (1, 2, 50, "张二示例")
    many = {f"H-{n}": replace(seen.households["H-3"], key=f"H-{n}") for n in range(3, 28)}
    crowded = replace(seen, households={**seen.households, **many})
    last = coverage_ledger(crowded, count_villages(crowded, [])).rows[1]
    assert str(last[-1]).endswith("等25户")
    nobody = replace(seen, households={})
    assert coverage_ledger(nobody, count_villages(nobody, [])).rows[0][-2] == 0


def test_the_next_visit_is_sorted_by_place_and_groups_count_their_visits() -> None:
    seen = view()
    asks = [Ask("H-3", "q", ("a.a",)), Ask("H-2", "q", ("a.a", "a.b")), Ask("H-1", "q", ())]
    rows = next_visit_ledger(seen, asks, {"q": "住房"}).rows
    assert [(row[2], row[5]) for row in rows] == [("王一示例", 0), ("张二示例", 2), ("李三示例", 1)]
    rows = group_coverage(seen, {"low_general": {"H-1", "H-3", "H-9"}}).rows
    assert rows[2][2:] == (2, 1, 1)
    assert rows[0][2:] == (0, 0, 0)


def test_a_summary_reads_the_same_in_markdown_and_in_word(tmp_path: Path) -> None:
    seen = view(detail("a.i"), replace(detail("a.b"), rule=detail("a.b").rule.model_copy(update={"id": "a|b"})))
    problems = find_problems(seen)
    summary = summarise(seen, count_villages(seen, problems), problems, ["缺少参数"])
    text = as_markdown(summary)
    assert "名册 2 个村 3 户,已排查 1 户(33.3%),其中监测户0户,脱贫户0户,特殊困难群体0户,一般农户1户。" in text
    assert "1. 缺少参数" in text
    assert "| a\\|b | 风险 | 1 |" in text
    save_docx(summary, tmp_path / "summary.docx")
    document = Document(str(tmp_path / "summary.docx"))
    written = [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    assert all(line in written for section in summary.sections for line in section.lines)
    nobody = replace(seen, households={}, details=())
    empty = as_markdown(summarise(nobody, count_villages(nobody, []), [], []))
    assert "0 户,已排查 0 户(—)" in empty
    assert "\n\n无。" in empty


def test_a_view_knows_its_towns_and_words() -> None:
    seen = view()
    assert seen.type_label("general", "en") == "ordinary household"
    assert seen.who(detail("v.x", household="", village="000000000000")) == "000000000000"
