"""Partitions screened one after another: the same verdicts as in memory, resumed, changed, counted and explained."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.screening.two_counties import (
    COUNTIES,
    HOUSEHOLDS,
    make_counties,
    read,
    replace_rows,
    verdicts,
    with_fewer_rules,
    without_survey,
    write_change,
)
from tests.unit.two_villages import ZHANQIAO

from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.runs import campaign_rules, programme_of
from shouxian.core.campaigns.scaled import scale_job
from shouxian.core.campaigns.scaled_explaining import explain_at_scale
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, TOWN, VILLAGE
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.screening.at_scale import Progress, screen_parts
from shouxian.core.screening.classify import household_types
from shouxian.core.screening.mask_statistics import count_masks, recount
from shouxian.core.screening.part_masks import Job
from shouxian.core.screening.run import screen
from shouxian.core.screening.run_folder import PART, RunFolder, set_bits

SUBJECTS = (HOUSEHOLD, PERSON, VILLAGE, TOWN)


@dataclass(frozen=True)
class Land:
    """The counties, the job, and a run of them."""

    opened: OpenedCampaign
    job: Job
    data: Path
    run: RunFolder

    def copy(self, to: Path) -> "Land":
        """Data and run for a test that changes them."""
        shutil.copytree(self.data, to / "data")
        shutil.copytree(self.run.folder, to / "run")
        return replace(self, data=to / "data", run=RunFolder(to / "run"))


@pytest.fixture(scope="session")
def land(tmp_path_factory: pytest.TempPathFactory) -> Land:
    folder = tmp_path_factory.mktemp("land")
    opened = with_fewer_rules(open_campaign(ZHANQIAO))
    make_counties(opened, folder / "data")
    job = scale_job(opened)
    return Land(opened, job, folder / "data", screen_parts(job, folder / "data", folder / "run", "all"))


def test_a_run_over_partitions_says_what_a_run_in_memory_says(land: Land) -> None:
    tables = {s: shape.empty_table() for s, shape in land.job.shapes.items()}
    told = {s: read(land.data, s).select(land.job.shapes[s].names).sort_by("key") for s in SUBJECTS}
    snapshot = Snapshot(tables | told, "")
    types = household_types(land.opened.schema, snapshot, land.opened.pack.campaign.household_types)
    made = screen(programme_of(land.opened), campaign_rules(land.opened), snapshot, types)
    for which, rows in (("hits", made.findings), ("unknowns", made.unknowns)):
        expected = {(r["rule"], r["key"]) for r in rows.to_pylist()}
        assert _told(land.run, which) == expected
        assert expected
    found = verdicts(land.run, [HOUSEHOLD])[HOUSEHOLD]
    assert {row["key"]: row["type"] for row in found} == types


def test_hits_are_also_written_row_by_row_where_wanted(land: Land) -> None:
    long = duckdb.sql(f"SELECT rule, key FROM '{land.run.folder}/parts/*/long_*.parquet'").fetchall()
    assert set(long) == _told(land.run, "hits")
    assert len(long) == len(set(long))


def test_what_is_complete_is_not_done_twice_and_what_broke_off_is_done_again(land: Land, tmp_path: Path) -> None:
    here = land.copy(tmp_path)
    before = verdicts(here.run, SUBJECTS)
    part = here.run.folder / "parts" / "00001"
    (part / PART).unlink()
    part.with_name(".00001.draft").mkdir()
    told: list[Progress] = []
    again = screen_parts(here.job, here.data, here.run.folder, "all", tell=told.append)
    assert [(p.part.name, p.done_before) for p in told] == [("00000", True), ("00001", False)]
    assert verdicts(again, SUBJECTS) == before
    assert again.about == land.run.about


def test_a_partition_that_changed_is_screened_again(land: Land, tmp_path: Path) -> None:
    here = land.copy(tmp_path)
    replace_rows(here.data, without_survey(read(here.data, HOUSEHOLD).slice(0, 1)))
    told: list[Progress] = []
    screen_parts(here.job, here.data, here.run.folder, tell=told.append)
    assert [p.part.name for p in told if not p.done_before] == ["00000"]


def test_the_order_of_partitions_changes_nothing(land: Land, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for number, path in enumerate(sorted(land.data.glob("0*"), reverse=True)):
        shutil.copytree(path, data / f"{number}")
    turned = screen_parts(land.job, data, tmp_path / "run")
    assert verdicts(turned, SUBJECTS) == verdicts(land.run, SUBJECTS)


def test_a_partition_that_needs_more_memory_than_others_is_read_again(land: Land, tmp_path: Path) -> None:
    tight = screen_parts(land.job, land.data, tmp_path / "run", megabytes=16)
    assert verdicts(tight, SUBJECTS) == verdicts(land.run, SUBJECTS)


def test_results_of_other_rules_never_get_mixed_into_a_run(land: Land, tmp_path: Path) -> None:
    here = land.copy(tmp_path)
    other = replace(here.job, about={**here.job.about, "pack_hash": "other"})
    with pytest.raises(ShouxianError) as refused:
        screen_parts(other, here.data, here.run.folder)
    assert [f.code for f in refused.value.faults] == ["SCALE_OTHER_RUN"]


@pytest.mark.parametrize("per_pass", [1, 1_000], ids=["villages county by county", "all villages at once"])
def test_a_change_gives_what_a_full_run_over_the_changed_partitions_gives(
    land: Land, tmp_path: Path, per_pass: int
) -> None:
    here = land.copy(tmp_path)
    homes, people = read(here.data, HOUSEHOLD), read(here.data, PERSON)
    moved = homes.slice(7, 2)
    village = pa.array([homes["village_key"][0].as_py()] * 2)
    moved = moved.set_column(moved.column_names.index("village_key"), "village_key", village)
    one = without_survey(pa.concat_tables([homes.slice(3, 5), homes.slice(HOUSEHOLDS + 5, 1)]))
    two = pa.concat_tables([moved, homes.slice(3, 1)])  # one household is changed a second time: back to what it was
    write_change(here.data, "0001", one, people)
    write_change(here.data, "0002", two, people)
    changed = screen_parts(here.job, here.data, here.run.folder, per_pass=per_pass)
    replace_rows(here.data, one)
    replace_rows(here.data, two)
    shutil.rmtree(here.data / "changes")
    whole = screen_parts(here.job, here.data, tmp_path / "whole")
    assert verdicts(changed, SUBJECTS) == verdicts(whole, SUBJECTS)
    assert verdicts(changed, [HOUSEHOLD]) != verdicts(land.run, [HOUSEHOLD])
    assert count_masks(changed, HOUSEHOLD).equals(count_masks(whole, HOUSEHOLD))
    assert changed.about["rows"] == whole.about["rows"], "what a change replaces does not count twice"
    told = explain_at_scale(here.opened, here.job, changed, land.data, homes["key"][20].as_py(), "en")
    assert told.key == homes["key"][20].as_py()


def test_only_hits_that_an_earlier_run_did_not_have_are_written(land: Land, tmp_path: Path) -> None:
    here = land.copy(tmp_path)
    homes = read(here.data, HOUSEHOLD)
    replace_rows(here.data, without_survey(homes))
    fewer = screen_parts(here.job, here.data, tmp_path / "earlier")
    shuffled = dict(land.job.programme.by_subject)  # the earlier run had its rules at other bits
    less = replace(land.job.programme, by_subject={**shuffled, HOUSEHOLD: shuffled[HOUSEHOLD][3:]})
    fewest = screen_parts(replace(land.job, programme=less), here.data, tmp_path / "fewest")
    for earlier in (fewer, fewest):
        run = screen_parts(land.job, land.data, tmp_path / earlier.folder.name / "new", "new", earlier)
        long = duckdb.sql(f"SELECT rule, key FROM '{run.folder}/parts/*/long_*.parquet'").fetchall()
        assert set(long) == _told(land.run, "hits") - _told(earlier, "hits")
        assert long


def test_statistics_from_masks_equal_the_recount_from_rows(land: Land) -> None:
    for subject in SUBJECTS:
        for digits in (6, 9, 12):
            counts = count_masks(land.run, subject, digits)
            assert counts.equals(recount(land.run, subject, digits))
            assert counts.num_rows
    by_county = count_masks(land.run, HOUSEHOLD, 6).to_pylist()
    assert {row["region"] for row in by_county} == {f"90000{n}" for n in range(COUNTIES)}
    assert all(row["hits"] + row["unknowns"] <= row["rows"] for row in by_county)
    assert count_masks(land.run, "water_works").num_rows == 0


def test_a_rule_for_some_types_is_neither_hit_nor_unknown_at_the_others(land: Land, tmp_path: Path) -> None:
    asked = {r["rule"] for r in count_masks(land.run, HOUSEHOLD, 2).to_pylist() if r["type"] == "general"}
    rule = sorted(asked)[0]
    job = replace(land.job, applies={rule: ("monitored",)})
    run = screen_parts(job, land.data, tmp_path / "run")
    types = {row["type"] for row in count_masks(run, HOUSEHOLD, 2).to_pylist() if row["rule"] == rule}
    assert types <= {"monitored"}
    others = [row for row in count_masks(land.run, HOUSEHOLD, 2).to_pylist() if row["rule"] != rule]
    assert [row for row in count_masks(run, HOUSEHOLD, 2).to_pylist() if row["rule"] != rule] == others


def test_any_household_is_explained_from_the_files(land: Land) -> None:
    hits = sorted(_told(land.run, "hits"))
    homes = set(read(land.data, HOUSEHOLD)["key"].to_pylist())
    rule, key = next((rule, key) for rule, key in hits if key in homes)
    told = explain_at_scale(land.opened, land.job, land.run, land.data, key, "en")
    assert rule in [reason.detail.rule.id for reason in told.reasons]
    assert all(list(reason.explanation.lines()) for reason in told.reasons)
    assert {w.rule for w in told.waiting} == {r for r, k in _told(land.run, "unknowns") if k == key}


def test_a_household_that_is_not_there_is_said_to_be_missing(land: Land, tmp_path: Path) -> None:
    with pytest.raises(ShouxianError) as refused:
        explain_at_scale(land.opened, land.job, land.run, land.data, "H-nobody", "zh")
    assert [f.code for f in refused.value.faults] == ["SCALE_NO_HOUSEHOLD"]
    with pytest.raises(ShouxianError) as refused:
        count_masks(RunFolder(tmp_path), HOUSEHOLD)
    assert [f.code for f in refused.value.faults] == ["SCALE_NO_RUN"]


def test_partitions_that_do_not_keep_the_column_contract_are_named_before_work(land: Land, tmp_path: Path) -> None:
    with pytest.raises(ShouxianError) as refused:
        screen_parts(land.job, tmp_path, tmp_path / "nothing")
    assert [f.code for f in refused.value.faults] == ["SCALE_NO_PARTS"]
    here = land.copy(tmp_path)
    path = here.data / "00000" / "household.parquet"
    homes = pq.read_table(path)
    narrow = homes["people_count"].cast(pa.int16())
    homes = homes.set_column(homes.column_names.index("people_count"), "people_count", narrow).drop_columns(
        ["surveyed"]
    )
    pq.write_table(homes, path)
    with pytest.raises(ShouxianError) as refused:
        screen_parts(here.job, here.data, here.run.folder)
    (wrong,) = refused.value.faults
    assert wrong.code == "SCALE_COLUMNS"
    assert set(dict(wrong.params)["names"].split("、")) == {"people_count", "surveyed"}


def _told(run: RunFolder, which: str) -> set[tuple[str, str]]:
    return {
        (rule, str(row["key"]))
        for subject, rows in verdicts(run, SUBJECTS).items()
        for row in rows
        for rule in set_bits(run.rules(subject), row, which)
    }
