"""The log: no deed without its entry, and nothing in it can be changed, removed, moved or put in unseen."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from django.db import transaction

from shouxian.cli.main import cli
from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.audit.actions import By, record, seal
from shouxian.server.audit.chain import FIELDS, Line, SealLine, read_exported, verify
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.audit.queries import exported, of_household


def _deed_that_fails(using: str) -> None:
    with transaction.atomic(using=using):
        record(by=By("某人"), act="x", using=using)
        raise ZeroDivisionError


def some_deeds(using: str, count: int, rounds: int = 4) -> None:
    for turn in range(rounds):
        with transaction.atomic(using=using):
            for number in range(count // rounds):
                by = By("镇信息员", "town_clerk")
                record(by=by, act="household.seen", key=f"H-{turn}-{number}", about={"页面": "户页"}, using=using)
        seal(using=using)


def test_a_deed_that_did_not_happen_leaves_no_entry_and_none_is_written_beside_it(using: str) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(by=By("某人"), act="x", using=using)
    with pytest.raises(ZeroDivisionError):
        _deed_that_fails(using)
    assert Entry.objects.using(using).count() == 0


def test_an_exported_log_is_checked_without_the_server_and_says_what_is_not_sealed_yet(using: str) -> None:
    some_deeds(using, 20)
    with transaction.atomic(using=using):
        record(by=By("县办"), act="list.exported", about={"户数": 3}, using=using)
    entries, seals = read_exported(list(exported(using=using)))
    verdict = verify(key_for("audit"), entries, seals)
    assert verdict.sound
    assert (verdict.entries, verdict.seals, verdict.tail) == (21, 4, 1)
    assert [entry.act for entry in of_household("H-1-2", using=using)] == ["household.seen"]
    assert not verify(b"another key" * 3, entries, seals).sound


def test_every_one_of_a_thousand_tamperings_is_found(using: str) -> None:
    some_deeds(using, 40)
    entries, seals = read_exported(list(exported(using=using)))
    key, random = key_for("audit"), Random(7)
    anchors = {seals[-1].number: seals[-1].head}

    def changed(lines: list[Line], ends: list[SealLine]) -> None:
        place = random.randrange(len(lines))
        field = random.choice(FIELDS)
        lines[place] = replace(lines[place], told={**lines[place].told, field: "别的"})

    def removed(lines: list[Line], ends: list[SealLine]) -> None:
        del lines[random.randrange(len(lines))]

    def moved(lines: list[Line], ends: list[SealLine]) -> None:
        one, two = random.sample(range(len(lines)), 2)
        first, second = lines[one], lines[two]
        lines[one], lines[two] = replace(first, id=second.id), replace(second, id=first.id)

    def put_in(lines: list[Line], ends: list[SealLine]) -> None:
        lines.append(replace(random.choice(lines), id=1000))

    def cut_off(lines: list[Line], ends: list[SealLine]) -> None:
        kept = random.randrange(1, len(ends))
        del ends[kept:]
        lines[:] = [line for line in lines if line.seal is not None and line.seal <= kept]

    for number in range(1000):
        lines, ends = list(entries), list(seals)
        (changed, removed, moved, put_in, cut_off)[number % 5](lines, ends)
        assert not verify(key, lines, ends, anchors).sound


def test_the_command_checks_an_exported_log_with_the_secret_alone(using: str, tmp_path: Path) -> None:
    some_deeds(using, 8)
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(exported(using=using)) + "\n", "utf-8")
    last = read_exported(exported(using=using))[1][-1]
    anchor = f"--anchor={last.number}={last.head.hex()}"
    sound = CliRunner().invoke(cli, ["--lang", "zh", "audit", "verify", str(path), anchor])
    assert sound.exit_code == 0, sound.output
    assert "完好:8 条,4 个封印,0 条尚未封印" in sound.output
    text = path.read_text("utf-8")
    for wrong, code in (
        (text.replace("H-2-0", "H-2-1"), "AUDIT_TAMPERED"),
        ("".join(line for line in text.splitlines(keepends=True) if '"sealed_in": 4' not in line), "AUDIT_TAMPERED"),
        (text + "一行别的\n", "AUDIT_LINE"),
    ):
        path.write_text(wrong, "utf-8")
        with pytest.raises(ShouxianError, match=code):
            CliRunner().invoke(cli, ["audit", "verify", str(path)], catch_exceptions=False)
    with pytest.raises(ShouxianError, match="AUDIT_SECRET"):
        CliRunner(env={"SHOUXIAN_SECRET": None}).invoke(cli, ["audit", "verify", str(path)], catch_exceptions=False)
