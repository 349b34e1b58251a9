"""Exactly 6,500.00 yuan: annex 1 (超过6500元) and clause 二 (低于6500元) disagree, and both readings are told."""

import pytest

from shouxian.core.campaigns.notes import campaign_findings
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.campaigns.runs import programme_of
from shouxian.core.packs.models.parameters import AtLine, LineReading
from shouxian.core.packs.resolve import typed_value, value_at

VILLAGE = "430682110201"
LINE = 6_500_00


@pytest.mark.parametrize(
    ("reading", "fen", "hit"),
    [
        ("below", LINE, True),  # annex 1: only more than 6,500 reaches
        ("not_below", LINE, False),  # clause 二: only less than 6,500 is below
        ("below", LINE + 1, False),
        ("not_below", LINE - 1, True),
    ],
)
def test_each_reading_decides_the_household_at_the_line(reading: AtLine, fen: int, hit: bool) -> None:
    opened = open_campaign("zhanqiao-2022-income")
    parameter = opened.parameters["monitoring_line"]
    known = value_at(parameter, VILLAGE, opened.reference_date)
    assert known is not None
    read = known.model_copy(update={"at_line": (LineReading(value=reading, clause="测试", in_use=True),)})
    record = {
        "key": "H-1", "surveyed": True, "members": [], "p__monitoring_line": typed_value(parameter, read),
        "net_income_per_head__lo": fen, "net_income_per_head__hi": fen,
    }  # fmt: skip
    assert programme_of(opened).run_python("household", record).of("income.below_line") is hit


def test_the_reading_in_use_is_that_of_the_form_and_the_check_tells_the_other() -> None:
    opened = open_campaign("zhanqiao-2022-income")
    assert opened.resolved(VILLAGE)["monitoring_line"] == LINE + 1
    told = [f.text("zh") for f in campaign_findings(opened) if f.code == "CHECK_LINE"]
    assert len(told) == 1
    assert "附件1" in told[0]
    assert "二" in told[0]


def test_no_line_is_borrowed_for_shenmu() -> None:
    opened = open_campaign("shenmu-2022-spring")
    assert opened.resolved("610881001001")["monitoring_line"] is None
    assert any(f.code == "PACK_PARAMETER_MISSING" for f in campaign_findings(opened))
