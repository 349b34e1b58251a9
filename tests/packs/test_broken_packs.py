"""A pack that a county breaks says what is wrong, in which file and line, and which name is nearest."""

from pathlib import Path

import pytest

from shouxian.core.kernel.faults import Fault, ShouxianError
from shouxian.core.packs.checks.linking import link, load_linked
from shouxian.core.packs.source import read_yaml
from tests.packs.small_notice import Change, Small


def broken(small: Small) -> list[Fault]:
    """What loading and linking say."""
    try:
        return link(small.load())
    except ShouxianError as error:
        return list(error.faults)


def test_the_small_packs_are_sound(small: Small) -> None:
    assert broken(small) == []
    assert load_linked(small.folder).campaign("small-2022").campaign.place == "110101"


def test_bad_yaml_names_file_and_line(small: Small) -> None:
    folder = small.write()
    (folder / "rules" / "income" / "below_line.yaml").write_text("id: a.b\nwhen: [1,\n", "utf-8")
    with pytest.raises(ShouxianError) as caught:
        load_linked(folder)
    (fault,) = caught.value.faults
    assert fault.code == "PACK_YAML"
    assert fault.where.file == "packs/rules/income/below_line.yaml"
    assert fault.where.line is not None


def test_a_key_that_stands_twice_is_refused(small: Small) -> None:
    folder = small.write()
    path = folder / "rules" / "income" / "below_line.yaml"
    path.write_text(path.read_text("utf-8") + "severity: hint\n", "utf-8")
    with pytest.raises(ShouxianError, match="stands twice"):
        load_linked(folder)


def unknown_fact_in_a_rule(s: Small) -> None:
    s.rule["when"] = "net_income_per_haed < monitoring_line"


def unknown_parameter_in_a_rule(s: Small) -> None:
    s.rule["when"] = "net_income_per_head < monitoring_lime"


def unknown_placeholder(s: Small) -> None:
    s.rule["message"]["zh"] = "{net_income_per_haed}"


def unknown_class(s: Small) -> None:
    s.rule["problem"] = "incom"


def unknown_subject(s: Small) -> None:
    s.rule["subject"] = "househould"


def unknown_campaign(s: Small) -> None:
    s.rule["campaigns"] = ["small-2023"]


def unknown_fact_given(s: Small) -> None:
    s.questions["questions"][1]["options"][0]["gives"] = {"housing_save": "false"}


def unknown_line_given(s: Small) -> None:
    s.questions["questions"][0]["options"][0]["gives"] = {"net_income_per_head": ">= monitoring_lime"}


def unknown_cell(s: Small) -> None:
    s.questions["questions"].append({"id": "x", **_asked(), "cell": "housing_save"})


def unknown_type_asked(s: Small) -> None:
    s.questions["questions"][0]["asked_of"] = ["monitord"]


def unknown_stage(s: Small) -> None:
    s.campaign["deliverables"][0]["stage"] = "visit"


def unknown_stage_summed_up(s: Small) -> None:
    s.campaign["deliverables"][0]["sums_up"] = ["visit"]


def unknown_post(s: Small) -> None:
    s.stages[0]["owner"] = "clark"


def unknown_sheet(s: Small) -> None:
    s.stages[0]["sheets"] = ["annex_11"]


def unknown_signed_sheet(s: Small) -> None:
    s.campaign["signers"][0]["sheet"] = "annex_11"


def unknown_list(s: Small) -> None:
    s.campaign["priority_groups"][1]["list"] = "hand"


def unknown_column_fact(s: Small) -> None:
    s.campaign["lists"][0]["columns"][0]["gives"] = "net_income"


def unknown_fact_in_a_group(s: Small) -> None:
    s.campaign["priority_groups"][0]["when"] = "is_monitord"


def unknown_type_expected(s: Small) -> None:
    s.campaign["jobs"][0]["coverages"][0]["expected"] = {"monitord": "3"}


def unknown_shared_class(s: Small) -> None:
    s.campaign["problem_classes"][0]["shared"] = ["incom"]


def unknown_repaired(s: Small) -> None:
    s.campaign["repairs"][0]["affects"] = ["housin"]


def unknown_left_out(s: Small) -> None:
    s.campaign["left_out_rules"] = {"income.below_lime": "x"}


def unknown_code_list(s: Small) -> None:
    s.dictionary["household"]["variables"][4]["codelist"] = "tenure"


def unknown_in_a_derivation(s: Small) -> None:
    s.dictionary["household"]["variables"][5]["derive"] = "housing_save"


def unknown_question_on_a_sheet(s: Small) -> None:
    s.sheet["columns"][0]["question"] = "incom"


def _asked() -> dict[str, str]:
    return {"subject": "household", "zh": "x", "en": "x", "clause": "附件1"}


@pytest.mark.parametrize(
    ("change", "nearest"),
    [
        (unknown_fact_in_a_rule, "net_income_per_head"),
        (unknown_parameter_in_a_rule, "monitoring_line"),
        (unknown_placeholder, "net_income_per_head"),
        (unknown_class, "income"),
        (unknown_subject, "household"),
        (unknown_campaign, "small-2022"),
        (unknown_fact_given, "housing_safe"),
        (unknown_line_given, "monitoring_line"),
        (unknown_cell, "housing_safe"),
        (unknown_type_asked, "monitored"),
        (unknown_stage, "visits"),
        (unknown_stage_summed_up, "visits"),
        (unknown_post, "clerk"),
        (unknown_sheet, "annex_1"),
        (unknown_signed_sheet, "annex_1"),
        (unknown_list, "handed"),
        (unknown_column_fact, "net_income_per_head"),
        (unknown_fact_in_a_group, "is_monitored"),
        (unknown_type_expected, "monitored"),
        (unknown_shared_class, "income"),
        (unknown_repaired, "housing"),
        (unknown_left_out, "income.below_line"),
        (unknown_code_list, "tenures"),
        (unknown_in_a_derivation, "housing_safe"),
        (unknown_question_on_a_sheet, "income"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(small: Small, change: Change, nearest: str) -> None:
    change(small)
    (fault,) = [f for f in broken(small) if f.code == "PACK_UNKNOWN_NAME"]
    assert fault.where.line is not None
    assert fault.where.file.startswith("packs/")
    assert dict(fault.params)["nearest"] == nearest
    assert nearest in fault.text("zh")


def wrong_type_given(s: Small) -> None:
    s.questions["questions"][1]["options"][0]["gives"] = {"housing_safe": "no"}


def wrong_code_given(s: Small) -> None:
    s.questions["questions"][1]["options"][0]["gives"] = {"tenure": "owm"}


@pytest.mark.parametrize(("change", "told"), [(wrong_type_given, "true or false"), (wrong_code_given, "nearest: own")])
def test_a_value_that_does_not_fit_its_fact_is_told(small: Small, change: Change, told: str) -> None:
    change(small)
    (fault,) = broken(small)
    assert fault.code == "PACK_GIVES"
    assert told in fault.text("en")


def band_without_bounds(s: Small) -> None:
    s.dictionary["household"]["variables"][1]["bounds"] = "false"


def derived_fact_given(s: Small) -> None:
    s.questions["questions"][1]["options"][0]["gives"] = {"safe_and_owned": "false"}


def not_a_line(s: Small) -> None:
    s.parameters["parameters"][0]["kind"] = "amount"
    s.parameters["parameters"][0]["values"][0]["at_line"] = []


def no_type_for_everyone_else(s: Small) -> None:
    s.campaign["household_types"][1]["when"] = "NOT is_monitored"


def words_that_are_no_text(s: Small) -> None:
    s.questions["questions"][1]["text"] = "housing_safe"


def no_region_code(s: Small) -> None:
    s.campaign["place"] = "11010"


def fact_of_another_subject(s: Small) -> None:
    s.dictionary["village"] = {"subject": "village", "letter": "V", "zh": "村", "en": "village", "variables": []}
    s.questions["questions"][1]["subject"] = "village"


@pytest.mark.parametrize(
    "change",
    [
        band_without_bounds,
        derived_fact_given,
        not_a_line,
        no_type_for_everyone_else,
        words_that_are_no_text,
        no_region_code,
        fact_of_another_subject,
    ],
)
def test_a_name_used_for_what_it_is_not_is_told(small: Small, change: Change) -> None:
    change(small)
    faults = broken(small)
    assert faults
    assert {fault.code for fault in faults} == {"PACK_MISMATCH"}


def test_a_parameter_of_the_campaign_does_not_shadow_a_shared_one(small: Small) -> None:
    small.campaign["parameters"] = small.parameters["parameters"]
    (fault,) = broken(small)
    assert fault.code == "PACK_DUPLICATE"


def test_a_stage_that_ends_before_it_starts_is_refused_with_its_line(small: Small) -> None:
    small.stages[1]["end"] = [{"value": "2022-03-04", "clause": "二"}]
    (fault,) = broken(small)
    assert fault.code == "PACK_FIELD"
    assert "before it starts on 2022-03-05" in fault.text("en")
    assert fault.where.line is not None


def test_a_campaign_that_ends_before_it_starts_is_refused(small: Small) -> None:
    small.campaign["ends"] = [{"value": "2022-03-01", "clause": "一"}]
    (fault,) = broken(small)
    assert "before it starts" in fault.text("en")


def test_a_post_of_a_village_cannot_have_the_rights_of_a_county(small: Small) -> None:
    small.campaign["posts"][0] |= {"level": "village", "role": "county_office"}
    (fault,) = broken(small)
    assert "cannot have the role county_office" in fault.text("en")


def test_a_date_that_is_none_and_a_field_nobody_knows_are_refused(small: Small) -> None:
    small.campaign["issued"] = "2022-02-30"
    small.campaign["isued"] = "x"
    assert {dict(f.params)["field"] for f in broken(small)} == {"issued", "isued"}


def test_noon_and_no_are_read_as_what_they_say(tmp_path: Path) -> None:
    """YAML 1.1 makes 12:00 a number and no a truth; a pack means the words."""
    path = tmp_path / "plain.yaml"
    path.write_text("hour: 12:00\nanswer: no\nday: 2022-02-28\nempty:\ncode: 010\n", "utf-8")
    assert read_yaml(path).data == {
        "hour": "12:00", "answer": "no", "day": "2022-02-28", "empty": None, "code": "010"
    }  # fmt: skip


def test_noon_is_a_deadline_and_no_an_answer(small: Small) -> None:
    folder = small.write()
    path = folder / "campaigns" / "small-2022" / "campaign.yaml"
    noon = path.read_text("utf-8").replace("- value: '2022-03-20'\n", "- hour: 12:00\n  value: 2022-03-20\n", 1)
    path.write_text(noon, "utf-8")
    questions = folder / "campaigns" / "small-2022" / "questions.yaml"
    questions.write_text(questions.read_text("utf-8").replace("value: 否", "value: no"), "utf-8")
    pack = load_linked(folder).campaign("small-2022")
    assert pack.campaign.reference_date[0].hour == "12:00"
    assert [option.value for option in pack.questions["income"].options] == ["是", "no"]
