"""The notice of Xinwan of 12 October 2022 as data: three jobs of different reach in one notice, and where it errs."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from shouxian.core.expressions.check import check
from shouxian.core.expressions.nodes import BOOL
from shouxian.core.expressions.parse import Text
from shouxian.core.kernel.faults import Fault, Where
from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.checks.campaign import check_campaign
from shouxian.core.packs.models.campaign import Coverage, Job
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.regions import Regions
from shouxian.core.packs.resolve import resolve
from shouxian.core.sheets.reading.rosters import read_roster
from tests.packs.verdicts import Judge

XINWAN = "xinwan-2022-autumn"
PLACE = "430981108"


@pytest.fixture(scope="module")
def pack(catalogue: Catalogue) -> CampaignPack:
    return catalogue.campaign(XINWAN)


@pytest.fixture(scope="module")
def told(catalogue: Catalogue, regions: Regions, pack: CampaignPack) -> list[Fault]:
    return check_campaign(catalogue, pack, [v.code for v in regions.villages(PLACE)])


def job(pack: CampaignPack, name: str) -> Job:
    return next(job for job in pack.campaign.jobs if job.id == name)


def coverage(pack: CampaignPack, of: str, name: str) -> Coverage:
    return next(covered for covered in job(pack, of).coverages if covered.id == name)


# --- what the notice says against itself -----------------------------------------------------------------------------


def test_it_contradicts_itself_here_and_nowhere_else(told: list[Fault]) -> None:
    assert Counter(finding.code for finding in told) == {
        "CHECK_NUMBERING": 1,  # 二（二） jumps from 4 to 6
        "CHECK_STAGE_ORDER": 2,  # entry before identification ends; rural collection on the last day of its plan
        "CHECK_SUMMARY_EARLY": 3,  # incomes in October; quality report and summary of rural construction in February
        "CHECK_STAGE_EMPTY": 1,  # nothing shows that the inspection of January took place
        "CHECK_REPAIRED": 1,  # days and papers that have lost their separators
        "CHECK_REPAIR": 3,  # number of the paper, boxes of the groups, phone instead of a signature
    }
    assert not any(finding.blocking for finding in told)


def test_the_missing_number_is_named(told: list[Fault]) -> None:
    (gap,) = [f.text("zh") for f in told if f.code == "CHECK_NUMBERING"]
    assert "二(二)5" in gap


def test_what_is_summed_up_before_it_ends_is_told_with_both_days(told: list[Fault]) -> None:
    early = [f.text("zh") for f in told if f.code == "CHECK_SUMMARY_EARLY"]
    for due, end in (("2022-10-31", "2022-11-08"), ("2023-02-10", "2023-02-25"), ("2023-02-20", "2023-02-25")):
        assert [text for text in early if due in text and end in text], due


def test_entry_ends_before_those_to_be_entered_are_identified(told: list[Fault]) -> None:
    orders = [f.text("zh") for f in told if f.code == "CHECK_STAGE_ORDER"]
    assert [text for text in orders if "2022-11-15" in text and "2022-11-11" in text]


def test_dates_that_lost_their_separators_are_each_a_repair(pack: CampaignPack) -> None:
    read = {repair.printed: repair.read_as for repair in pack.campaign.repairs}
    for printed, meant in (
        ("1014前完成", "10月14日"), ("118日前完成", "11月8日"), ("1115日前完成", "11月15日"),
        ("1130日前完成", "11月30日"), ("11月2512时前", "11月25日12时"),
    ):  # fmt: skip
        assert meant in read[printed]
    assert "12月2日" in next(meant for printed, meant in read.items() if printed.startswith("122日"))
    assert pack.campaign.number == "发〔2022〕42号"
    assert [r.id for r in pack.campaign.repairs if not r.certain] == ["number", "boxes_groups", "phone_signature"]


# --- three jobs ------------------------------------------------------------------------------------------------------


def test_three_jobs_have_their_own_reach(pack: CampaignPack) -> None:
    assert {j.id: len(j.coverages) for j in pack.campaign.jobs} == {
        "screening": 10, "collection": 5, "rural_construction": 4,
    }  # fmt: skip
    assert not {s for j in pack.campaign.jobs for s in j.sheets} ^ set(pack.sheets)


def test_the_five_full_coverages_of_the_screening(pack: CampaignPack) -> None:
    assert coverage(pack, "screening", "registered").types == ("alleviated", "monitored")
    sites = coverage(pack, "screening", "sites")
    assert (sites.subject, sites.announced, sites.types) == ("resettlement_site", 6, ())
    assert coverage(pack, "screening", "site_households").when == "lives_in_site"
    assert coverage(pack, "screening", "disaster").lists == ("disaster_list",)
    assert coverage(pack, "screening", "businesses").subject == "enterprise"
    assert coverage(pack, "screening", "workers").lists == ("troubled_workers",)
    assert coverage(pack, "screening", "new_support").lists == ("platform_august",)


def test_general_households_are_screened_only_where_a_list_names_them(pack: CampaignPack) -> None:
    """原则上不搞大范围集中排查: no coverage of the screening reaches every household, or general ones by type."""
    for covered in job(pack, "screening").coverages:
        if covered.subject == "household":
            assert "general" not in covered.types
            assert covered.types or covered.lists


def test_lists_of_the_village_and_lists_handed_down(pack: CampaignPack) -> None:
    by_maker = {entry.id: entry.made_by for entry in pack.campaign.lists}
    own = [name for name, maker in by_maker.items() if maker == "village"]
    assert own == ["disaster_list", "troubled_workers", "general_problems"]
    august = next(entry for entry in pack.campaign.lists if entry.id == "platform_august")
    assert str(august.dated) == "2022-08-16"
    assert {"include", "not_eligible", "gone"} <= {verdict.code for verdict in august.verdicts}
    assert {v.needs_reason for v in august.verdicts if v.code in ("not_eligible", "gone")} == {True}


def test_rural_construction_of_general_households_waits_for_the_other_two_jobs(pack: CampaignPack) -> None:
    assert coverage(pack, "rural_construction", "general").not_before == ("screening", "collection")
    assert coverage(pack, "rural_construction", "general").types == ("general",)
    same_visit = coverage(pack, "rural_construction", "registered")
    assert (same_visit.types, same_visit.not_before) == (("alleviated", "monitored"), ())


def test_the_deadline_of_the_national_system_has_an_hour_and_says_that_it_locks_nothing(pack: CampaignPack) -> None:
    cleaning = next(stage for stage in job(pack, "collection").stages if stage.id == "cleaning")
    end = in_use(cleaning.end)
    assert (end.value.isoformat(), end.hour) == ("2022-11-25", "12:00")
    assert "不锁定" in end.note
    assert in_use(cleaning.start).value.isoformat() == "2022-11-14"


def test_every_expression_of_coverages_groups_and_tallies_is_a_sound_truth(catalogue: Catalogue) -> None:
    campaign = catalogue.campaign(XINWAN).campaign
    schema = Judge(catalogue, XINWAN, ["income.fallen"]).schema
    texts = [(c.subject, c.when) for j in campaign.jobs for c in j.coverages if c.when]
    texts += [("household", group.when) for group in campaign.priority_groups if group.when]
    texts += [(tally.subject, column.when) for tally in campaign.tallies for column in tally.columns]
    assert len(texts) > 30
    for subject, text in texts:
        assert check(schema, Text(text, Where(text)), subject).type == BOOL, text


def test_the_line_is_the_provinces_reference_and_bands_are_the_packs_own(
    catalogue: Catalogue, pack: CampaignPack
) -> None:
    parameters = catalogue.parameters | {p.name: p for p in pack.campaign.parameters}
    values = resolve(parameters, "430981108204", in_use(pack.campaign.reference_date).value)
    assert (values["monitoring_line"], values["near_line"]) == (650_000, 715_000)
    assert (values["analysis_band_middle"], values["analysis_band_high"]) == (1_000_000, 1_500_000)
    (bands,) = [t for t in pack.campaign.tallies if t.id == "income_analysis"]
    assert [c.id for c in bands.columns if c.part_of == "band"] == ["below", "near", "low", "middle", "high"]


def test_yearly_incomes_are_read_from_october_to_september(pack: CampaignPack) -> None:
    spans = {w.variable: (w.start.isoformat(), w.end.isoformat()) for w in pack.campaign.windows}
    assert spans["net_income_per_head"] == spans["september_income_per_head"] == ("2021-10-01", "2022-09-30")
    assert spans["last_income_per_head"] == ("2020-10-01", "2021-09-30")


# --- sheets and questions --------------------------------------------------------------------------------------------


def test_the_householder_signs_beside_the_surveyor(pack: CampaignPack) -> None:
    assert [s.post for s in pack.campaign.signers if s.sheet == "annex_1"] == ["surveyor", "householder"]
    level = {post.code: post.level for post in pack.campaign.posts}
    assert level["householder"] == "household"
    assert {"householder_signature", "remote_survey", "surveyor_name"} <= set(pack.sheets["annex_1"].questions())


def test_a_problem_calls_for_a_measure_and_a_correction_for_amount_and_reason(pack: CampaignPack) -> None:
    wanted = {q.id: (q.required_if.question, q.required_if.options) for q in pack.questions.values() if q.required_if}
    assert wanted["measure_words"] == ("risk_found", ("有",))
    assert wanted["september_corrected"] == wanted["september_reason"] == ("september_state", ("更正",))
    assert wanted["focus_group_words"] == ("attribute_groups", ("6",))
    found = {option.value: option for option in pack.questions["risk_found"].options}
    assert found["有"].other_words
    assert not found["无"].other_words


def test_nothing_asks_for_petitions(catalogue: Catalogue, pack: CampaignPack) -> None:
    """The notice names none; facts of petitions come from a petition list alone."""
    asked = {fact for question in pack.questions.values() for fact in question.facts()}
    listed = {column.gives for entry in pack.campaign.lists for column in entry.columns}
    petitions = {name for name in catalogue.dictionary.variables if "petition" in name or "opinion" in name}
    assert petitions
    assert not petitions & (asked | listed)
    assert "petition.pending" in pack.campaign.left_out_rules


def test_only_the_printed_annex_is_not_reconstructed_and_the_others_say_so_of_every_column(pack: CampaignPack) -> None:
    assert [sheet.id for sheet in pack.sheets.values() if not sheet.reconstructed] == ["annex_1"]
    for sheet in pack.sheets.values():
        if sheet.id != "annex_1":
            shown = {c.id for c in sheet.columns if c.id != "row_number"} | {row.head for row in sheet.rows}
            assert set(sheet.reconstructed) == shown, sheet.id


def test_comparison_sheets_are_those_the_notice_calls_so(pack: CampaignPack) -> None:
    called = {sheet.id for sheet in pack.sheets.values() if "对照表" in sheet.name}
    assert {sheet.id for sheet in pack.sheets.values() if sheet.comparison} == called - {"annual_members"}
    shown_before = [column.last for column in pack.sheets["annual_members"].columns if column.last]
    assert shown_before == ["schooling", "work_county", "work_months"]


def test_one_visit_asks_a_question_once_though_two_sheets_print_it(pack: CampaignPack) -> None:
    """The annual sheet and the sheet of monitored households share their questions, so one answer serves both."""
    shared = set(pack.sheets["annual_household"].questions()) & set(pack.sheets["annual_monitored"].questions())
    assert {"housing_safe", "water_safe", "fully_insured", "schooling_dropout", "net_income_per_head"} <= shared


# --- rules -----------------------------------------------------------------------------------------------------------


def test_a_signature_is_missing_only_where_nobody_telephoned(catalogue: Catalogue) -> None:
    judge = Judge(catalogue, XINWAN, ["xinwan.householder_unsigned"])
    blank = {"surveyed": True, "householder_signature": None}
    assert judge.hits({**blank, "survey_mode": None}) == ["xinwan.householder_unsigned"]
    assert judge.hits({**blank, "survey_mode": "phone"}) == []
    assert judge.hits({**blank, "householder_signature": "张三示例", "survey_mode": None}) == []


def test_a_risk_needs_words_a_measure_and_a_judgement(catalogue: Catalogue) -> None:
    names = ["xinwan.measure_missing", "xinwan.risk_without_words", "xinwan.risk_not_monitored"]
    judge = Judge(catalogue, XINWAN, names)
    empty = {"risk_found": True, "risk_found_words": None, "measure_words": None, "is_monitored": False}
    assert judge.hits(empty) == names
    assert judge.hits({**empty, "risk_found": False}) == []
    full = {"risk_found_words": "住院自付较多", "measure_words": "申请医疗救助", "is_monitored": True}
    assert judge.hits({**empty, **full}) == []


def test_one_seriously_ill_member_without_aid_is_found_among_the_healthy(catalogue: Catalogue) -> None:
    judge = Judge(catalogue, XINWAN, ["members.triple_protection"])
    household = {"is_monitored": True, "risk_eliminated": False, "risks": ["illness"]}
    covered = {"resident_insurance": True, "employee_insurance": False, "serious_illness_insurance": True}
    healthy = {"health": ["healthy"], **covered, "medical_aid": False}
    ill = {"health": ["major_illness"], **covered, "medical_aid": True}
    assert judge.hits(household, [healthy, ill]) == []
    assert judge.hits(household, [healthy, {**ill, "medical_aid": False}]) == ["members.triple_protection"]


# --- lists of the national system ------------------------------------------------------------------------------------


def exported(path: Path, heads: list[str], row: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (["导出"], ["导出时间:2022-10-20"], heads, row):
        sheet.append(cells)
    book.save(path)
    return path


def test_the_work_register_is_kept_beside_the_base_table(catalogue: Catalogue, tmp_path: Path) -> None:
    heads = ["村", "户编号", "姓名", "是否已务工", "务工所在县", "开始时间", "务工月收入", "所属行业", "是否点对点输送"]
    path = exported(
        tmp_path / "w.xlsx", heads, ["甲村", "9001", "张三示例", "是", "某县", "2022-03-01", "3200", "餐饮业", "否"]
    )
    spec = catalogue.imports["national_work"]
    roster = read_roster(path, spec, catalogue.dictionary, {"430981108204": "甲村"}, {})
    assert spec.national
    assert not roster.faults
    (person,) = roster.persons.to_pylist()
    assert (person["register_working"], person["work_sector"], person["monthly_wage"]) == (True, "catering", 320_000)
    assert "is_working" not in person


def test_the_yearly_export_tells_this_years_income_and_last_years_apart(catalogue: Catalogue, tmp_path: Path) -> None:
    heads = ["村", "户编号", "户主姓名", "户类型", "人均纯收入(元)", "上年人均纯收入", "工资性收入"]
    path = exported(tmp_path / "y.xlsx", heads, ["甲村", "9001", "张三示例", "脱贫户", "8200", "9100.5", "20000"])
    roster = read_roster(path, catalogue.imports["national_annual"], catalogue.dictionary, {"430981108204": "甲村"}, {})
    assert not roster.faults
    (household,) = roster.households.to_pylist()
    assert household["is_poverty_alleviated"] is True
    assert (household["net_income_per_head__lo"], household["last_income_per_head__lo"]) == (820_000, 910_050)


def test_exports_of_the_national_system_say_so(catalogue: Catalogue) -> None:
    told = {name for name, spec in catalogue.imports.items() if spec.national}
    assert told == {name for name in catalogue.imports if name.startswith("national_")}
    assert {"national_work", "national_planned_work", "national_villages", "national_annual"} <= told
