"""Answers that hang together: 无 or words of one's own, boxes with blanks, what must be filled because of another."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.campaigns.few_households import XINWAN, Place, answer_card, family

from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.packs.models.questions import Blank, Option
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import compose, compose_boxes
from shouxian.core.sheets.answers.parse import parse, parse_boxes

RISK, MEASURE = "排查出的风险问题（有则详细描述，无则填无）", "拟采取的帮助措施（有问题则必填）"


@pytest.fixture(scope="module")
def risk() -> BoundQuestion:
    return open_campaign(XINWAN).questions("430981108")["risk_found"]


@pytest.fixture(scope="module")
def boxed() -> BoundQuestion:
    """□有,原因:____ □无, as a card prints it."""
    bound = open_campaign("shenmu-2022-spring").questions("610881")["rigid_spending"]
    assert bound.options[0].option == Option(
        value="1", zh="有", en="yes", gives={"rigid_spending": "true"},
        blank=Blank(gives="rigid_spending_reason", before="原因", required="true"),  # type: ignore[arg-type]
    )  # fmt: skip
    return bound


@pytest.mark.parametrize("text", ["无", " 无 ", "无。", "没有", "未发现"])
def test_nothing_is_nothing(risk: BoundQuestion, text: str) -> None:
    assert parse(risk, text).facts == {"risk_found": False, "risk_found_words": None}


@pytest.mark.parametrize("text", ["无劳动力,收入下降", "户主患病,自付3万元", "房屋漏雨"])
def test_any_other_words_are_the_risk_itself(risk: BoundQuestion, text: str) -> None:
    answer = parse(risk, text)
    assert answer.fault is None
    assert answer.facts == {"risk_found": True, "risk_found_words": text}
    assert compose(risk, answer.facts, "texts") == text, "written again as the clerk wrote it"


def test_a_bare_yes_asks_for_the_words(risk: BoundQuestion) -> None:
    fault = parse(risk, "有").fault
    assert fault is not None
    assert fault.code == "SHEET_READ_BLANK_MISSING"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("☑有,原因:住院自付3万元 □无", (True, "住院自付3万元")),
        ("☑ 有，原因：住院 □ 无", (True, "住院")),
        ("□有,原因____ ☑无", (False, None)),
        ("□有,原因____ □无", (None, None)),
        ("有☑,原因:住院 无□", (True, "住院")),
    ],
)
def test_a_box_with_a_blank_is_read(boxed: BoundQuestion, text: str, facts: tuple[bool | None, str | None]) -> None:
    answer = parse_boxes(boxed, text)
    assert answer.fault is None, answer.fault.text("en")
    assert (answer.facts["rigid_spending"], answer.facts["rigid_spending_reason"]) == facts


def test_a_ticked_box_whose_blank_must_be_filled_and_a_blank_without_its_tick(boxed: BoundQuestion) -> None:
    for text, code in (("☑有,原因____ □无", "BLANK_MISSING"), ("□有,原因:住院 ☑无", "CONTRADICTION")):
        fault = parse_boxes(boxed, text).fault
        assert fault is not None
        assert fault.code == f"SHEET_READ_{code}"


def test_boxes_are_printed_with_their_blanks_and_read_back(boxed: BoundQuestion) -> None:
    facts = {"rigid_spending": True, "rigid_spending_reason": "住院"}
    assert compose_boxes(boxed, facts) == "☑有,原因:住院 □无"
    assert compose_boxes(boxed, {}) == "□有,原因____ □无"
    assert parse_boxes(boxed, compose_boxes(boxed, facts)).facts == facts


def returned(place: Place, risk: str, measure: str) -> tuple[str, list[str]]:
    path = place.blank("annex_1")
    book = openpyxl.load_workbook(path)
    answer_card(book["甲户示例"], RISK, risk)
    answer_card(book["甲户示例"], MEASURE, measure)
    book.save(path)
    outcome = place.take(path)
    return outcome.state, [fault.code for fault in outcome.faults]


def test_a_risk_without_a_measure_is_sent_back_and_a_measure_lets_it_in(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    place.roster(family("甲户示例", "14000000001", 是否脱贫户="是"))
    assert returned(place, "房屋漏雨", "") == ("refused", ["SHEET_READ_REQUIRED"])
    assert "risk_found" not in place.records(HOUSEHOLD)["甲户示例"].facts, "nothing of the file was kept"
    assert returned(place, "房屋漏雨", "申请危房改造") == ("stored", [])
    facts = place.records(HOUSEHOLD)["甲户示例"].facts
    assert (facts["risk_found_words"], facts["measure_words"]) == ("房屋漏雨", "申请危房改造")


def test_no_risk_needs_no_measure(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    place.roster(family("甲户示例", "14000000001", 是否脱贫户="是"))
    assert returned(place, "无", "") == ("stored", [])


def test_a_comparison_prints_what_was_known_and_takes_only_what_changed(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    place.roster([{**row, "工资性收入(元)": "12000"} for row in family("甲户示例", "14000000001", 是否脱贫户="是")])
    path = place.blank("annual_household")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    line = next(row for row in sheet.iter_rows() if row[0].value == "工资性收入(元)")
    assert [cell.value for cell in line[:3]] == ["工资性收入(元)", "12000", None]
    answer_card(sheet, "财产性收入(元)", "300", offset=2)
    book.save(path)
    outcome = place.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
    assert {change.fact for c in outcome.changes for change in c.fields} >= {"property_income"}
    facts = place.records(HOUSEHOLD)["甲户示例"].facts
    assert (facts["wage_income"], facts["property_income"]) == (1200000, 30000), "what is left blank did not change"
    (again,) = (openpyxl.load_workbook(place.blank("annual_household")).worksheets[0],)
    line = next(row for row in again.iter_rows() if row[0].value == "财产性收入(元)")
    assert line[1].value is None, "the last value stays what it was before this campaign"
