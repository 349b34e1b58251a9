"""A row that lost its hidden key finds its household again, or asks one question."""

from shouxian.core.dataset.matching import Known, Wanted, match_rows

KNOWN = [
    Known("H-1", "V1", "示例王强", "13800000001", "一组"),
    Known("H-2", "V1", "示例李梅", "13800000002", "一组"),
    Known("H-3", "V1", "示例李梅", "13800000003", "二组"),
    Known("H-4", "V2", "示例王强", "", ""),
]


def _match(**row: str) -> tuple[str, str | None, tuple[str, ...]]:
    wanted = Wanted(row=5, **{"key": "", "village": "V1", "name": "", "phone": "", "group": "", **row})  # type: ignore[arg-type]
    found = match_rows([wanted], KNOWN)[0]
    return found.certainty, found.key, found.candidates


def test_the_hidden_key_decides() -> None:
    assert _match(key="H-2", name="写错了") == ("key", "H-2", ())


def test_a_key_of_another_campaign_is_said_not_guessed() -> None:
    assert _match(key="H-9", name="示例王强") == ("unknown_key", None, ())


def test_village_name_and_phone_are_sure_even_with_stray_spaces() -> None:
    assert _match(name="示例 王强", phone="13800000001") == ("sure", "H-1", ())


def test_a_namesake_in_another_village_is_somebody_else() -> None:
    assert _match(village="V2", name="示例王强", phone="13800000099") == ("sure", "H-4", ())
    assert _match(village="V3", name="示例王强") == ("new", None, ())


def test_two_households_of_one_name_are_told_apart_by_group_or_asked() -> None:
    assert _match(name="示例李梅", group="二组") == ("sure", "H-3", ())
    assert _match(name="示例李梅") == ("doubtful", None, ("H-2", "H-3"))


def test_another_phone_is_doubtful_with_the_likely_household_first() -> None:
    assert _match(name="示例李梅", phone="13800000077", group="二组") == ("doubtful", None, ("H-3", "H-2"))


def test_the_clerks_answer_settles_a_doubt() -> None:
    assert _match(name="示例李梅", confirmed="H-3") == ("sure", "H-3", ())
    assert _match(name="示例李梅", confirmed="new") == ("new", None, ())
    assert _match(name="示例王强", phone="13800000055", confirmed="same") == ("sure", "H-1", ())


def test_a_new_head_with_the_households_phone_is_asked_about_not_doubled() -> None:
    assert _match(name="示例王小强", phone="13800000001") == ("doubtful", None, ("H-1",))
    assert _match(name="示例王小强", phone="13800000001", confirmed="same") == ("sure", "H-1", ())
    assert _match(name="示例王小强", phone="13800000001", village="V2") == ("new", None, ())
    office = [Known(f"H-{n}", "V1", f"示例{n}", "13800000009", "") for n in range(4)]
    asked = Wanted(5, "", "V1", "示例新户", "13800000009", "")
    assert match_rows([asked], office)[0].certainty == "new", "a phone given for many tells nothing"
