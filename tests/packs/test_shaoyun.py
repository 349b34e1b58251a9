"""少云委〔2022〕33号 as data: three ways to reach a household, three deadlines, six topics and five printed."""

import re
from collections import Counter

import pytest

from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.checks.campaign import check_campaign
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.regions import Regions
from shouxian.core.packs.resolve import resolve
from tests.packs.verdicts import Judge

SHAOYUN = "shaoyun-2022-visits"
VILLAGE = "500151114201"


@pytest.fixture(scope="module")
def pack(catalogue: Catalogue) -> CampaignPack:
    return catalogue.campaign(SHAOYUN)


@pytest.fixture(scope="module")
def told(catalogue: Catalogue, regions: Regions, pack: CampaignPack) -> list[Fault]:
    return check_campaign(catalogue, pack, [v.code for v in regions.villages("500151114")])


def test_it_contradicts_itself_here_and_nowhere_else(told: list[Fault]) -> None:
    assert Counter(finding.code for finding in told) == {
        "CHECK_COUNT": 2,  # six topics, five printed; nine groups, one named
        "CHECK_OUTSIDE": 1,  # problems until the end of September, the campaign until the end of July
        "CHECK_BEFORE_ISSUE": 1,  # training over on 5 May, issued on 9 May
        "CHECK_STARTS_BEFORE_ISSUE": 1,  # visits from 6 May
        "CHECK_STAGE_ORDER": 1,  # 5 June belongs to the visits and to the rectification
        "CHECK_VILLAGES": 1,  # 12 villages; the list has two communities besides
        "CHECK_REPAIR": 2,  # annexes not printed, sixth topic lost
    }
    assert not any(finding.blocking for finding in told)


def test_the_bucket_after_the_campaign_is_told_and_the_other_two_are_not(told: list[Fault], pack: CampaignPack) -> None:
    assert [(b.id, in_use(b.due).value.isoformat() if b.due else None) for b in pack.campaign.buckets] == [
        ("at_once", None), ("july", "2022-07-31"), ("september", "2022-09-30"),
    ]  # fmt: skip
    (outside,) = [f.text("zh") for f in told if f.code == "CHECK_OUTSIDE"]
    assert "9月底" in outside
    assert "2022-09-30" in outside
    used = {entry.bucket for entry in pack.campaign.problem_classes}
    assert used == {"at_once", "july", "september"}
    question = pack.questions["problem_bucket"]
    assert [option.zh for option in question.options] == ["立查立改", "7月底", "9月底"]


def test_the_count_of_villages_names_the_communities(told: list[Fault]) -> None:
    (villages,) = [f.text("zh") for f in told if f.code == "CHECK_VILLAGES"]
    assert "12 个村" in villages
    assert "村 12 个、社区 2 个" in villages


def test_everything_the_notice_wants_reached_is_a_coverage(pack: CampaignPack) -> None:
    (job,) = pack.campaign.jobs
    assert {c.subject: (c.when, c.unless) for c in job.coverages} == {
        "household": (None, None), "village": (None, None), "dwelling": (None, "dwelling_long_empty"),
        "problem": ("problem_source IN ('assessment', 'supervision')", None), "public_toilet": (None, None),
        "public_post": (None, None), "enterprise": (None, None), "water_works": (None, None),
    }  # fmt: skip
    asked = {sheet.subject for sheet in pack.sheets.values()}
    assert {c.subject for c in job.coverages} <= asked


PHONE = {"survey_mode": "phone", "whole_household_away": True}
PROXY = {"survey_mode": "proxy", "cannot_communicate": True, "proxy_relation": "relative"}


MODE_RULES = ("phone_not_allowed", "proxy_not_allowed", "proxy_by_other", "other_mode")


@pytest.fixture(scope="module")
def modes(catalogue: Catalogue) -> Judge:
    return Judge(catalogue, SHAOYUN, [f"shaoyun.{name}" for name in MODE_RULES])


@pytest.mark.parametrize(
    ("facts", "hit"),
    [
        ({"survey_mode": "visit", "whole_household_away": False, "cannot_communicate": False}, []),
        (PHONE, []),
        (PHONE | {"whole_household_away": False}, ["shaoyun.phone_not_allowed"]),
        (PROXY, []),
        (PROXY | {"proxy_relation": "village_cadre"}, []),
        (PROXY | {"proxy_relation": "other"}, ["shaoyun.proxy_by_other"]),
        (PROXY | {"cannot_communicate": False}, ["shaoyun.proxy_not_allowed"]),
        ({"survey_mode": "message"}, ["shaoyun.other_mode"]),
    ],
)
def test_a_way_of_reaching_a_household_is_allowed_only_as_the_notice_allows_it(
    modes: Judge, facts: dict[str, object], hit: list[str]
) -> None:
    assert modes.hits(facts) == hit


def test_the_reason_of_a_phone_call_or_of_an_answer_by_another_is_asked_only_then(pack: CampaignPack) -> None:
    modes = {o.gives["survey_mode"]: o.value for o in pack.questions["survey_mode"].options}
    for question, mode in (("phone_reason", "phone"), ("proxy_reason", "proxy"), ("proxy_relation", "proxy")):
        asked = pack.questions[question].asked_if
        assert asked is not None
        assert (asked.question, asked.options) == ("survey_mode", (modes[mode],))
        assert pack.questions[question].required_if == asked
    allowed = {mode.code: mode.allowed_if for mode in pack.campaign.survey_modes}
    assert allowed["visit"] == ""
    assert "长期外出区外" in allowed["phone"]
    assert "亲属或村干部" in allowed["proxy"]


def test_rolling_back_and_identifying_again_are_two_things(catalogue: Catalogue) -> None:
    judge = Judge(catalogue, SHAOYUN, ["elimination.roll_back", "elimination.re_identify"])
    base = {
        "risk_eliminated": True, "elimination_stable": True, "no_labour_household": False,
        "new_risk_after_elimination": False,
    }  # fmt: skip
    able = [{"labour_ability": "ordinary"}]
    assert judge.hits(base, able) == []
    assert judge.hits(base | {"new_risk_after_elimination": True}, able) == ["elimination.re_identify"]
    assert judge.hits(base | {"elimination_stable": False}, able) == ["elimination.roll_back"]
    assert judge.hits(base | {"no_labour_household": True}, able) == ["elimination.roll_back"]


def test_seven_thousand_is_the_line_of_the_town(catalogue: Catalogue, pack: CampaignPack) -> None:
    values = resolve(catalogue.parameters, VILLAGE, in_use(pack.campaign.reference_date).value)
    assert values["monitoring_line"] == 700_000
    assert values["toilet_subsidy_from"] == 2013
    assert values["liaison_visit_days"] == 31


def test_every_field_of_a_sheet_that_is_not_printed_says_why_it_is_there(pack: CampaignPack) -> None:
    for sheet in pack.sheets.values():
        shown = {column.id for column in sheet.columns} | {row.head for row in sheet.rows}
        assert sorted(sheet.reconstructed) == sorted(shown), sheet.id
        assert all(reason.strip() for reason in sheet.reconstructed.values())


def test_petitions_come_from_the_register_and_no_household_is_asked(catalogue: Catalogue, pack: CampaignPack) -> None:
    petition = {n for n in catalogue.dictionary.variables if n.startswith(("petition", "public_opinion"))}
    assert len(petition) == 5
    asked = {fact for question in pack.questions.values() for fact in question.facts()}
    assert not petition & asked
    (register,) = [entry for entry in pack.campaign.lists if entry.id == "petition_register"]
    assert {c.gives for c in register.columns if c.gives} == petition
    assert {catalogue.dictionary.variables[n].privacy for n in petition} == {"sensitive"}


def test_the_groups_are_posts_and_nobody_is_named(pack: CampaignPack) -> None:
    posts = {post.code for post in pack.campaign.posts}
    assert all(body.posts and set(body.posts) <= posts for body in pack.campaign.organisation)
    text = "".join(path.read_text("utf-8") for path in sorted(pack.folder.rglob("*.*")))
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|@\w+\.|电话：\d", text)
