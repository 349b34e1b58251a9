"""Each check of the campaign check speaks on a broken notice and is silent on its sound twin.

The broken ones are the contradictions of real notices, made small: 2022 notices of Shaoyun, Luorong and Xinwan.
"""

import copy

import pytest

from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.checks.campaign import check_campaign
from tests.packs.small_notice import Change, Small

VILLAGES = ("110101001001", "110101001002")


def findings(small: Small, villages: tuple[str, ...] = VILLAGES) -> list[Fault]:
    catalogue = small.load()
    return check_campaign(catalogue, catalogue.campaign("small-2022"), villages)


def codes(small: Small) -> list[str]:
    return [finding.code for finding in findings(small)]


def test_a_sound_notice_is_met_with_silence(small: Small) -> None:
    assert findings(small) == []


def dated(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "clause": "一"} for value in values]


def two_dates(s: Small) -> None:
    s.stages[1]["start"] = dated("2022-03-05", "2022-03-06")


def one_date_in_two_clauses(s: Small) -> None:
    s.stages[1]["start"] = [*dated("2022-03-05"), {"value": "2022-03-05", "clause": "二"}]


def report_after_the_end(s: Small) -> None:
    s.campaign["deliverables"][0]["due"] = dated("2022-09-30")


def report_on_the_last_day(s: Small) -> None:
    s.campaign["deliverables"][0]["due"] = dated("2022-04-30")


def bucket_after_the_end(s: Small) -> None:
    _bucket(s, "2022-09-30")


def bucket_on_the_last_day(s: Small) -> None:
    _bucket(s, "2022-04-30")


def bucket_with_two_ends(s: Small) -> None:
    _bucket(s, "2022-04-29", "2022-04-30")


def _bucket(s: Small, *due: str) -> None:
    at_once = {"id": "at_once", "zh": "立查立改", "en": "at once", "clause": "三"}
    s.campaign["buckets"] = [at_once, {"id": "late", "zh": "月底", "en": "end", "due": dated(*due), "clause": "三"}]


def three_villages_announced(s: Small) -> None:
    _villages(s, "3")


def two_villages_announced(s: Small) -> None:
    _villages(s, "2")


def _villages(s: Small, announced: str) -> None:
    covered = {"subject": "village", "zh": "全县各村", "en": "every village", "announced": announced, "clause": "一"}
    s.dictionary["village"] = {"subject": "village", "letter": "V", "zh": "村", "en": "village", "variables": []}
    s.campaign["jobs"][0]["coverages"].append(covered)


def training_over_before_the_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-02-20")
    s.stages[0]["end"] = dated("2022-02-25")


def training_on_the_day_of_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-03-01")
    s.stages[0]["end"] = dated("2022-03-01")


def visits_begin_before_the_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-02-20")
    s.stages[2]["start"] = dated("2022-02-20")


def visits_begin_on_the_day_of_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-03-01")
    s.stages[2]["start"] = dated("2022-03-01")


def campaign_begins_before_the_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-02-28")


def campaign_begins_on_the_day_of_issue(s: Small) -> None:
    s.campaign["starts"] = dated("2022-03-01")


def visits_on_the_last_day_of_training(s: Small) -> None:
    s.stages[1]["start"] = dated("2022-03-04")


def visits_end_before_training_does(s: Small) -> None:
    del s.stages[1]["start"]
    s.stages[0]["end"] = dated("2022-03-21")


def visits_without_a_start(s: Small) -> None:
    del s.stages[1]["start"]


def summary_before_the_work_ends(s: Small) -> None:
    s.campaign["deliverables"][0]["due"] = dated("2022-03-19")


def summary_a_day_later(s: Small) -> None:
    s.campaign["deliverables"][0]["due"] = dated("2022-03-21")


def measures_end_with_the_visits(s: Small) -> None:
    """Both limits miss: 5 working days, and 10 days after those."""
    s.stages[2]["end"] = dated("2022-03-24")


def measures_end_just_in_time(s: Small) -> None:
    s.stages[2]["end"] = dated("2022-04-04")  # 03-20 + 5 working days = 03-25, + 10 days = 04-04


def six_announced_five_printed(s: Small) -> None:
    s.campaign["announcements"][0] |= {"count": "6", "items": ["一", "二", "三", "四", "五"]}


def six_printed(s: Small) -> None:
    s.campaign["announcements"][0] |= {"count": "6", "items": ["一", "二", "三", "四", "五", "六"]}


def nine_groups_not_listed(s: Small) -> None:
    s.campaign["announcements"][0] |= {"count": "9", "items": []}


def a_group_only_named(s: Small) -> None:
    del s.campaign["priority_groups"][0]["when"]


def a_group_by_list(s: Small) -> None:
    s.campaign["priority_groups"][0] |= {"list": "handed"}
    del s.campaign["priority_groups"][0]["when"]


def other_options_for_one_topic(s: Small) -> None:
    options = [{"value": "1", "zh": "有", "en": "yes"}, {"value": "2", "zh": "无", "en": "no"}]
    s.questions["questions"].append(
        {"id": "housing_card", **_asked(), "topic": "housing", "pick": "one", "options": options}
    )


def other_options_for_one_fact(s: Small) -> None:
    options = [{"value": "1", "zh": "达到", "en": "yes", "gives": {"net_income_per_head": "(6500, )"}}]
    s.questions["questions"].append({"id": "income_card", **_asked(), "pick": "one", "options": options})


def the_same_options_again(s: Small) -> None:
    options = s.questions["questions"][1]["options"]
    s.questions["questions"].append(
        {"id": "housing_card", **_asked(), "topic": "housing", "pick": "one", "options": options}
    )


def free_text_for_one_topic(s: Small) -> None:
    options = [{"value": "有问题", "zh": "有问题", "en": "problem", "gives": {"housing_safe": "false"}}]
    s.questions["questions"].append(
        {"id": "card", **_asked(), "topic": "housing", "pick": "one", "text": "housing_words", "options": options}
    )


def _asked() -> dict[str, str]:
    return {"subject": "household", "zh": "住房", "en": "housing", "clause": "附件1"}


def four_then_six(s: Small) -> None:
    s.clauses = s.clauses.replace("| 三 | help", "| 四 | x | y |\n| 六 | x | y |\n| 三 | help")


def four_then_five(s: Small) -> None:
    s.clauses = s.clauses.replace("| 三 | help", "| 四 | x | y |\n| 五 | x | y |\n| 三 | help")


def sub_clause_missing(s: Small) -> None:
    s.clauses = s.clauses.replace("| 三 | help", "| 二（一） | x | y |\n| 二（三） | x | y |\n| 三 | help")


def sub_clauses_complete(s: Small) -> None:
    s.clauses = s.clauses.replace("| 三 | help", "| 二（一） | x | y |\n| 二（二） | x | y |\n| 三 | help")


def item_missing(s: Small) -> None:
    rows = "".join(f"| 二（二）{number} | x | y |\n" for number in (1, 2, 3, 4, 6))
    s.clauses = s.clauses.replace("| 三 | help", f"| 二（一） | x | y |\n{rows}| 三 | help")


def items_complete(s: Small) -> None:
    rows = "".join(f"| 二（二）{number} | x | y |\n" for number in (1, 2, 3, 4, 5, 6))
    s.clauses = s.clauses.replace("| 三 | help", f"| 二（一） | x | y |\n{rows}| 三 | help")


def annex_missing(s: Small) -> None:
    s.clauses += "| 附件3 | x | y |\n"


def annex_in_parts(s: Small) -> None:
    s.clauses += "| 附件2-1 | x | y |\n| 附件2-2 | x | y |\n"


def one_village_in_no_group(s: Small) -> None:
    s.campaign["organisation"][0]["villages"] = ["110101001001"]


def one_group_for_all(s: Small) -> None:
    s.campaign["organisation"][0] |= {"villages": [], "covers_all_villages": "true"}


def no_inspection_named(s: Small) -> None:
    s.campaign["organisation"] = []


def stage_without_form_or_deliverable(s: Small) -> None:
    s.stages[0]["sheets"] = []


def stage_with_a_deliverable(s: Small) -> None:
    s.stages[1]["sheets"] = []


def clause_without_place(s: Small) -> None:
    s.clauses = s.clauses.replace("| 三 | help | stage `measures` |", "| 三 | help | — |")


def clause_nobody_listed(s: Small) -> None:
    s.stages[2]["clause"] = "四（二）"


def part_of_a_clause(s: Small) -> None:
    s.stages[2]["clause"] = "三（二）; 附件1 填表说明1"


def clauses_disagree_at_the_line(s: Small) -> None:
    line = s.parameters["parameters"][0]["values"][0]
    line["at_line"] = [*line["at_line"], {"value": "not_below", "clause": "二"}]


def clauses_agree_at_the_line(s: Small) -> None:
    line = s.parameters["parameters"][0]["values"][0]
    line["at_line"] = [*line["at_line"], {"value": "below", "clause": "二"}]


def line_of_another_place(s: Small) -> None:
    s.parameters["parameters"][0]["values"][0]["place"] = "110102"


def line_of_another_year(s: Small) -> None:
    s.parameters["parameters"][0]["values"][0]["until"] = "2022-03-19"


def line_of_the_province(s: Small) -> None:
    s.parameters["parameters"][0]["values"][0]["place"] = "11"


def doubtful_reading(s: Small) -> None:
    s.campaign["repairs"][0] |= {"certain": "false", "alternatives": [{"text": "住坊"}]}


def certain_reading(s: Small) -> None:
    s.campaign["repairs"][0] |= {"alternatives": [{"text": "住坊"}]}


def damaged_day(s: Small) -> None:
    s.campaign["repairs"][0] |= {"printed": "118日前", "read_as": "11月8日前"}


def _pair(code: str, broken: Change, sound: Change, times: int = 1) -> object:
    return pytest.param(code, broken, sound, times, id=f"{code}:{broken.__name__}")


@pytest.mark.parametrize(
    ("code", "broken", "sound", "times"),
    [
        _pair("CHECK_TWO_DATES", two_dates, one_date_in_two_clauses),
        _pair("CHECK_OUTSIDE", report_after_the_end, report_on_the_last_day),
        _pair("CHECK_OUTSIDE", bucket_after_the_end, bucket_on_the_last_day),
        _pair("CHECK_TWO_DATES", bucket_with_two_ends, bucket_on_the_last_day),
        _pair("CHECK_VILLAGES", three_villages_announced, two_villages_announced),
        _pair("CHECK_BEFORE_ISSUE", training_over_before_the_issue, training_on_the_day_of_issue),
        _pair("CHECK_STARTS_BEFORE_ISSUE", visits_begin_before_the_issue, visits_begin_on_the_day_of_issue),
        _pair("CHECK_STARTS_BEFORE_ISSUE", campaign_begins_before_the_issue, campaign_begins_on_the_day_of_issue),
        _pair("CHECK_STAGE_ORDER", visits_on_the_last_day_of_training, visits_without_a_start),
        _pair("CHECK_STAGE_ORDER", visits_end_before_training_does, visits_without_a_start),
        _pair("CHECK_SUMMARY_EARLY", summary_before_the_work_ends, summary_a_day_later),
        _pair("CHECK_LIMIT", measures_end_with_the_visits, measures_end_just_in_time, 2),
        _pair("CHECK_COUNT", six_announced_five_printed, six_printed),
        _pair("CHECK_NOT_ENUMERATED", nine_groups_not_listed, six_printed),
        _pair("CHECK_NOT_ENUMERATED", a_group_only_named, a_group_by_list),
        _pair("CHECK_OPTIONS_DIFFER", other_options_for_one_topic, the_same_options_again),
        _pair("CHECK_OPTIONS_DIFFER", other_options_for_one_fact, free_text_for_one_topic),
        _pair("CHECK_NUMBERING", four_then_six, four_then_five),
        _pair("CHECK_NUMBERING", sub_clause_missing, sub_clauses_complete),
        _pair("CHECK_NUMBERING", item_missing, items_complete),
        _pair("CHECK_NUMBERING", annex_missing, annex_in_parts),
        _pair("CHECK_NO_INSPECTION", one_village_in_no_group, one_group_for_all),
        _pair("CHECK_NO_INSPECTION", one_village_in_no_group, no_inspection_named),
        _pair("CHECK_STAGE_EMPTY", stage_without_form_or_deliverable, stage_with_a_deliverable),
        _pair("CHECK_CLAUSE", clause_without_place, part_of_a_clause),
        _pair("CHECK_CLAUSE", clause_nobody_listed, part_of_a_clause),
        _pair("CHECK_LINE", clauses_disagree_at_the_line, clauses_agree_at_the_line),
        _pair("PACK_PARAMETER_MISSING", line_of_another_place, line_of_the_province),
        _pair("PACK_PARAMETER_MISSING", line_of_another_year, line_of_the_province),
        _pair("CHECK_REPAIR", doubtful_reading, certain_reading),
        _pair("CHECK_REPAIRED", damaged_day, certain_reading),
    ],
)
def test_a_check_speaks_on_the_broken_notice_and_not_on_its_twin(
    small: Small, code: str, broken: Change, sound: Change, times: int
) -> None:
    twin = Small(small.folder.parent / "twin")
    broken(small)
    sound(twin)
    assert codes(small) == [code] * times
    assert codes(twin) == []


def test_a_finding_stops_nothing_and_speaks_both_languages_with_file_and_line(small: Small) -> None:
    summary_before_the_work_ends(small)
    (finding,) = findings(small)
    assert not finding.blocking
    assert finding.where.file == "packs/campaigns/small-2022/campaign.yaml"
    assert finding.where.line is not None
    assert "2022-03-19" in finding.text("zh")
    assert "排查" in finding.text("zh")
    assert "'visits'" in finding.text("en")
    assert "2022-03-20" in finding.text("en")


def test_a_missing_table_of_clauses_is_told_once(small: Small) -> None:
    small.clauses = "nothing here"
    assert codes(small) == ["CHECK_CLAUSE"]


def test_where_one_village_has_a_value_and_another_has_none_the_village_is_named(small: Small) -> None:
    small.parameters["parameters"][0]["values"][0]["place"] = VILLAGES[0]
    (finding,) = findings(small)
    assert finding.code == "PACK_PARAMETER_MISSING"
    assert VILLAGES[1] in finding.text("zh")


def test_a_limit_over_holidays_not_yet_published_says_so(small: Small) -> None:
    for thing in (small.campaign["starts"], small.campaign["ends"]):
        thing[0]["value"] = thing[0]["value"].replace("2022", "2051")
    small.campaign["issued"] = "2051-03-01"
    small.campaign["reference_date"] = dated("2051-03-20")
    for stage in small.stages:
        for stated in (*stage.get("start", ()), *stage["end"]):
            stated["value"] = stated["value"].replace("2022", "2051")
    small.campaign["deliverables"][0]["due"] = dated("2051-03-20")
    measures_end_with_the_visits(small)
    small.stages[2]["end"] = dated("2051-03-24")
    told = findings(small)
    assert [finding.code for finding in told] == ["CHECK_LIMIT", "CHECK_LIMIT"]
    assert "节假日安排未公布" in told[0].text("zh")


def test_a_limit_from_an_event_in_words_is_left_to_people(small: Small) -> None:
    measures_end_with_the_visits(small)
    small.campaign["limits"] = [small.campaign["limits"][0] | {"event": "纳入之日"}]
    assert codes(small) == []


def test_limits_that_count_from_each_other_do_not_run_in_circles(small: Small) -> None:
    small.campaign["limits"][0]["event"] = "plan"
    assert codes(small) == []


def test_a_limit_without_a_stage_must_fit_the_campaign(small: Small) -> None:
    small.campaign["limits"] = [small.campaign["limits"][1] | {"event": "measures"}]
    del small.campaign["limits"][0]["within_stage"]
    assert codes(small) == ["CHECK_LIMIT"]


def test_a_notice_without_its_table_of_clauses_is_told(small: Small) -> None:
    catalogue = small.load()
    pack = catalogue.campaign("small-2022")
    (pack.folder / "CLAUSES.md").unlink()
    assert [finding.code for finding in check_campaign(catalogue, pack)][:1] == ["CHECK_CLAUSE"]


def test_clauses_beyond_ten_are_counted_on(small: Small) -> None:
    names = ["四", "五", "六", "七", "八", "九", "十", "十一", "十二", "二十"]
    small.clauses += "".join(f"| {name} | x | y |\n" for name in names)
    (finding,) = findings(small)
    assert finding.code == "CHECK_NUMBERING"
    assert finding.what("zh").endswith("缺少 十三、十四、十五、十六、十七、十八、十九")


def test_a_rule_left_out_needs_no_parameter(small: Small) -> None:
    line_of_another_place(small)
    del small.campaign["priority_groups"][0]
    small.questions["questions"][0]["options"][0]["gives"] = {"net_income_per_head": "(6500, )"}
    small.questions["questions"][0]["options"][1]["gives"] = {"net_income_per_head": "(, 6500]"}
    assert codes(small) == ["PACK_PARAMETER_MISSING"]
    small.campaign["left_out_rules"] = {"income.below_line": "收入只问达标与否"}
    assert codes(small) == []


def test_a_line_of_the_campaign_itself_is_found_in_its_own_file(small: Small) -> None:
    clauses_disagree_at_the_line(small)
    small.campaign["parameters"] = [copy.deepcopy(small.parameters["parameters"][0]) | {"name": "own_line"}]
    small.parameters["parameters"][0]["values"][0]["at_line"] = []
    small.campaign["priority_groups"][0]["when"] = "net_income_per_head < own_line"
    (finding,) = findings(small)
    assert finding.code == "CHECK_LINE"
    assert finding.where.file.endswith("campaign.yaml")
