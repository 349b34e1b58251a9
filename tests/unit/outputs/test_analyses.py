"""Analyses, charts and lists of other subjects: counted, proven, and in words a clerk reads."""

from dataclasses import replace

import pytest
from tests.unit.outputs.view_made import V1, V2, detail, view

from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.outputs.charts import bodies_ledger, procedure_ledger, procedure_rows, subject_ledger
from shouxian.core.outputs.tallies import Counted, tally_ledger
from shouxian.core.outputs.view import SubjectLine
from shouxian.core.packs.models.followup import Procedure, Tally

TALLY = Tally.model_validate({
    "id": "income", "zh": "收入分析", "en": "incomes", "clause": "一", "columns": [
        {"id": "below", "zh": "低于线", "en": "below", "when": "x", "part_of": "band"},
        {"id": "above", "zh": "不低于线", "en": "above", "when": "x", "part_of": "band"},
        {"id": "fallen", "zh": "比上年下降", "en": "fallen", "when": "x"},
    ],
})  # fmt: skip
PLACES = {"H-1": V1, "H-2": V1, "H-3": V2}


def counted(below: str, above: str, unknown: str = "", fallen: str = "") -> Counted:
    hits = {"below": set(below.split()), "above": set(above.split()), "fallen": set(fallen.split())}
    unknowns = {"below": set(unknown.split()), "above": set(unknown.split()), "fallen": set()}
    return Counted(TALLY, PLACES, hits, unknowns)


def test_an_analysis_counts_by_village_and_in_sum() -> None:
    ledger = tally_ledger(view(), counted("H-1", "H-3", "H-2", "H-1 H-3"), [V1, V2])
    assert ledger.heads == (
        "行政村", "总数", "低于线", "低于线(无法判断)", "不低于线", "不低于线(无法判断)", "比上年下降",
        "比上年下降(无法判断)",
    )  # fmt: skip
    assert ledger.rows == (
        ("甲", 2, 1, 1, 0, 1, 1, 0),
        ("乙", 1, 0, 0, 1, 0, 1, 0),
        ("合计", 3, 1, 1, 1, 1, 2, 0),
    )


@pytest.mark.parametrize("wrong", [counted("H-1 H-3", "H-3", "H-2"), counted("H-1", "H-2")])
def test_parts_that_overlap_or_leave_somebody_out_are_never_written(wrong: Counted) -> None:
    with pytest.raises(ShouxianError, match="OUTPUT_PARTS"):
        tally_ledger(view(), wrong, [V1, V2])


def test_a_strict_procedure_says_who_by_when_after_what_and_that_no_step_is_left_out() -> None:
    opened = open_campaign("luorong-2022-line")
    campaign = opened.pack.campaign
    procedure = next(p for p in campaign.procedures if p.kind == "identification")
    ledger = procedure_ledger(campaign, procedure)
    assert len(ledger.rows) == len(procedure.steps) + 1
    assert ledger.rows[-1][1] == "不得简化,不得合并步骤"
    assert ledger.rows[1][4] == procedure.steps[0].zh
    loose = procedure.model_copy(update={"strict": False})
    assert len(procedure_ledger(campaign, loose).rows) == len(procedure.steps)
    limited = [row for row in procedure_rows(campaign, procedure) if row.fields["limit"]]
    assert all("天内" in str(row.fields["limit"]) or "工作日内" in str(row.fields["limit"]) for row in limited)


def test_a_step_cannot_follow_one_that_comes_later() -> None:
    step = {"id": "a", "zh": "甲", "en": "a", "owner": "o", "clause": "一"}
    steps = [{**step, "after": ["b"]}, {**step, "id": "b"}]
    with pytest.raises(ValueError, match="does not stand before it"):
        Procedure.model_validate(
            {"id": "p", "zh": "程", "en": "p", "kind": "screening", "steps": steps, "clause": "一"}
        )


def test_bodies_are_told_by_posts_and_their_villages() -> None:
    opened = open_campaign("luorong-2022-line")
    places = {village.code: village.short for village in opened.villages}
    rows = {row[0]: row for row in bodies_ledger(opened.pack.campaign, places).rows}
    inspecting = [body for body in opened.pack.campaign.organisation if body.inspects]
    for body in inspecting:
        assert str(rows[body.zh][3]).split("、") == [places[code] for code in body.villages]
    assert "所有村" in {row[3] for row in rows.values()}


def test_other_subjects_are_listed_with_what_is_known_of_them() -> None:
    dictionary = open_campaign("shaoyun-2022-visits").catalogue.dictionary
    lines = [
        SubjectLine("dwelling", "D-1", V1, "H-1", "1号", {"dwelling_name": "1号", "toilet_kind": "three_chamber"}),
        SubjectLine("dwelling", "D-2", V2, "H-9", "", {"dwelling_long_empty": True}),
    ]
    ledger = subject_ledger(view(), dictionary.subjects["dwelling"], lines)
    assert ledger.heads[:2] == ("行政村", "户主")
    first = dict(zip(ledger.heads, ledger.rows[0], strict=True))
    assert (first["户主"], first["户厕类型"]) == ("王一示例", "三格式")
    assert ledger.rows[1][1] == "", "a household that is gone leaves no name"


def test_a_finding_on_something_in_a_household_names_both_and_a_towns_finding_its_town() -> None:
    seen = view()
    toilet = SubjectLine("dwelling", "D-1", V1, "H-1", "1号", {})
    seen = replace(seen, others={"D-1": toilet})
    assert seen.who(detail("r.x", key="D-1")) == "王一示例(1号)"
    firm = replace(seen, others={"E-1": SubjectLine("enterprise", "E-1", V1, "", "示例合作社", {})})
    assert firm.who(detail("r.x", household="", key="E-1")) == "示例合作社"
    town = V1[:9]
    assert seen.who(detail("r.x", household="", key=town, village=town)) == "某镇"
