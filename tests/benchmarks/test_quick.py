"""The recipes of the benchmarks work; no time is asserted."""

from pathlib import Path

import pytest
from benchmarks.measure import Step, interleaved, verdict

from benchmarks import __main__ as bench
from benchmarks import ledger_out


def test_every_topic_runs_and_keeps_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = bench.FIGURES.read_bytes()
    assert bench.main(["--quick"]) is None
    told = capsys.readouterr().out
    assert told.count("## ") == len(bench.TOPICS)
    assert bench.FIGURES.read_bytes() == before


def test_a_step_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    ledger_out.generate(tmp_path, 100)
    step = Step("ours", "benchmarks.ledger_out:ours")
    (found,) = interleaved([step], tmp_path, 1, fresh=True).values()
    assert found.seconds > 0
    assert found.peak > 1
    assert (tmp_path / "ours.xlsx").exists()


def test_a_missed_goal_is_named() -> None:
    assert verdict("hits", 1.7, 1.8).endswith("met")
    assert verdict("hits", 1.9, 1.8).endswith("**missed**")
