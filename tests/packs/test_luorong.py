"""The Luorong plan of 26 March 2022 as data: limits that run from events, a strict procedure, groups with villages."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from shouxian.core.kernel.calendar import add_working_days
from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.checks.campaign import check_campaign
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.regions import Regions
from shouxian.core.packs.resolve import resolve
from tests.packs.verdicts import Judge

LUORONG = "luorong-2022-line"
TOWN = "450203100"


@pytest.fixture(scope="module")
def pack(catalogue: Catalogue) -> CampaignPack:
    return catalogue.campaign(LUORONG)


@pytest.fixture(scope="module")
def told(catalogue: Catalogue, regions: Regions, pack: CampaignPack) -> list[Fault]:
    return check_campaign(catalogue, pack, [v.code for v in regions.villages(TOWN)])


def texts(told: list[Fault], code: str) -> list[str]:
    return [finding.text("zh") for finding in told if finding.code == code]


def test_it_contradicts_itself_here_and_nowhere_else(told: list[Fault]) -> None:
    assert Counter(finding.code for finding in told) == {
        "CHECK_TWO_DATES": 1,  # visits until 30 April, in principle until the 18th
        "CHECK_STAGE_ORDER": 1,  # training ends on the day the visits begin
        "CHECK_SUMMARY_EARLY": 1,  # summary due on 4 May, the look-back ends on the 10th
        "CHECK_LIMIT": 3,  # helper, measures and plan, all after 30 April
        "CHECK_NO_INSPECTION": 1,  # one village and the communities
        "PACK_PARAMETER_MISSING": 1,  # the region's line of 2022, its number is not in the text
        "CHECK_REPAIR": 3,  # empty heading, procedure and annexes not printed
    }
    assert not any(finding.blocking for finding in told)


def test_two_dates_and_the_early_summary_are_named(told: list[Fault]) -> None:
    assert "现用 2022-04-30" in texts(told, "CHECK_TWO_DATES")[0]
    assert "2022-04-18" in texts(told, "CHECK_TWO_DATES")[0]
    (early,) = texts(told, "CHECK_SUMMARY_EARLY")
    assert "2022-05-04" in early
    assert "2022-05-10" in early


def test_no_limit_fits_before_the_measures_end(told: list[Fault]) -> None:
    helper, measures, plan = texts(told, "CHECK_LIMIT")
    last = date(2022, 4, 30)
    named = add_working_days(last, 5).day
    assert f"最早 {named} 到期" in helper
    assert "5 个工作日" in helper
    for text in (measures, plan):
        assert f"最早 {named + timedelta(days=10)} 到期" in text


def test_each_limit_runs_from_the_fact_of_its_event(catalogue: Catalogue, pack: CampaignPack) -> None:
    """A helper within 5 working days of the inclusion; measures and a plan within 10 days of the helper."""
    limits = {limit.id: limit for limit in pack.campaign.limits}
    assert {(limit.days, limit.unit, limit.starts, limit.due) for limit in limits.values()} == {
        (5, "working_days", "included_on", "helper_due_on"),
        (10, "days", "helper_named_on", "measures_due_on"),
        (10, "days", "helper_named_on", "plan_due_on"),
    }
    for limit in limits.values():
        due = catalogue.dictionary.variables[limit.due or ""]
        assert (due.computed, due.of) == ("due_date", limit.starts)
    asked = {fact for question in pack.questions.values() for fact in question.facts()}
    assert {"included_on", "helper_named_on", "measures_planned_on", "plan_made_on"} <= asked


def test_late_help_is_found_by_the_day_it_was_due(catalogue: Catalogue) -> None:
    judge = Judge(
        catalogue, LUORONG,
        ["procedure.helper_late", "procedure.measures_late", "procedure.measures_missing", "procedure.plan_late"],
    )  # fmt: skip
    due = {"helper_due_on": "2022-04-08", "measures_due_on": "2022-04-18", "plan_due_on": "2022-04-18"}
    good = {
        "is_monitored": True, "helper_named": True, "helper_named_on": "2022-04-08",
        "measures_planned_on": "2022-04-18", "plan_made": True, "plan_made_on": "2022-04-18",
    } | due  # fmt: skip
    assert judge.hits(good, on="2022-04-30") == []
    late = {"helper_named_on": "2022-04-09", "measures_planned_on": "2022-04-19", "plan_made_on": "2022-04-19"}
    assert judge.hits(good | late, on="2022-04-30") == [
        "procedure.helper_late", "procedure.measures_late", "procedure.plan_late",
    ]  # fmt: skip
    nothing = {"helper_named": False, "helper_named_on": None, "measures_planned_on": None, "plan_made": False}
    assert judge.hits(good | nothing, on="2022-04-18") == ["procedure.helper_late"]
    assert judge.hits(good | nothing, on="2022-04-19") == [
        "procedure.helper_late", "procedure.measures_missing", "procedure.plan_late",
    ]  # fmt: skip


def test_no_step_may_be_skipped_or_merged(pack: CampaignPack) -> None:
    """不得简化及合并步骤: every step follows exactly one before it; only measures and plan start together."""
    procedures = {p.kind: p for p in pack.campaign.procedures}
    assert set(procedures) == {"identification", "elimination"}
    assert all(p.strict for p in procedures.values())
    steps = [step.id for step in procedures["identification"].steps]
    assert steps == [
        "visit", "authorise", "compare", "review", "notice", "town_review", "approval", "announcement", "entry",
        "helper", "measures", "plan",
    ]  # fmt: skip
    for procedure in procedures.values():
        assert [len(step.after) for step in procedure.steps] == [0, *[1] * (len(procedure.steps) - 1)]
        together = Counter(step.after for step in procedure.steps)
        assert [after for after, count in together.items() if count > 1] in ([], [("helper",)])
    limits = {step.id: step.limit for step in procedures["identification"].steps if step.limit}
    assert limits == {"helper": "helper", "measures": "measures_taken", "plan": "plan"}


def test_the_village_that_no_group_covers_is_named_first(
    told: list[Fault], regions: Regions, pack: CampaignPack
) -> None:
    groups = [body for body in pack.campaign.organisation if body.inspects]
    names = [{regions.by_code[code].short for code in body.villages} for body in groups]
    assert names == [
        {"大正", "东塘", "秀水", "竹车", "半塘", "高岩", "南庆"},
        {"果园", "坭桥", "盘古", "龙岭", "竹桐", "连丰"},
    ]
    (missing,) = texts(told, "CHECK_NO_INSPECTION")
    assert regions.by_code["450203100214"].short == "六座"
    assert "7 个村没有督查组:450203100214、450203100001" in missing


def test_screened_from_a_distance_needs_the_epidemic_and_then_a_visit(catalogue: Catalogue, pack: CampaignPack) -> None:
    judge = Judge(catalogue, LUORONG, ["procedure.remote_only", "luorong.remote_without_epidemic"])
    given = {option.zh: option.gives for option in pack.questions["survey_mode"].options}
    phone, visit = given["电话"], given["线下入户"]
    assert judge.hits(phone | {"remote_epidemic": "true"}) == ["procedure.remote_only"]
    assert judge.hits(phone | {"remote_epidemic": "false"}) == [
        "procedure.remote_only", "luorong.remote_without_epidemic",
    ]  # fmt: skip
    assert judge.hits(phone | visit | {"remote_epidemic": "true"}) == []
    asked = pack.questions["remote_epidemic"].asked_if
    assert asked is not None
    assert asked.options == ("电话", "微信", "视频")


def test_the_line_of_the_region_is_missing_and_none_is_borrowed(
    catalogue: Catalogue, told: list[Fault], pack: CampaignPack
) -> None:
    day = in_use(pack.campaign.reference_date).value
    assert resolve(catalogue.parameters, "450203100201", day)["monitoring_line"] is None
    (missing,) = texts(told, "PACK_PARAMETER_MISSING")
    assert "monitoring_line" in missing


def test_every_field_of_a_sheet_that_is_not_printed_says_why_it_is_there(pack: CampaignPack) -> None:
    for sheet in pack.sheets.values():
        shown = {column.id for column in sheet.columns} | {row.head for row in sheet.rows}
        assert sorted(sheet.reconstructed) == sorted(shown), sheet.id


def test_only_who_screened_signs(pack: CampaignPack) -> None:
    assert {(s.sheet, s.post) for s in pack.campaign.signers} == {
        ("annex_3", "surveyor"), ("annex_4", "surveyor"), ("annex_5", "surveyor"),
    }  # fmt: skip


def test_no_official_no_phone_and_no_address_of_the_notice_is_kept(pack: CampaignPack) -> None:
    posts = {post.code for post in pack.campaign.posts}
    assert all(body.posts and set(body.posts) <= posts for body in pack.campaign.organisation)
    text = "".join(path.read_text("utf-8") for path in sorted(pack.folder.rglob("*.*")))
    assert not re.search(r"@|(?<!\d)\d{7}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|联系人：", text)
    assert not any(re.search(r"[：:]", post.zh) for post in pack.campaign.posts)
