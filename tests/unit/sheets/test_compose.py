"""Facts become what stands in a cell; where they do not decide the answer, nothing does."""

from datetime import date

import pytest

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.sheets.answers.bound import BoundQuestion, Facts, bind_all
from shouxian.core.sheets.answers.compose import compose, compose_boxes, implied, printed_option, refutes, value_text

Bound = dict[str, BoundQuestion]


@pytest.mark.parametrize(
    ("question", "facts", "cell"),
    [
        # pick one: only the option that agrees with everything known
        ("housing", {"housing_safe": True, "tenure": "own"}, "2"),
        ("housing", {"housing_safe": True, "tenure": "rent"}, "3"),
        ("housing", {"housing_safe": True}, ""),  # own or rented: two options left
        ("housing", {"housing_safe": False}, "1"),
        ("housing", {"housing_safe": None}, ""),
        ("housing", {}, ""),
        ("schooling", {"schooling_dropout": True}, "1"),
        ("schooling", {"schooling_dropout": False}, ""),
        ("schooling", {"schooling_dropout": False, "has_compulsory_student": False}, "3"),
        # bands: an exact income, a narrower band, a band across two options
        ("income_band", {"net_income_per_head": 400_000}, "1"),
        ("income_band", {"net_income_per_head": 400_001}, "2"),
        ("income_band", {"net_income_per_head": Bounds(1_000_001, None)}, "4"),
        ("income_band", {"net_income_per_head": Bounds(500_000, 550_000)}, "2"),
        ("income_band", {"net_income_per_head": Bounds(500_000, 700_000)}, ""),
        ("income_band", {"net_income_per_head": Bounds(None, None)}, ""),
        # a blank inside an option
        ("rigid_spending", {"rigid_spending": True, "rigid_spending_reason": "住院自付3万元"},
         "1.有,原因:住院自付3万元"),
        ("rigid_spending", {"rigid_spending": True}, "1"),
        ("rigid_spending", {"rigid_spending": False}, "2"),
        # pick many
        ("welfare", {"welfare": ("subsistence", "temporary_relief")}, "1,3"),
        ("welfare", {"welfare": ("subsistence", "other"), "welfare_other": "慈善救助"}, "1,4.其他:慈善救助"),
        ("welfare", {"welfare": ("none",)}, "5"),
        ("welfare", {"welfare": ("none", "subsistence")}, ""),  # contradicts itself: the clerk decides
        # counts
        ("insurance_counts", {"uninsured_people": 0, "resident_insured_people": 3, "employee_insured_people": 1},
         "1:0人 2:3人 3:1人"),
        ("insurance_counts", {"resident_insured_people": 3}, "2:3人"),
        # open cells
        ("people_count", {"people_count": 4}, "4"),
        ("phone", {"phone": "00000000001"}, "00000000001"),
        # a form that prints the same answer twice writes the first
        ("insurance_monitored", {"household_insurance": "none", "fully_insured": False}, "1"),
    ],
)  # fmt: skip
def test_numbers_as_the_form_of_shenmu_asks(shenmu: Bound, question: str, facts: Facts, cell: str) -> None:
    assert compose(shenmu[question], facts) == cell


@pytest.mark.parametrize(
    ("question", "facts", "cell"),
    [
        ("income", {"net_income_per_head": 580_000}, "否"),
        ("income", {"net_income_per_head": 650_000}, "是"),
        ("income", {"net_income_per_head": Bounds(600_000, 700_000)}, ""),  # the line lies inside
        ("schooling", {"schooling_dropout": False}, "无"),
        ("help", {"industry_employment_help": "inadequate"}, "产业就业帮扶不到位"),
        ("help", {"industry_employment_text": "有意学电工"}, "有意学电工"),
        ("income_card", {"net_income_per_head": 580_000}, "未达标，家庭人均纯收入5800元"),
        ("income_card", {"income_reaches_line": True, "net_income_per_head": Bounds(650_000, None)},
         "达标，家庭人均纯收入不低于6500元"),
        ("income_card", {"income_reaches_line": False, "net_income_per_head": Bounds(None, 649_999)},
         "未达标，家庭人均纯收入低于6500元"),
        ("income_card", {"income_reaches_line": True}, "无问题"),  # the sentence would need the amount
        ("medical_card", {"fully_insured": False, "medical_text": "已通知"}, "有成员未参加2022年居民医保;已通知"),
    ],
)  # fmt: skip
def test_texts_as_the_form_of_zhanqiao_asks(zhanqiao: Bound, question: str, facts: Facts, cell: str) -> None:
    assert compose(zhanqiao[question], facts, "texts") == cell


def test_a_missing_line_leaves_the_cell_blank(zhanqiao: Bound, dictionary: Dictionary) -> None:
    asked = {"income": zhanqiao["income"].question}
    without = bind_all(asked, dictionary, {"monitoring_line": None})["income"]
    assert compose(without, {"net_income_per_head": 580_000}, "texts") == ""


def test_boxes_show_every_option(shenmu: Bound, zhanqiao: Bound) -> None:
    assert compose_boxes(shenmu["grid_workers_visit"], {"grid_workers_visit": True}) == "☑是 □否"
    assert compose_boxes(shenmu["grid_workers_visit"], {}) == "□是 □否"
    kinds = {"is_poverty_alleviated": True, "is_monitored": True}
    assert compose_boxes(zhanqiao["household_kind"], kinds) == "☑脱贫户 ☑监测户 □特殊困难群体"


def test_options_are_printed_with_their_blank(shenmu: Bound, zhanqiao: Bound) -> None:
    assert printed_option(shenmu["rigid_spending"].options[0].option) == "1.有,原因____"
    assert printed_option(shenmu["insurance_counts"].options[0].option) == "1.未参加____人"
    assert printed_option(zhanqiao["income"].options[0].option) == "是"


@pytest.mark.parametrize(
    ("variable", "fact", "text"),
    [
        ("helper_named_on", date(2022, 3, 7), "2022-03-07"),
        ("monitored_since", date(2021, 7, 1), "2021-07"),
        ("housing_area", 8_050, "80.50"),
        ("net_income", 580_000, "5800"),
        ("net_income", Bounds(580_000, 580_000), "5800"),
        ("net_income", Bounds(None, 580_000), ""),
        ("is_monitored", True, "是"),
        ("is_monitored", False, "否"),
        ("monitored_category", "sudden", "突发严重困难户"),
        ("livelihoods", ("farming", "labour"), "农业、务工"),
        ("head_name", None, ""),
    ],
)
def test_facts_are_written_in_their_own_unit(dictionary: Dictionary, variable: str, fact: Fact, text: str) -> None:
    assert value_text(dictionary.variables[variable], fact, dictionary.codelists) == text


@pytest.mark.parametrize(
    ("fact", "given", "says", "contradicts"),
    [
        (5, Bounds(1, 9), True, False),
        (Bounds(2, 3), Bounds(1, 9), True, False),
        (Bounds(2, 30), Bounds(1, 9), False, False),
        (Bounds(20, 30), Bounds(1, 9), False, True),
        (Bounds(7, 7), 7, True, False),
        (Bounds(6, 7), 7, False, False),
        (True, 1, False, True),  # a truth is no number
        (("a", "b"), ("a",), False, True),
        ("a", ("a",), False, True),
        (None, "a", False, False),
        ("a", None, False, False),
    ],
)
def test_what_a_fact_says_of_an_answer(fact: Fact, given: Fact, says: bool, contradicts: bool) -> None:
    assert implied(fact, given, whole=True) is says
    assert refutes(fact, given) is contradicts
