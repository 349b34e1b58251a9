"""Every difference ever found stays a case, and the way from a difference to a case file works end to end."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import agreement
from differences import Case, keep, said_by_all

from shouxian.core.expressions import functions
from shouxian.core.kernel.faults import ShouxianError

HERE = Path(__file__).parent
FOUND = sorted((HERE / "found").glob("*.yaml"))


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_once_differed_is_said_alike_by_every_way(path: Path) -> None:
    case = Case.read(path)
    said = said_by_all(case)
    assert said == dict.fromkeys(("python", "duckdb", "plain", "sqlite"), case.expected)
    assert len(set(dict(case.seen).values())) > 1


def test_a_seeded_fault_becomes_a_small_case_file_that_only_the_fault_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as seeded:
        seeded.setitem(functions.DEFINED, "share_over", lambda part, whole, percent: "TRUE")
        differences = agreement.run(seed=5, rounds=1, rules=40, villages=4).differences
        assert len({difference.rule for difference in differences}) > 1
        (path,) = keep(differences, tmp_path, most=1)
        case = Case.read(path)
        said = said_by_all(case)
        assert said == dict(case.seen)
        assert said["duckdb"] != case.expected
        assert {said[way] for way in ("python", "plain", "sqlite")} == {case.expected}
    assert case.rule.startswith("share_over(")
    assert len(path.read_text("utf-8").splitlines()) < 30
    assert set(said_by_all(Case.read(path)).values()) == {case.expected}


def test_a_case_whose_rule_no_longer_stands_says_why(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "note: ''\nrule: moon_is_full\nsubject: household\nkey: H\nexpected: clear\nseen: {}\nparameters: {}\n"
        "village: {key: V, households: [{key: H}]}\n", "utf-8",
    )  # fmt: skip
    with pytest.raises(ShouxianError, match="moon_is_full"):
        said_by_all(Case.read(path))


def test_the_command_tells_its_coverage_and_ends_well() -> None:
    words = (sys.executable, str(HERE / "agreement.py"), "--rounds", "1", "--rules", "8", "--villages", "2")
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stderr
    assert "8 distinct expressions, 0 differences" in done.stdout
    assert "not covered by so short a run: " in done.stdout
    assert "round 1/1: " in done.stderr
