"""Forms as files: workbooks a clerk can read, lists per village, a build without Java, and the command."""

import csv
import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from tests.unit.forms.made_notice import MadeNotice
from tests.unit.two_villages import Town

from shouxian.cli.main import cli
from shouxian.core.campaigns.phone_lists import PhoneLists, ground_of
from shouxian.core.forms.building import build_forms, described, write_forms
from shouxian.core.forms.compiling import compile_form
from shouxian.core.forms.entity_lists import Listed, list_text, too_long
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.rows import Form
from shouxian.core.kernel.faults import Fault, ShouxianError

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, standalone_mode=False)


def test_the_workbook_is_what_is_compiled_and_the_same_every_time(forms: dict[str, Form]) -> None:
    form = forms["village"]
    made = compile_form(form)
    assert compile_form(form).xlsx == made.xlsx
    assert convert(made.xlsx, file_type=".xlsx", form_name="data").xform == made.xml
    book = load_workbook(BytesIO(made.xlsx))
    assert book.sheetnames == ["survey", "choices", "settings", "entities"]
    survey = book["survey"]
    assert survey.freeze_panes == "C2"
    heads = [cell.value for cell in survey[1]]
    assert {"label::中文 (zh)", "label::English (en)", "constraint_message::English (en)"} <= set(heads)
    assert "choice_filter" not in heads  # a column no row uses is not there


def test_every_form_is_written_with_a_list_of_them(ground: Ground, tmp_path: Path) -> None:
    built = build_forms(ground, validating=False)
    files = write_forms(built, tmp_path / "out")
    assert {path.name for path in files} == {
        *(f"{made.form.id}.{ending}" for made in built.forms for ending in ("xlsx", "xml")), "forms.json",
    }  # fmt: skip
    told = json.loads((tmp_path / "out" / "forms.json").read_text("utf-8"))
    assert told == described(built)
    general = next(form for form in told["forms"] if form["id"] == "household_general")
    assert (general["questions"], general["asked_on_sheets"], general["validated"]) == (28, 29, False)
    assert general["lists"]["villages.csv"] == []


def test_without_java_forms_are_built_and_said_to_be_unchecked(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    built = build_forms(ground)
    assert not built.validated
    assert [(remark.code, remark.blocking) for remark in built.remarks] == [("FORMS_NO_JAVA", False)]
    assert len(built.forms) == 5


def test_nothing_is_built_while_a_form_is_wrong(notice: MadeNotice) -> None:
    notice.questions[0]["id"] = "household"  # what the form calls its own choice of a household
    notice.sheets[0]["columns"][0]["question"] = "household"
    with pytest.raises(ShouxianError) as caught:
        build_forms(notice.ground(), validating=False)
    assert {fault.code for fault in caught.value.faults} == {"FORMS_NAME"}


def test_a_hint_in_one_language_stops_the_build(notice: MadeNotice) -> None:
    notice.forms = {"hints": {"phone": {"zh": "户主的", "en": ""}}}
    with pytest.raises(ShouxianError) as caught:
        build_forms(notice.ground(), validating=False)
    assert [fault.code for fault in caught.value.faults] == ["FORMS_LABEL"] * 2  # two household types ask it


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_a_list_has_labels_that_tell_namesakes_apart(ground: Ground) -> None:
    level = ground.dictionary.subjects["household"]
    listed = [
        Listed("H-2", {"head_name": "同名示例", "village_group": "2组"}, {"village": "1"}, type="general"),
        Listed("H-1", {"head_name": "同名示例", "village_group": "1组", "housing_safe": False}, {"village": "1"}),
        Listed("H-3", {}, {"village": "1"}),
    ]
    told = rows_of(list_text(level, ("village", "household_type", "answer__housing", "housing_safe"), listed, ground))
    assert [row["label"] for row in told] == ["H-3", "同名示例(1组)", "同名示例(2组)"]
    assert told[1] == {
        "name": "H-1", "label": "同名示例(1组)", "__version": "1", "village": "1", "household_type": "",
        "answer__housing": "1", "housing_safe": "false",
    }  # fmt: skip


def test_a_list_too_long_for_phones_is_told() -> None:
    assert not list(too_long("households.csv", "示例村", 1000))
    assert [fault.code for fault in too_long("households.csv", "示例村", 1001)] == ["FORMS_LIST_LONG"]


def test_lists_of_a_village_hold_its_households_with_their_last_answers(zhanqiao_visited: Town, tmp_path: Path) -> None:
    opened = zhanqiao_visited.opened
    forms = make_forms(ground_of(opened))
    remarks: list[Fault] = []
    files = list(PhoneLists(opened, zhanqiao_visited.store, forms).write(zhanqiao_visited.villages, tmp_path, remarks))
    assert {path.name for path in files} == {"villages.csv", "households.csv"}
    assert remarks == []
    first = rows_of((files[0].parent / "households.csv").read_text("utf-8"))
    assert {row["village"] for row in first} == {zhanqiao_visited.villages[0].code}
    assert {row["household_type"] for row in first} >= {"general", "monitored"}
    assert "有" in {row["answer__housing"] for row in first}
    assert "surveyor_name" not in first[0]  # only what the forms use
    villages = rows_of((files[0].parent / "villages.csv").read_text("utf-8"))
    assert [row["name"] for row in villages] == [zhanqiao_visited.villages[0].code]


def test_the_command_builds_a_campaign_s_forms_and_lists(notice: MadeNotice, tmp_path: Path) -> None:
    notice.open()
    packs, out = str(notice.folder), tmp_path / "out"
    made = run("--packs", packs, "--lang", "zh", "forms", "build", "-c", "made-2022", "--into", str(out))
    assert made.return_value == 0, made.output
    assert "5 张表单" in made.output
    assert "household_general" in made.output
    assert (out / "forms.json").exists()
    every = run("--packs", packs, "--json", "forms", "build", "--all", "--no-validate", "--into", str(out))
    told = json.loads(every.output)
    assert [c["campaign"] for c in told] == ["made-2022"]
    assert (out / "made-2022" / "village.xml").exists()
    assert not told[0]["validated"]


def test_the_command_writes_lists_from_a_workspace(zhanqiao_visited: Town, tmp_path: Path) -> None:
    workspace = str(zhanqiao_visited.folder / "work")
    made = run("--json", "forms", "build", "-c", zhanqiao_visited.opened.id, "--into", str(tmp_path), "--no-validate",
               "-w", workspace)  # fmt: skip
    told = json.loads(made.output)[0]
    lists = [Path(name) for name in told["files"] if name.endswith(".csv")]
    assert len(lists) == 2 * len(zhanqiao_visited.opened.villages)
    assert all(path.parent.parent == tmp_path / "lists" for path in lists)


def test_the_command_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notice: MadeNotice) -> None:
    notice.open()
    packs = ("--packs", str(notice.folder), "--lang", "en")
    nothing = run(*packs, "forms", "build", "--into", str(tmp_path))
    assert "--campaign" in str(nothing.exception)
    nowhere = run(*packs, "forms", "build", "-c", "made-2022", "--into", str(tmp_path), "-w", str(tmp_path / "none"))
    assert isinstance(nowhere.exception, ShouxianError)
    assert nowhere.exception.faults[0].code == "DATA_NO_WORKSPACE"
    monkeypatch.setenv("PATH", "")
    unchecked = run(*packs, "forms", "build", "-c", "made-2022", "--into", str(tmp_path))
    assert unchecked.return_value == 12
    assert "No Java" in unchecked.stderr
