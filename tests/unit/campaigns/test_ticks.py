"""Free words on a card: asked for one tick, and the tick comes back as a fact."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from tests.unit.two_villages import HELP_MISSING, MONITORED, PLAIN, Change, Town, edited, row_of

from shouxian.core.campaigns.ticks import are_ticks_file, take_ticks
from shouxian.core.kernel.faults import ShouxianError

WORDS = "去年在家养羊，今年没有养"


def _own_words(*keys: str) -> Callable[[Workbook], None]:
    def write(book: Workbook) -> None:
        for key in keys:
            sheet, _ = row_of(book, key)
            place = next(c for line in sheet.iter_rows(max_col=1) for c in line if c.value == "产业帮扶方面")
            sheet.cell(place.row, 2).value = WORDS

    return write


def _choose(option: str) -> Callable[[Workbook], None]:
    def write(book: Workbook) -> None:
        book["待打勾"].cell(2, 5).value = option

    return write


@pytest.fixture
def town(zhanqiao_founded: Town, tmp_path: Path) -> Town:
    return zhanqiao_founded.copy(tmp_path)


@pytest.fixture
def ticks(town: Town) -> Path:
    """The workbook that asks, for free words on two of three cards."""
    keys = town.key(HELP_MISSING), town.key(MONITORED)
    outcome = town.take(edited(town.filled("annex_2"), _own_words(*keys)))
    assert outcome.state == "stored", [f.text() for f in outcome.faults]
    assert outcome.ticks is not None
    return outcome.ticks


def test_the_words_are_kept_and_shown_with_the_options(town: Town, ticks: Path) -> None:
    facts = town.records()[town.key(HELP_MISSING)].facts
    assert facts["industry_text"] == WORDS
    assert "industry_help" not in facts
    sheet = load_workbook(ticks)["待打勾"]
    assert sheet.max_row == 3
    assert sheet.cell(2, 1).value == town.villages[0].short
    assert {sheet.cell(row, 6).value for row in (2, 3)} == {town.key(HELP_MISSING), town.key(MONITORED)}
    assert are_ticks_file(ticks)
    assert not are_ticks_file(town.paper("annex_1"))


def test_a_tick_becomes_a_fact_and_an_empty_one_waits(town: Town, ticks: Path) -> None:
    assert take_ticks(town.opened, town.store, ticks, "镇信息员").number is None
    edited(ticks, _choose("有问题"))
    asked = load_workbook(ticks)["待打勾"].cell(2, 6).value
    made = take_ticks(town.opened, town.store, ticks, "镇信息员")
    assert made.made == 1
    assert town.store.imports()[-1].kind == "ticks"
    facts = town.records()[str(asked)].facts
    assert facts["industry_help"] == "inadequate"
    assert facts["industry_text"] == WORDS


def test_an_option_that_is_not_there_stores_nothing(town: Town, ticks: Path) -> None:
    with pytest.raises(ShouxianError, match="TICKS_OPTION"):
        take_ticks(town.opened, town.store, edited(ticks, _choose("大概吧")), "镇信息员")
    assert len(town.store.imports()) == 2


def test_a_row_that_lost_its_key_is_told(town: Town, ticks: Path) -> None:
    def lose(book: Workbook) -> None:
        _choose("有问题")(book)
        book["待打勾"].cell(2, 6).value = None

    with pytest.raises(ShouxianError, match="TICKS_KEY_LOST"):
        take_ticks(town.opened, town.store, edited(ticks, lose), "镇信息员")


def test_a_list_asks_by_row_and_leaves_the_others_alone(town: Town) -> None:
    """Annex 1 is a list: the doubt is at its row, not at a sheet of its own."""
    key = town.key(PLAIN)
    outcome = town.take(edited(town.filled("annex_1"), Change(key, 产业就业帮扶情况="想学电焊,没有报上名")))
    assert outcome.state == "stored", [f.text() for f in outcome.faults]
    assert outcome.ticks is not None
    sheet = load_workbook(outcome.ticks)["待打勾"]
    assert [sheet.cell(row, 6).value for row in range(2, sheet.max_row + 1)] == [key]
