"""A run takes the place of the run before: only what differs is written, and nobody waits while it is laid out."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connections, transaction

from shouxian.server.campaigns.models import Opening
from shouxian.server.findings.computing import FINDING_COLUMNS
from shouxian.server.findings.models import Finding
from shouxian.server.findings.replacing import Replacement

HERE, OTHER = "one", "other"
Row = tuple[str, ...]


def row(number: int, words: str = "未参保", campaign: str = HERE) -> Row:
    told = ("rule.uninsured", "judgement", "fix", "", "person", f"P-{number}", f"H-{number // 3}", "430682110200")
    return (campaign, *told, words, "uninsured", f"{hash(words) & 0xFFFF:016x}")


@pytest.fixture
def findings(using: str) -> Replacement:
    return Replacement(Finding._meta.db_table, FINDING_COLUMNS, ("rule", "key"), using)


def kept(findings: Replacement, rows: Sequence[Row], using: str, campaign: str = HERE) -> None:
    findings.lay_out(campaign, rows)
    with transaction.atomic(using=using):
        findings.write(campaign)


def standing(using: str, campaign: str = HERE) -> dict[Row, int]:
    """Row → its number in the table."""
    found = Finding.objects.using(using).filter(campaign=campaign).order_by("id")
    return {tuple(one): number for number, *one in found.values_list("id", *FINDING_COLUMNS)}


def test_what_is_told_again_stays_and_what_differs_is_written(findings: Replacement, using: str) -> None:
    others = [row(n, campaign=OTHER) for n in range(3)]
    kept(findings, others, using, OTHER)
    kept(findings, [row(n) for n in range(400)], using)
    before = standing(using)
    assert set(before) == {row(n) for n in range(400)}
    told = [row(n, "未参保" if n % 7 else "已参保，未享受资助") for n in range(50, 450)]
    kept(findings, told, using)
    after = standing(using)
    assert set(after) == set(told)
    stayed = {one for one in told if one in before}
    assert len(stayed) == 300
    assert {one: after[one] for one in stayed} == {one: before[one] for one in stayed}
    assert set(standing(using, OTHER)) == set(others), "another campaign's are its own"
    kept(findings, [], using)
    assert standing(using) == {}


def test_what_somebody_wrote_meanwhile_is_replaced_too(findings: Replacement, using: str) -> None:
    """A household was looked at again by itself while the run over everybody was made."""
    kept(findings, [row(n) for n in range(9)], using)
    findings.lay_out(HERE, [row(n, "其他") if n == 4 else row(n) for n in range(9)])
    Finding.objects.using(using).filter(campaign=HERE, key__in=("P-1", "P-4", "P-7")).delete()
    with transaction.atomic(using=using):
        findings.write(HERE)
    assert set(standing(using)) == {row(n, "其他") if n == 4 else row(n) for n in range(9)}


def test_others_write_while_a_run_is_laid_out(findings: Replacement, using: str) -> None:
    done = threading.Event()

    def open_one() -> None:
        Opening.objects.using(using).create(campaign=HERE, place="4306", opened_by="li", since=datetime.now(UTC))
        done.set()
        connections[using].close()

    def rows() -> Iterator[Row]:
        yield from (row(n) for n in range(15_000))
        threading.Thread(target=open_one).start()
        assert done.wait(10), "nobody had to wait"
        yield from (row(n) for n in range(15_000, 15_100))

    findings.lay_out(HERE, rows())
    assert standing(using) == {}, "nothing of it is seen yet"
    with transaction.atomic(using=using):
        findings.write(HERE)
    assert len(standing(using)) == 15_100


def test_what_could_not_be_laid_out_leaves_everything_as_it_was(findings: Replacement, using: str) -> None:
    kept(findings, [row(n) for n in range(5)], using)
    before = standing(using)

    def rows() -> Iterator[Row]:
        yield row(7)
        raise DatabaseError("disk full")

    with pytest.raises(DatabaseError, match="disk full"):
        findings.lay_out(HERE, rows())
    assert standing(using) == before
    kept(findings, [row(8)], using)
    assert set(standing(using)) == {row(8)}, "and the next time it goes well"


def test_a_run_that_is_not_kept_leaves_nothing_behind(findings: Replacement, using: str) -> None:
    kept(findings, [row(1)], using)
    findings.lay_out(HERE, [row(2)])

    def written_in_vain() -> None:
        with transaction.atomic(using=using):
            findings.write(HERE)
            raise DatabaseError("no")

    with pytest.raises(DatabaseError, match="no"):
        written_in_vain()
    assert set(standing(using)) == {row(1)}
    kept(findings, [row(3)], using)
    assert set(standing(using)) == {row(3)}
