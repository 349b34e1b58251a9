"""What clerks write in cells, read back into facts."""

from datetime import date

import pytest

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.cells import value_of
from shouxian.core.sheets.answers.parse import asked_facts, parse, parse_boxes

Questions = dict[str, BoundQuestion]


def told(bound: BoundQuestion, text: str) -> dict[str, object]:
    answer = parse(bound, text)
    assert answer.fault is None, answer.fault.text("en")
    return {name: value for name, value in answer.facts.items() if value is not None}


def code(bound: BoundQuestion, text: str) -> str:
    answer = parse(bound, text)
    assert all(value is None for value in answer.facts.values())
    return answer.fault.code.removeprefix("SHEET_READ_") if answer.fault else ""


OWN = ["1", "1.", "1.本村", "1、本村", "1本村", "本村", "①", "(1)", "⑴", "１", " 1 ", "1．本村", "（1）本村"]


@pytest.mark.parametrize("text", OWN)
def test_one_option_in_every_spelling(shenmu: Questions, text: str) -> None:
    assert told(shenmu["residence"], text) == {"residence_place": "own_village"}


@pytest.mark.parametrize("text", ["7", "15", "乱写", "村", "1本", "0"])
def test_an_unknown_option_names_the_options(shenmu: Questions, text: str) -> None:
    answer = parse(shenmu["residence"], text)
    assert answer.fault is not None
    assert "2.村外镇内" in answer.fault.todo()


@pytest.mark.parametrize("text", ["1,2", "1、5", "本村,市外", "1.市外", "2.本村"])
def test_two_options_in_a_single_choice_contradict(shenmu: Questions, text: str) -> None:
    assert code(shenmu["residence"], text) == "CONTRADICTION"


@pytest.mark.parametrize(
    "text", ["1、3", "1,3", "1;3", "1；3", "1 3", "低保、临时救助", "①③", "1.低保3.临时救助", "1和3"]
)
def test_several_options(shenmu: Questions, text: str) -> None:
    assert told(shenmu["welfare"], text) == {"welfare": ("subsistence", "temporary_relief")}


def test_none_of_them_excludes_the_others(shenmu: Questions) -> None:
    assert told(shenmu["welfare"], "无") == {"welfare": ("none",)}
    assert code(shenmu["welfare"], "1,5") == "CONTRADICTION"


COUNTS = [
    "1:0人 2:3人 3:1人",
    "1:0 2:3 3:1",
    "未参加0人,居民医保3人,职工1人",
    "①0人②3人③1人",
    "1、0人2、3人3、1人",
    "1、未参加0人；2、参加城乡居民医保3人；3、参加职工医保1人。",
    "2：３人　3：1人",
]


@pytest.mark.parametrize("text", COUNTS)
def test_counts(shenmu: Questions, text: str) -> None:
    facts = {"uninsured_people": 0, "resident_insured_people": 3, "employee_insured_people": 1}
    assert told(shenmu["insurance_counts"], text) == facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:-3人", "OUT_OF_RANGE"),
        ("1:O人 2:3人", "NOT_NUMBER"),
        ("1、3", "UNKNOWN_OPTION"),
        ("2", "UNKNOWN_OPTION"),
        ("1.未参加____人", "BLANK_MISSING"),
        ("2:3人,2:4人", "CONTRADICTION"),
        ("1.参加职工医保2人", "CONTRADICTION"),
        ("医保3人", "UNKNOWN_OPTION"),
        ("9:1人", "UNKNOWN_OPTION"),
    ],
)
def test_counts_that_are_not_clear(shenmu: Questions, text: str, expected: str) -> None:
    assert code(shenmu["insurance_counts"], text) == expected


REASONS = {
    "1.有,原因:住院自付3万元": "住院自付3万元",
    "有,原因:生病": "生病",
    "有(孩子上大学)": "孩子上大学",
    "有（孩子上大学）": "孩子上大学",
    "有孩子上大学": "孩子上大学",
    "1 住院": "住院",
    "1，原因：住院2.5万,3次": "住院2.5万,3次",
    "有:住院，借款３万": "住院，借款３万",  # his own words stay as he wrote them
}


@pytest.mark.parametrize("text", REASONS)
def test_the_words_in_a_blank(shenmu: Questions, text: str) -> None:
    assert told(shenmu["rigid_spending"], text) == {"rigid_spending": True, "rigid_spending_reason": REASONS[text]}


@pytest.mark.parametrize(("text", "expected"), [("1", "BLANK_MISSING"), ("1.有,原因____", "BLANK_MISSING"),
                                                ("1,2", "CONTRADICTION"), ("有,无", "CONTRADICTION")])  # fmt: skip
def test_a_blank_that_must_be_filled(shenmu: Questions, text: str, expected: str) -> None:
    assert code(shenmu["rigid_spending"], text) == expected


def test_blank_erase_and_a_stroke(shenmu: Questions) -> None:
    for text in ("", "  ", "/", "—", "____"):
        answer = parse(shenmu["residence"], text)
        assert answer.facts == {"residence_place": None}
        assert not answer.erased
        assert answer.fault is None
    assert parse(shenmu["residence"], "清空").erased
    assert asked_facts(shenmu["housing"]) == ("housing_safe", "tenure")


def test_a_band_gives_bounds_in_fen(shenmu: Questions) -> None:
    assert told(shenmu["income_band"], "2") == {"net_income_per_head": Bounds(400001, 600000)}
    assert told(shenmu["income_band"], "6000元-10000元（含）") == {"net_income_per_head": Bounds(600001, 1000000)}


@pytest.mark.parametrize(("text", "low"), [("是", True), ("√", True), ("达标", True), ("×", False), ("未达标", False)])
def test_yes_or_no_against_the_line(zhanqiao: Questions, text: str, low: bool) -> None:
    expected = Bounds(650000, None) if low else Bounds(None, 649999)
    assert told(zhanqiao["income"], text)["net_income_per_head"] == expected


def test_sentences_and_own_words(zhanqiao: Questions) -> None:
    card = zhanqiao["income_card"]
    seven = Bounds(720000, 720000)
    assert told(card, "达标，家庭人均纯收入7200;有两人务工") == {
        "income_reaches_line": True, "net_income_per_head": seven, "income_text": "有两人务工",
    }  # fmt: skip
    assert told(card, "未达标;缺劳力")["income_text"] == "缺劳力"
    assert code(card, "达标，家庭人均纯收入5000") == "CONTRADICTION"


def test_free_words_become_a_doubt_not_a_fault(zhanqiao: Questions) -> None:
    answer = parse(zhanqiao["help"], "没有安排")
    assert answer.fault is None
    assert answer.doubt is not None
    assert answer.facts == {"industry_employment_text": "没有安排", "industry_employment_help": None}


@pytest.mark.parametrize(
    "text", ["2022-2-5", "2022/02/05", "2022.2.5", "2022年2月5日", "20220205", "2022-02-05 00:00:00"]
)
def test_dates(shenmu: Questions, text: str) -> None:
    assert told(shenmu["checked_on"], text) == {"checked_on": date(2022, 2, 5)}


@pytest.mark.parametrize("text", ["2022-02-30", "44597", "二月", "2022-13-01", "1022-01-01"])
def test_dates_that_are_none(shenmu: Questions, text: str) -> None:
    assert code(shenmu["checked_on"], text) == "NOT_DATE"


@pytest.mark.parametrize("text", ["约5000", "6,5OO", "=1+1", "5千", "5000左右", "1e3", "5,00"])
def test_amounts_that_nobody_may_guess(shenmu: Questions, text: str) -> None:
    assert code(shenmu["collective_income"], text) == "NOT_NUMBER"


def test_amounts_and_counts(shenmu: Questions) -> None:
    assert told(shenmu["collective_income"], "1.2万元") == {"collective_income": 1200000}
    assert told(shenmu["people_count"], "３人") == {"people_count": 3}
    assert code(shenmu["people_count"], "-1") == "OUT_OF_RANGE"
    assert code(shenmu["people_count"], "3.5") == "NOT_NUMBER"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("☑脱贫户    □监测户    □特殊困难群体", {"is_poverty_alleviated": True}),
        ("脱贫户☑ 监测户☑ 特殊困难群体□", {"is_poverty_alleviated": True, "is_monitored": True}),
        ("□脱贫户 √监测户 □特殊困难群体", {"is_monitored": True}),
        ("□脱贫户 □监测户 □特殊困难群体", {}),
        ("监测户", {"is_monitored": True}),
    ],
)
def test_boxes(zhanqiao: Questions, text: str, expected: dict[str, object]) -> None:
    answer = parse_boxes(zhanqiao["household_kind"], text)
    assert answer.fault is None
    assert {name: value for name, value in answer.facts.items() if value is not None} == expected


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        ("housing_area", "120.5平方米", 12050),
        ("housing_area", "-1", None),
        ("is_monitored", "√", True),
        ("is_monitored", "否", False),
        ("is_monitored", "也许", None),
        ("health", "残疾,长期慢性病", ("disabled", "chronic")),
        ("health", "健康、很好", None),
        ("relation", "儿子", "son"),
        ("relation", "20", None),
        ("monitored_since", "202203", date(2022, 3, 1)),
        ("monitored_since", "2022年3月", date(2022, 3, 1)),
        ("monitored_since", "202213", None),
        ("net_income", "9" * 40, None),
        ("people_count", "5000000000", None),
    ],
)
def test_values_by_the_type_of_their_fact(dictionary: Dictionary, fact: str, text: str, expected: object) -> None:
    variable = dictionary.variables[fact]
    if expected is None:
        with pytest.raises(ShouxianError) as caught:
            value_of(variable, text, dictionary.codelists)
        assert caught.value.faults[0].todo("zh")
    else:
        assert value_of(variable, text, dictionary.codelists) == expected
