"""Which forms a notice has, what each asks, and how every shape of a question looks on it."""

from tests.unit.forms.made_notice import MadeNotice, cell, sheet

from shouxian.core.forms.rows import Form, Row


def row(form: Form, name: str) -> Row:
    return next(r for r in form.rows if r.name == name)


def asked(form: Form) -> list[str]:
    return [q.id for q in form.questions]


def pages(form: Form) -> list[str]:
    return [r.name for r in form.rows if r.name.startswith("page__")]


def test_a_form_per_household_type_and_per_other_subject(forms: dict[str, Form]) -> None:
    assert list(forms) == ["household_monitored", "household_general", "village", "dwelling", "enterprise"]
    assert [forms[f].form_id for f in ("village", "household_general")] == [
        "made-2022.village", "made-2022.household_general",
    ]  # fmt: skip


def test_a_question_of_two_sheets_is_asked_once_on_the_first(forms: dict[str, Form]) -> None:
    general = forms["household_general"]
    assert asked(general).count("head_name") == 1
    assert pages(general) == ["page__about", "page__h1", "page__h2", "page__derived", "page__visit"]


def test_a_sheet_that_covers_other_types_does_not_join(forms: dict[str, Form]) -> None:
    assert "housing" not in asked(forms["household_monitored"])
    assert "page__h2" not in pages(forms["household_monitored"])


def test_a_question_asked_of_another_type_only_is_left_out(notice: MadeNotice) -> None:
    notice.questions[3]["asked_of"] = ["monitored"]
    forms = notice.made()
    assert "phone" in asked(forms["household_monitored"])
    assert "phone" not in asked(forms["household_general"])


def test_sheets_about_persons_become_a_repeat_inside_the_household(forms: dict[str, Form]) -> None:
    form = forms["household_monitored"]
    assert [q.id for q in form.members] == ["member_name", "relation", "birth_date", "work_months", "labour"]
    kinds = [r.kind for r in form.rows]
    inside = form.rows[kinds.index("begin repeat") : kinds.index("end repeat")]
    assert {"member_name", "labour", "member__key"} <= {r.name for r in inside}
    assert row(form, "member__key").kind == "calculate"
    assert row(form, "member__key").calculation == "coalesce(${member__listed}, once(uuid()))"
    assert not [r.name for r in inside if r.save_to]  # an entity of the household keeps nothing of a repeat


def test_the_types_of_facts_become_types_of_questions(forms: dict[str, Form]) -> None:
    form = forms["household_general"]
    told = {n: row(form, n).kind for n in (
        "people_count", "wage_income", "housing_area", "helper_named_on", "phone", "has_electricity", "risks",
        "relation",
    )}  # fmt: skip
    assert told == {
        "people_count": "integer", "wage_income": "decimal", "housing_area": "decimal", "helper_named_on": "date",
        "phone": "text", "has_electricity": "select_one codes__yes_no", "risks": "select_multiple codes__risks",
        "relation": "select_one codes__relations",
    }  # fmt: skip
    assert row(form, "monitored_since").appearance == "month-year"
    assert row(form, "people_count").constraint == ". >= 1 and . <= 50"


def test_a_code_list_with_other_asks_which(forms: dict[str, Form]) -> None:
    form = forms["household_general"]
    assert row(form, "risks__other").relevant == "selected(${risks}, 'other')"
    assert row(form, "relation__other").relevant == "${relation} = 'other'"
    assert "has_electricity__other" not in {r.name for r in form.rows}


def test_an_option_with_a_blank_asks_for_it(forms: dict[str, Form]) -> None:
    blank = row(forms["household_general"], "spending__1")
    assert (blank.kind, blank.relevant, blank.required) == ("text", "${spending} = '有'", "true()")
    assert blank.label is not None
    assert blank.label.zh == "刚性支出:有,原因"


def test_any_other_words_have_to_be_said(forms: dict[str, Form]) -> None:
    assert row(forms["household_general"], "welfare__3").required == "true()"


def test_an_exclusive_option_excludes(forms: dict[str, Form]) -> None:
    assert row(forms["household_general"], "welfare").constraint == "not(selected(., '4') and count-selected(.) > 1)"


def test_counts_are_a_number_per_option(forms: dict[str, Form]) -> None:
    form = forms["household_general"]
    assert row(form, "insured__counts").kind == "begin group"
    assert [row(form, f"insured__{n}").kind for n in (1, 2)] == ["integer", "integer"]
    assert "insured" not in form.choices


def test_required_counts_are_required(notice: MadeNotice) -> None:
    next(q for q in notice.questions if q["id"] == "insured")["required"] = "true"
    form = notice.made()["household_general"]
    assert [row(form, f"insured__{n}").required for n in (1, 2)] == ["true()", "true()"]


def test_conditions_come_from_the_question(forms: dict[str, Form]) -> None:
    form = forms["household_general"]
    measure, remark = row(form, "policies_due_text"), row(form, "survey_remark")
    assert (measure.relevant, measure.required) == ("${income} = '有问题'",) * 2
    assert remark.required == "selected(${welfare}, '2') or selected(${welfare}, '3')"
    assert remark.required_message is not None
    assert remark.required_message.zh == "有问题则必填"


def test_a_condition_on_a_question_the_form_does_not_ask_falls_away(notice: MadeNotice) -> None:
    notice.questions[3]["asked_if"] = {"question": "housing", "options": ["1"]}
    forms = notice.made()
    assert row(forms["household_general"], "phone").relevant == "${housing} = '1'"
    assert row(forms["household_monitored"], "phone").relevant == ""


def test_an_option_that_could_not_be_a_choice_gets_its_place(notice: MadeNotice) -> None:
    housing = next(q for q in notice.questions if q["id"] == "housing")
    housing["options"][0]["value"] = "不安全 (危房)"
    choices = notice.made()["household_general"].choices["housing"]
    assert [choice.name for choice in choices] == ["option__1", "2", "3"]


def test_what_a_sheet_asks_anew_is_not_offered_again(notice: MadeNotice) -> None:
    h1 = notice.sheets[0]
    next(c for c in h1["columns"] if c["question"] == "phone")["prefill"] = "false"
    form = notice.made()["household_general"]
    assert row(form, "phone").trigger == ""
    assert row(form, "people_count").trigger == "${household}"
    assert row(form, "people_count").calculation.endswith("[name=${household}]/people_count")


def test_the_visit_is_asked_last_and_never_offered(forms: dict[str, Form]) -> None:
    form = forms["household_general"]
    assert asked(form)[-3:] == ["survey_mode", "surveyed_on", "surveyor_name"]
    assert row(form, "surveyed_on").default == "today()"
    assert {row(form, n).trigger for n in ("survey_mode", "surveyed_on", "surveyor_name")} == {""}


def test_a_notice_that_asks_how_it_was_done_keeps_its_own_question(notice: MadeNotice) -> None:
    own = {"id": "how", "subject": "household", "zh": "方式", "en": "how", "clause": "一", "pick": "one", "options": [
        {"value": "1", "zh": "面访", "en": "visit", "gives": {"survey_mode": "visit"}},
        {"value": "2", "zh": "电访", "en": "phone", "gives": {"survey_mode": "phone"}}]}  # fmt: skip
    notice.questions.append(own)
    notice.sheets.append(sheet("h3", "household", [own]))
    notice.campaign["jobs"][0]["sheets"].append("h3")
    form = notice.made()["household_general"]
    assert "survey_mode" not in asked(form)
    assert "page__h3" in pages(form)
    assert row(form, "photo__scene").relevant == "(${how} = '1')"
    assert row(form, "how").trigger == ""


def test_who_signs_the_sheets_and_is_there_signs_the_form(forms: dict[str, Form]) -> None:
    signatures = [r for r in forms["household_general"].rows if r.appearance == "signature"]
    assert [r.name for r in signatures] == ["signature__clerk", "signature__host"]  # the mayor is not there
    assert [r.relevant for r in signatures] == ["", "(${survey_mode} = 'visit')"]
    assert not [r for r in forms["village"].rows if r.appearance == "signature"]


def test_a_name_is_asked_where_no_sheet_asks_it(forms: dict[str, Form]) -> None:
    assert asked(forms["dwelling"])[0] == "dwelling_name"
    assert forms["dwelling"].entity.label == "${dwelling_name}"
    assert asked(forms["enterprise"]) == ["enterprise_name"]


def test_a_dwelling_is_found_by_its_village_and_household(forms: dict[str, Form]) -> None:
    selects = [(r.name, r.choice_filter) for r in forms["dwelling"].rows if r.file]
    assert selects == [
        ("village", ""), ("household", "village = ${village}"), ("dwelling", "household = ${household}"),
    ]  # fmt: skip


def test_only_what_a_form_says_exactly_is_kept_as_a_fact(forms: dict[str, Form]) -> None:
    kept = {r.save_to for r in forms["household_general"].rows if r.save_to}
    assert {"housing_safe", "tenure", "rigid_spending", "welfare", "income_reaches_line", "people_count"} <= kept
    assert "net_income_per_head" not in kept  # a band, and a line that differs from place to place
    assert {"answer__income", "answer__band", "household_type", "village"} <= kept


def test_a_campaign_orders_pages_and_says_what_is_photographed(notice: MadeNotice) -> None:
    notice.forms = {
        "hints": {"phone": {"zh": "户主的", "en": "of the head"}},
        "forms": [
            {"id": "household_general", "subject": "household", "type": "general", "zh": "一般户", "en": "ordinary",
             "pages": [{"id": "first", "zh": "先问", "en": "First", "questions": ["housing", "phone"]}],
             "photos": [{"id": "house", "zh": "住房", "en": "House", "required": "true", "max_pixels": "800"}],
             "place": "false", "signers": ["mayor"]},
            {"id": "names", "subject": "household", "type": "general", "sheets": ["h1"]},
        ],
    }  # fmt: skip
    forms = notice.made()
    form = forms["household_general"]
    assert asked(form)[:2] == ["housing", "phone"]
    assert pages(form)[1:4] == ["page__first", "page__h1", "page__h2"]
    assert form.title.zh == "某项·一般户"
    assert row(form, "phone").hint.zh == "户主的"  # type: ignore[union-attr]
    assert row(form, "photo__house").parameters == "max-pixels=800"
    assert not [r for r in form.rows if r.kind == "geopoint"]
    assert [r.name for r in form.rows if r.appearance == "signature"] == ["signature__mayor"]
    assert "housing" not in asked(forms["names"])


def test_derived_facts_are_shown_only_where_every_part_is_asked(notice: MadeNotice) -> None:
    shown = {r.name for r in notice.made()["household_general"].rows if r.kind == "note"}
    assert {"derived__income_parts_per_head__note", "derived__age__note", "derived__listed_members__note"} <= shown
    assert "derived__spending_per_head__note" not in shown  # compliant_spending is not asked
    notice.sheets[0]["columns"] = [c for c in notice.sheets[0]["columns"] if c["question"] != "transfer_income"]
    assert "derived__income_parts__note" not in {r.name for r in notice.made()["household_general"].rows}


def test_the_version_changes_with_what_is_asked_and_only_then(notice: MadeNotice) -> None:
    before = notice.made()
    assert notice.made()["village"].version == before["village"].version
    notice.questions.append(cell("group_remark", "备注", "village") | {"cell": "village_problems"})
    notice.sheets[3]["columns"].append({"head": ["备注"], "question": "group_remark", "width": "9"})
    after = notice.made()
    assert after["village"].version != before["village"].version
    assert after["household_general"].version == before["household_general"].version
