"""Forms filled by Collect's own engine, and what it sends read as facts."""

from datetime import date

import pytest
from tests.openrosa.conftest import KEY, KNOWN, MEMBER, VILLAGE, Campaign
from tests.openrosa.phone import JavaRosa

from shouxian.core.forms.drafts import KnownSubject, draft
from shouxian.core.forms.reading import Submission, read_submission
from shouxian.core.kernel.bounds import Bounds

GENERAL = "household_general"
VISIT = {
    "survey_mode": "visit", "surveyed_on": "2022-03-18", "surveyor_name": "排查员示例", "signature__clerk": "a.png",
    "signature__host": "b.png",
}  # fmt: skip
ANSWERS = {
    "head_name": "新户示例", "people_count": "4", "wage_income": "16000.5", "business_income": "0",
    "property_income": "0", "transfer_income": "1200", "business_expense": "0", "housing": "2", "spending": "无",
    "income": "无问题",
}  # fmt: skip


@pytest.fixture
def form(javarosa: JavaRosa, campaign: Campaign) -> JavaRosa:
    """The general household's form, opened anew, with its village chosen."""
    javarosa.open(campaign.xml(GENERAL))
    javarosa.answer("village", VILLAGE)
    return javarosa


def sent(form: JavaRosa, campaign: Campaign, name: str = GENERAL) -> Submission:
    ground = campaign.ground
    return read_submission(form.send(), campaign.forms[name], ground.dictionary, ground.parameters)


def finished(form: JavaRosa) -> None:
    form.answer_all(ANSWERS | VISIT)
    form.answer("member_name", "某人示例")
    assert form.faults() == []


def test_a_new_household_comes_back_as_its_facts(form: JavaRosa, campaign: Campaign) -> None:
    finished(form)
    told = sent(form, campaign)
    assert told.subject.new
    assert len(told.subject.key) == 36
    assert told.above == {"village": VILLAGE}
    facts = told.subject.facts
    assert (facts["head_name"], facts["people_count"], facts["wage_income"]) == ("新户示例", 4, 1_600_050)
    assert (facts["housing_safe"], facts["tenure"], facts["rigid_spending"]) == (True, "own", False)
    assert facts["net_income_per_head"] == Bounds(650_001, None)
    assert (facts["surveyed_on"], facts["surveyor_name"], facts["survey_mode"]) == (
        date(2022, 3, 18), "排查员示例", "visit",
    )  # fmt: skip
    assert (told.day, told.by) == (date(2022, 3, 18), "排查员示例")
    assert told.files == {"signature__clerk": "a.png", "signature__host": "b.png"}
    assert facts["phone"] is None  # asked and left blank
    assert "policies_due_text" not in facts  # not asked: there is no problem


def test_where_there_is_a_problem_the_measure_must_be_filled_in(form: JavaRosa) -> None:
    assert form.do("shown", "policies_due_text") == "no"
    form.answer("income", "有问题")
    assert form.do("shown", "policies_due_text") == "yes"
    assert form.answer("policies_due_text", "") == "REQUIRED 有问题则必填"
    form.do("lang", "English (en)")
    assert form.answer("policies_due_text", "").startswith("REQUIRED Must be filled in here")
    assert form.answer("policies_due_text", "产业帮扶") == "OK"


def test_a_form_is_not_finished_with_something_missing(form: JavaRosa) -> None:
    faults = form.faults()
    assert "head_name REQUIRED 必填" in faults
    assert "survey_mode REQUIRED 必填" in faults
    assert not [told for told in faults if told.startswith("policies_due_text")]


@pytest.mark.parametrize(
    ("node", "value", "said"),
    [
        ("people_count", "0", "CONSTRAINT 应在 1 到 50 之间(人)"),
        ("people_count", "51", "CONSTRAINT 应在 1 到 50 之间(人)"),
        ("people_count", "50", "OK"),
        ("wage_income", "-1", "CONSTRAINT 应在 0 到 100000000 之间,最多两位小数(元)"),
        ("wage_income", "0.005", "CONSTRAINT 应在 0 到 100000000 之间,最多两位小数(元)"),
        ("wage_income", "16000.29", "OK"),
        ("wage_income", "99999999.99", "OK"),
        ("welfare", "1 4", "CONSTRAINT 「无」不能和其他选项同时选"),
        ("welfare", "1 2", "OK"),
        ("welfare", "4", "OK"),
        ("helper_named_on", "1899-12-31", "CONSTRAINT 日期应在1900年至2100年之间"),
        ("helper_named_on", "2100-12-31", "OK"),
    ],
)
def test_limits_hold_on_the_phone(form: JavaRosa, node: str, value: str, said: str) -> None:
    assert form.answer(node, value) == said


def test_a_blank_is_asked_with_its_option_and_then_required(form: JavaRosa) -> None:
    form.answer("spending", "有")
    assert form.answer("spending__1", "") == "REQUIRED 必填"
    form.answer("spending", "无")
    assert form.do("get", "spending__1") == "-"


def test_choosing_a_household_offers_its_last_answers(form: JavaRosa) -> None:
    form.answer("household", KEY)
    offered = {n: form.do("get", n) for n in ("head_name", "people_count", "housing", "welfare", "has_electricity")}
    assert offered == {
        "head_name": "老户示例", "people_count": "2", "housing": "3", "welfare": "1 2", "has_electricity": "true",
    }  # fmt: skip
    assert form.do("get", "survey_mode") == ""  # the visit is never last time's


def test_an_offered_answer_that_is_changed_stays_changed(form: JavaRosa, campaign: Campaign) -> None:
    form.answer("household", KEY)
    form.answer("survey_remark", "特困已核实")  # must be: destitute support is among what is offered
    finished(form)
    told = sent(form, campaign)
    assert (told.subject.key, told.subject.new, told.version) == (KEY, False, 1)
    assert told.subject.facts["head_name"] == "新户示例"
    assert told.subject.facts["welfare"] == ("subsistence", "destitute")  # offered and left


def test_income_per_head_is_shown_as_the_rules_compute_it(form: JavaRosa) -> None:
    form.answer("people_count", "3")
    form.answer_all({"wage_income": "10000", "business_income": "0", "property_income": "0", "business_expense": "0"})
    assert form.do("get", "derived__income_parts_per_head") == ""  # a part is missing
    form.answer("transfer_income", "0")
    assert float(form.do("get", "derived__income_parts")) == 10_000
    assert float(form.do("get", "derived__income_parts_per_head")) == 3_333.33


def test_members_have_keys_that_stay_and_ages_that_are_computed(form: JavaRosa, campaign: Campaign) -> None:
    form.answer("household", KEY)
    form.answer("member__listed", MEMBER)
    assert (form.do("get", "member_name"), form.do("get", "labour")) == ("老人示例", "2")
    form.do("member")
    form.answer("member_name[2]", "孩子示例")
    form.answer("birth_date[2]", "2014-03-21")
    assert form.do("get", "derived__age[2]").startswith("7")  # eight on the day after the reference date
    key = form.do("get", "member__key[2]")
    finished_members = [("relation", "head"), ("relation[2]", "son")]
    for node, value in finished_members:
        form.answer(node, value)
    assert form.do("get", "derived__listed_heads").startswith("1")
    form.answer_all(ANSWERS | VISIT)
    people = sent(form, campaign).members
    assert [(p.key, p.new) for p in people] == [(MEMBER, False), (key, True)]
    assert people[0].facts["labour_ability"] == "none"
    assert people[1].facts["relation"] == "son"


def test_a_survey_by_phone_is_confirmed_and_asks_no_picture_of_the_place(form: JavaRosa) -> None:
    form.answer("survey_mode", "phone")
    assert "visit__reason_phone REQUIRED 必填" in form.faults()
    assert [form.do("shown", n) for n in ("photo__scene", "place__point", "signature__host")] == ["no"] * 3
    assert form.do("shown", "signature__clerk") == "yes"


def test_what_other_means_is_kept_for_a_person_to_read(form: JavaRosa, campaign: Campaign) -> None:
    form.answer("risks", "illness other")
    assert form.answer("risks__other", "") == "REQUIRED 必填"
    form.answer("risks__other", "狂风")
    finished(form)
    told = sent(form, campaign)
    assert told.words == {"risks": "狂风"}
    assert told.subject.facts["risks"] == ("illness", "other")


def test_a_village_a_dwelling_and_an_enterprise_have_their_own_forms(javarosa: JavaRosa, campaign: Campaign) -> None:
    javarosa.open(campaign.xml("village"))
    javarosa.answer_all({"village": VILLAGE, "group_count": "7", "meeting": "否", "visit__day": "2022-03-19"})
    javarosa.answer("visit__by", "村书记示例")
    village = sent(javarosa, campaign, "village")
    assert (village.subject.key, village.subject.new) == (VILLAGE, False)
    assert village.subject.facts == {"group_count": 7, "half_monthly_meeting": False}
    assert (village.day, village.by) == (date(2022, 3, 19), "村书记示例")

    javarosa.open(campaign.xml("dwelling"))
    javarosa.answer_all({"village": VILLAGE, "household": KEY, "dwelling_name": "老宅", "toilet_kind": "three_chamber"})
    dwelling = sent(javarosa, campaign, "dwelling")
    assert dwelling.subject.new
    assert dwelling.above == {"village": VILLAGE, "household": KEY}
    assert dwelling.subject.facts == {"dwelling_name": "老宅", "toilet_kind": "three_chamber"}


def test_the_server_s_draft_reads_back_as_what_was_known(campaign: Campaign) -> None:
    form, ground = campaign.forms[GENERAL], campaign.ground
    xml = draft(form, ground, {"village": VILLAGE}, KnownSubject(KEY, KNOWN),
                [KnownSubject(MEMBER, {"member_name": "老人示例"})], "uuid:1")  # fmt: skip
    told = read_submission(xml, form, ground.dictionary, ground.parameters)
    assert told.instance == "uuid:1"
    assert {k: v for k, v in told.subject.facts.items() if v is not None} == KNOWN
    assert [(p.key, p.facts["member_name"]) for p in told.members] == [(MEMBER, "老人示例")]
