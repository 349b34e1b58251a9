"""Both notices load, link, and contradict themselves exactly where they do on paper."""

from collections import Counter

import pytest

from shouxian.core.expressions.check import check
from shouxian.core.expressions.nodes import BOOL
from shouxian.core.expressions.parse import Text
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Fault, Where
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.checks.campaign import check_campaign
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.regions import Regions
from shouxian.core.packs.resolve import resolve, value_at

ZHANQIAO, SHENMU = "zhanqiao-2022-income", "shenmu-2022-spring"
EVERY = [ZHANQIAO, SHENMU, "shaoyun-2022-visits", "luorong-2022-line", "xinwan-2022-autumn"]


def findings(catalogue: Catalogue, regions: Regions, name: str) -> list[Fault]:
    pack = catalogue.campaign(name)
    return check_campaign(catalogue, pack, [v.code for v in regions.villages(pack.campaign.place)])


def test_zhanqiao_contradicts_itself_here_and_nowhere_else(catalogue: Catalogue, regions: Regions) -> None:
    told = findings(catalogue, regions, ZHANQIAO)
    assert Counter(finding.code for finding in told) == {
        "CHECK_TWO_DATES": 1,  # visits from 12 February in the header, from the 15th in the body
        "CHECK_STARTS_BEFORE_ISSUE": 1,  # the header's 12th lies before the issue on the 14th
        "CHECK_STAGE_ORDER": 1,  # training ends on the day the visits begin
        "CHECK_STAGE_EMPTY": 1,  # nothing shows that the training took place
        "CHECK_LINE": 1,  # 超过6500 on the form, 低于6500 in the body
        "CHECK_REPAIR": 1,  # the boxes of 户类型
    }
    texts = {finding.code: finding.text("zh") for finding in told}
    assert "2022-02-12(一)、2022-02-15(五（二）);现用 2022-02-15" in texts["CHECK_TWO_DATES"]
    assert "恰好等于 6500" in texts["CHECK_LINE"]
    assert not any(finding.blocking for finding in told)


def test_shenmu_contradicts_itself_here_and_nowhere_else(catalogue: Catalogue, regions: Regions) -> None:
    told = findings(catalogue, regions, SHENMU)
    doubtful = [r.id for r in catalogue.campaign(SHENMU).campaign.repairs if not r.certain]
    assert Counter(finding.code for finding in told) == {
        "CHECK_OPTIONS_DIFFER": 1,  # medical insurance: counts, three kinds, four kinds
        "CHECK_STAGE_EMPTY": 1,  # the city's spot check has no form
        "PACK_PARAMETER_MISSING": 1,  # the notice names no income line, and none is borrowed
        "CHECK_REPAIRED": 1,  # five options that have one reading only
        "CHECK_REPAIR": len(doubtful),
    }
    texts = {finding.code: finding.text("zh") for finding in told}
    assert "附件1-1(1.未参加" in texts["CHECK_OPTIONS_DIFFER"]
    assert "4.未参保" in texts["CHECK_OPTIONS_DIFFER"]
    assert "610881" in texts["PACK_PARAMETER_MISSING"]
    assert {"residence_1_3", "poverty_record_1_3", "backstop_1_3", "insurance_1_3"} <= set(doubtful)


@pytest.mark.parametrize("name", EVERY)
def test_every_expression_of_a_campaign_is_a_sound_truth(catalogue: Catalogue, name: str) -> None:
    campaign = catalogue.campaign(name).campaign
    dictionary = catalogue.dictionary
    schema = Schema.build(
        dictionary.subjects.values(),
        dictionary.codelists.values(),
        [*catalogue.parameters.values(), *campaign.parameters],
    )
    texts = [*(c.when for c in campaign.household_types), *(g.when for g in campaign.priority_groups)]
    texts += [verdict.when for handed in campaign.lists for verdict in handed.verdicts]
    about = [("household", text) for text in texts]
    about += [(covered.subject, covered.when) for job in campaign.jobs for covered in job.coverages]
    about += [(tally.subject, column.when) for tally in campaign.tallies for column in tally.columns]
    for subject, text in about:
        if text:
            assert check(schema, Text(text, Where(name)), subject).type == BOOL


def test_the_special_groups_of_zhanqiao_are_its_five_and_no_other(catalogue: Catalogue) -> None:
    """特困供养 is not among them: nothing in the type's chain of definitions names destitute support."""
    codes = [c.code for c in catalogue.dictionary.codelists["special_groups"].codes]
    assert codes == ["major_illness", "chronic_burden", "severe_disability", "unable_elderly", "no_labour", "none"]
    definition = catalogue.dictionary.variables["in_special_group"].derive
    assert definition is not None
    assert all(f"'{code}'" in definition for code in codes[:-1])
    assert "destitute" not in definition


def test_the_types_of_both_notices_stand_in_their_order(catalogue: Catalogue) -> None:
    shenmu = catalogue.campaign(SHENMU).campaign
    assert [(c.code, c.sheet) for c in shenmu.household_types] == [
        ("monitored", "annex_1_3"),
        ("alleviated", "annex_1_2"),
        ("general", "annex_1_1"),
    ]
    assert shenmu.jobs[0].coverages[0].expected == {"alleviated": 9011, "monitored": 125}
    zhanqiao = catalogue.campaign(ZHANQIAO).campaign
    assert [c.code for c in zhanqiao.household_types] == ["monitored", "alleviated", "special", "general"]


def test_every_row_of_the_list_of_january_ends_in_a_verdict(catalogue: Catalogue) -> None:
    (handed,) = catalogue.campaign(ZHANQIAO).campaign.lists
    assert str(handed.dated) == "2022-01-19"
    assert len(handed.verdicts) >= 4
    assert any(v.when is None for v in handed.verdicts)  # one that only a person can pick


def test_lines_belong_to_their_place_and_year_and_are_never_borrowed(catalogue: Catalogue) -> None:
    line = catalogue.parameters["monitoring_line"]

    def at(village: str, day: str) -> str | None:
        found = value_at(
            line, village, type(in_use(catalogue.campaign(SHENMU).campaign.starts).value).fromisoformat(day)
        )
        return found and found.value

    assert at("430682110201", "2022-02-21") == "6500"
    assert at("430682110201", "2023-02-21") is None
    assert at("430981108201", "2022-10-20") == "6500"  # the province's list
    assert at("610824100201", "2021-06-01") == "6000"
    assert at("610881100201", "2021-06-01") is None  # Jingbian's line is not Shenmu's
    assert at("610881100201", "2022-03-20") is None
    assert at("500151114201", "2022-05-10") == "7000"
    assert at("522729100201", "2023-12-18") == "7300"
    assert (at("530112001001", "2024-06-01"), at("530112001001", "2025-06-01")) == ("8700", "8700")


def test_an_income_exactly_at_zhanqiaos_line_does_not_reach_it(catalogue: Catalogue) -> None:
    """The form defines 达标 as more than 6,500, and the cadre's answer is read by the form."""
    campaign = catalogue.campaign(ZHANQIAO).campaign
    line = resolve(catalogue.parameters, "430682110201", in_use(campaign.reference_date).value)["monitoring_line"]
    assert line == 650_001
    assert line > 650_000


def test_the_bands_of_shenmu_are_edges_of_its_form(catalogue: Catalogue) -> None:
    campaign = catalogue.campaign(SHENMU).campaign
    edges = {p.name: p for p in campaign.parameters}
    values = resolve(edges, "610881100201", in_use(campaign.reference_date).value)
    assert values == {"low_income_band": 400_001, "middle_income_band": 600_001}


@pytest.mark.parametrize("name", EVERY)
def test_no_person_is_named_in_a_pack(catalogue: Catalogue, name: str) -> None:
    """Groups are set up by posts; the notices' officials stay out of the repository."""
    for body in catalogue.campaign(name).campaign.organisation:
        assert body.posts


@pytest.mark.parametrize("name", EVERY)
def test_every_question_stands_on_a_sheet(catalogue: Catalogue, name: str) -> None:
    pack = catalogue.campaign(name)
    printed = {q for sheet in pack.sheets.values() for q in sheet.questions()}
    printed |= {c.field for sheet in pack.sheets.values() for c in sheet.columns if c.field}
    house = {"head_name", "note", "group", "surveyor"}
    assert [q for q in pack.questions if q not in printed | house] == []
