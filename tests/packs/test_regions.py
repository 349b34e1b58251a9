"""Official regions: the villages of both places, their names as printed, and broken tables."""

from pathlib import Path

import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.regions import Region, Regions, load_regions


def test_both_places_have_their_villages(regions: Regions) -> None:
    assert len(regions.villages("430682110")) == 14
    assert len(regions.villages("610881")) == 364
    assert len(regions.children("610881")) == 20
    assert regions.year == "2023"


def test_a_place_knows_its_parents(regions: Regions) -> None:
    village = next(v for v in regions.villages("430682110") if v.name == "三界村")
    assert regions.full_name(village.code) == "岳阳市临湘市詹桥镇三界村"
    assert regions.at(village.parent) == Region("430682110", "詹桥镇", "town", "430682")
    assert regions.at("999") is None


@pytest.mark.parametrize(
    ("name", "short"),
    [("三界村", "三界"), ("贺畈社区", "贺畈社区"), ("果园社区居委会", "果园社区"), ("园则沟村委会", "园则沟"),
     ("詹桥镇", "詹桥"), ("神木市", "神木"), ("万镇", "万镇"), ("西沟街道", "西沟")],
)  # fmt: skip
def test_a_name_as_it_is_written_before_the_printed_word(name: str, short: str) -> None:
    assert Region("1", name, "village", "").short == short


def test_a_name_is_found_with_or_without_its_ending_and_the_nearest_is_offered(regions: Regions) -> None:
    assert [r.name for r in regions.named("三界", "430682110")] == ["三界村"]
    assert [r.name for r in regions.named(" 三界村 ", "430682110")] == ["三界村"]
    assert regions.named("三界村", "610881") == ()
    assert regions.nearest("三届村", "430682110") == "三界村"


def _table(tmp_path: Path, rows: str, heading: str = "code,name,level,parent") -> Path:
    folder = tmp_path / "packs" / "regions" / "2022"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(f"{heading}\n{rows}", "utf-8")
    return tmp_path / "packs"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("43,湖南省,province", "3 cells"),
        ("431,湖南省,province,", "not a region code"),
        (",湖南省,province,", "not a region code"),
        ("43,湖南省,city,", "is a province"),
        ("43, ,province,", "without a name"),
        ("4306,岳阳市,city,61", "does not contain it"),
        ("4306,岳阳市,city,43", "its parent 43 is absent"),
        ("43,湖南省,province,\n43,湖北省,province,", "twice, differently"),
    ],
)
def test_a_row_that_is_no_region_is_told(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(ShouxianError) as caught:
        load_regions(_table(tmp_path, row + "\n"))
    assert [fault.code for fault in caught.value.faults] == ["PACK_REGION"]
    assert told in caught.value.faults[0].text("en")


def test_a_table_with_another_heading_is_told(tmp_path: Path) -> None:
    with pytest.raises(ShouxianError, match="the heading is not"):
        load_regions(_table(tmp_path, "", "code,name"))


def test_the_latest_year_is_taken_unless_one_is_named(tmp_path: Path) -> None:
    packs = _table(tmp_path, "43,湖南省,province,\n")
    later = packs / "regions" / "2024"
    later.mkdir()
    (later / "a.csv").write_text("code,name,level,parent\n61,陕西省,province,\n", "utf-8")
    assert list(load_regions(packs).by_code) == ["61"]
    assert list(load_regions(packs, "2022").by_code) == ["43"]
    assert load_regions(tmp_path).by_code == {}
