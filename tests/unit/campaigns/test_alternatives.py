"""A county chooses another reading of a damaged text: the same cell is read otherwise, and the check says so."""

import shutil
from pathlib import Path

import pytest
from tests.unit.two_villages import MONITORED, SHENMU, Change, Town, edited, founded

from shouxian.core.campaigns.notes import campaign_findings
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.kernel.faults import Fault, ShouxianError
from shouxian.core.packs.locate import packs_folder

ORDER = "3.神木市域内其他镇街 4.神木市城区"


def packs(folder: Path, settings: str, *, others: bool = False) -> Path:
    """A copy with settings of Shenmu; the ``others`` stand beside it where that may make a difference."""
    copied = Path(shutil.copytree(packs_folder(), folder / "packs", ignore=None if others else _other_campaigns))
    (copied / "campaigns" / SHENMU / "settings.yaml").write_text(settings, "utf-8")
    return copied


def _other_campaigns(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if Path(folder).name == "campaigns" and name != SHENMU]


def faults(folder: Path, settings: str) -> list[Fault]:
    with pytest.raises(ShouxianError) as caught:
        open_campaign(SHENMU, packs(folder, settings))
    return list(caught.value.faults)


def returned(town: Town, **cells: str) -> dict[str, object]:
    """The facts of the monitored household after its row came back with some cells."""
    outcome = town.take(edited(town.filled("annex_1_3"), Change(town.key(MONITORED), **cells)))
    assert outcome.state == "stored", [f.text() for f in outcome.faults]
    return dict(town.records()[town.key(MONITORED)].facts)


def repairs_told(opened: OpenedCampaign) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for finding in campaign_findings(opened):
        told.setdefault(finding.code, []).append(finding.text("zh"))
    return told


def test_the_order_of_residence_and_the_meaning_of_the_poverty_record_can_be_chosen(
    shenmu_founded: Town, tmp_path: Path
) -> None:
    usual = returned(shenmu_founded.copy(tmp_path), 居住地="3", 就业信息="1", 是否标注风险消除="2")
    assert (usual["residence_place"], usual["is_poverty_alleviated"]) == ("county_seat", False)
    chosen = packs(tmp_path, f'repairs: {{residence_1_3: "{ORDER}", poverty_record_1_3: "1.是 2.否"}}\n', others=True)
    town = founded(SHENMU, tmp_path / "chosen", chosen)
    otherwise = returned(town, 居住地="3", 就业信息="1", 是否标注风险消除="2")
    assert (otherwise["residence_place"], otherwise["is_poverty_alleviated"]) == ("other_town", True)
    told = repairs_told(town.opened)
    assert len(told["CHECK_REPAIR_CHOSEN"]) == 2
    assert "本地选用“3.神木市域内其他镇街 4.神木市城区”" in told["CHECK_REPAIR_CHOSEN"][0]
    before = repairs_told(shenmu_founded.opened)
    assert len(before["CHECK_REPAIR"]) == len(told["CHECK_REPAIR"]) + 2
    assert any("settings.yaml: repairs.residence_1_3" in text for text in before["CHECK_REPAIR"])
    assert town.opened.catalogue.hash != shenmu_founded.opened.catalogue.hash


def test_elsewhere_the_order_stays_as_printed(tmp_path: Path) -> None:
    opened = open_campaign(SHENMU, packs(tmp_path, f'repairs: {{residence_1_3: "{ORDER}"}}\n'))
    assert [o.gives["residence_place"] for o in opened.pack.questions["residence"].options][2] == "county_seat"


def test_settings_that_choose_nothing_change_nothing(tmp_path: Path) -> None:
    assert open_campaign(SHENMU, packs(tmp_path, "repairs: {}\n")).pack.readings == {}


@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ('repairs: {residence_1_4: "1"}\n', "PACK_UNKNOWN_NAME", "residence_1_3"),
        ('repairs: {residence_1_3: "3.市外"}\n', "PACK_UNKNOWN_NAME", ORDER),
        ('repairs: {and_in_preamble: "1"}\n', "PACK_UNKNOWN_NAME", "—"),
        ("repairs: {columns_1_3: 为丢失标题的列加空列}\n", "PACK_MISMATCH", "为丢失标题的列加空列"),
        ("readings: {}\n", "PACK_FIELD", "readings"),
    ],
)
def test_a_choice_that_is_not_there_names_file_line_and_the_nearest(
    tmp_path: Path, settings: str, code: str, said: str
) -> None:
    (fault,) = faults(tmp_path, settings)
    assert (fault.code, fault.where.line) == (code, 1)
    assert fault.where.file == f"packs/campaigns/{SHENMU}/settings.yaml"
    assert said in fault.text("zh")


def test_a_reading_must_make_a_question_and_name_one(tmp_path: Path) -> None:
    folder = packs(tmp_path, f'repairs: {{residence_1_3: "{ORDER}"}}\n')
    notice = folder / "campaigns" / SHENMU / "campaign.yaml"
    text = notice.read_text("utf-8")
    notice.write_text(text.replace('- {value: "4", zh: 神木市城区', '- {value: "3", zh: 神木市城区'), "utf-8")
    with pytest.raises(ShouxianError, match="PACK_FIELD"):
        open_campaign(SHENMU, folder)
    notice.write_text(text.replace("          residence_monitored:\n", "          residence_monitord:\n"), "utf-8")
    with pytest.raises(ShouxianError, match="PACK_UNKNOWN_NAME"):
        open_campaign(SHENMU, folder)
    unchosen = text.replace(
        '{value: "1", zh: 是, en: "yes", gives: {is_poverty_alleviated',
        '{value: "1", zh: 是, en: "yes", gives: {is_poverty_aleviated',
    )
    notice.write_text(unchosen, "utf-8")
    with pytest.raises(ShouxianError, match="PACK_UNKNOWN_NAME"):
        open_campaign(SHENMU, folder)


def test_what_the_system_has_marked_is_never_offered_as_this_visits_judgement(shenmu_founded: Town) -> None:
    """1-3 asks 是否标注风险消除 anew every time."""
    layout = shenmu_founded.opened.pack.sheets["annex_1_3"]
    assert [c.prefill for c in layout.columns if c.question == "elimination"] == [False]
