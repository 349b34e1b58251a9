"""Screen: rules of the campaign over a snapshot of the store, kept as a run that can be repeated and compared."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouxian import __version__
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.dataset.store import Store
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.values import counted_facts
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.models.parameters import AtLine
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.resolve import value_at
from shouxian.core.screening.classify import Condition, holding, household_types
from shouxian.core.screening.compare import Difference, Finding, compare
from shouxian.core.screening.details import Detail, details, worded
from shouxian.core.screening.records import Records
from shouxian.core.screening.run import Screened, compiled, guarded, screen

ENGINE = f"shouxian {__version__}"


@dataclass(frozen=True)
class Run:
    """One run in memory. ``id`` = hash over pack, snapshot and reference date: the same input is the same run."""

    id: str
    opened: OpenedCampaign
    rules: Mapping[str, Rule]
    programme: Programme
    snapshot: Snapshot
    types: Mapping[str, str]
    screened: Screened

    @cached_property
    def records(self) -> Records:
        return Records(self.programme, self.snapshot)

    @cached_property
    def details(self) -> tuple[Detail, ...]:
        """Every finding in words."""
        return tuple(details(self.screened.findings, self.rules, self.records, readings(self.opened)))

    def in_words(self, findings: pa.Table) -> Iterator[Detail]:
        """Findings of this run, household by household and not in their order; nothing of them is kept."""
        return (detail for _, detail in worded(findings, self.rules, self.records, readings(self.opened)))

    @cached_property
    def proposed(self) -> dict[str, set[str]]:
        """``list/verdict`` → households for which facts propose the verdict on a handed list."""
        told = [(handed, v) for handed in self.opened.pack.campaign.lists for v in handed.verdicts]
        conditions = [Condition(f"{h.id}/{v.code}", v.when, h.clause) for h, v in told if v.when is not None]
        return holding(self.opened.schema, self.snapshot, conditions)

    def details_of(self, household: str) -> tuple[Detail, ...]:
        """The findings of one household and its members in words, without wording all the others."""
        findings = self.screened.findings
        own = findings.filter(pc.equal(findings["household_key"], household))
        return tuple(details(own, self.rules, self.records, readings(self.opened)))

    @cached_property
    def groups(self) -> dict[str, set[str]]:
        """Priority group → households for which its condition is TRUE (groups told by a list are not here)."""
        told = self.opened.pack.campaign.priority_groups
        conditions = [Condition(g.id, g.when, g.clause) for g in told if g.when is not None]
        return holding(self.opened.schema, self.snapshot, conditions)


def campaign_rules(opened: OpenedCampaign) -> dict[str, Rule]:
    """The shared rules that are not left out here, and the campaign's own."""
    left_out = opened.pack.campaign.left_out_rules
    shared = {
        name: rule
        for name, rule in opened.catalogue.rules.items()
        if name not in left_out and (not rule.campaigns or opened.id in rule.campaigns)
    }
    return shared | opened.pack.rules


def programme_of(opened: OpenedCampaign) -> Programme:
    """The campaign's rules compiled as they run."""
    return compiled(opened.schema, guarded(campaign_rules(opened).values()))


def run_screening(opened: OpenedCampaign, store: Store) -> Run:
    """Take a snapshot and run every rule over it. Writes nothing."""
    rules = campaign_rules(opened)
    programme = programme_of(opened)
    snapshot = campaign_snapshot(opened, store, counted_facts(programme))
    types = household_types(opened.schema, snapshot, opened.pack.campaign.household_types)
    screened = screen(programme, rules, snapshot, types)
    told = f"{opened.catalogue.hash}\n{snapshot.hash}\n{opened.reference_date}\n{ENGINE}"
    run_id = f"{opened.reference_date:%Y%m%d}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    return Run(run_id, opened, rules, programme, snapshot, types, screened)


def readings(opened: OpenedCampaign) -> dict[str, AtLine]:
    """What holds exactly at each line in this campaign."""
    place, day = opened.pack.campaign.place, opened.reference_date
    found = {name: value_at(p, place, day) for name, p in opened.parameters.items() if p.kind == "line"}
    return {name: value.reading for name, value in found.items() if value is not None}


def keep_run(run: Run, folder: Path) -> Path:
    """Write the run to ``folder/runs/<id>``: run.json, findings and unknowns with their values, masks. Repeating a
    run writes the same files again."""
    place = folder / "runs" / run.id
    place.mkdir(parents=True, exist_ok=True)
    pq.write_table(_detailed(run), place / "findings.parquet", compression="zstd")
    pq.write_table(run.screened.unknowns, place / "unknowns.parquet", compression="zstd")
    for subject, masks in run.screened.masks.items():
        pq.write_table(masks.table, place / f"masks_{subject}.parquet", compression="zstd")
    about = {
        "run": run.id,
        "campaign": run.opened.id,
        "pack_hash": run.opened.catalogue.hash,
        "snapshot_hash": run.snapshot.hash,
        "findings_hash": run.screened.hash,
        "reference_date": run.opened.reference_date.isoformat(),
        "place": run.opened.pack.campaign.place,
        "engine": ENGINE,
        "rules": {subject: list(masks.rules) for subject, masks in run.screened.masks.items()},
        "findings": run.screened.findings.num_rows,
        "unknowns": run.screened.unknowns.num_rows,
    }
    (place / "run.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
    return place


def compare_with(run: Run, folder: Path, earlier: str) -> Difference:
    """This run against one kept earlier; raises ``ShouxianError`` CAMPAIGN_NO_RUN."""
    path = folder / "runs" / earlier / "findings.parquet"
    if not path.exists():
        raise ShouxianError(fault("CAMPAIGN_NO_RUN", name=earlier))
    kept = pq.read_table(path, columns=["rule", "key", "fingerprint"]).to_pylist()
    return compare([Finding(**row) for row in kept], [detail.finding() for detail in run.details])


def kept_runs(folder: Path) -> list[str]:
    """Ids of the runs kept in a workspace, oldest file first."""
    files = sorted((folder / "runs").glob("*/run.json"), key=lambda p: p.stat().st_mtime)
    return [path.parent.name for path in files]


def _detailed(run: Run) -> pa.Table:
    """The findings with message and fingerprint; still no name and no number of anybody."""
    rows = run.details
    table = run.screened.findings
    table = table.append_column("message_zh", pa.array([d.message.zh for d in rows], pa.string()))
    table = table.append_column("message_en", pa.array([d.message.en for d in rows], pa.string()))
    return table.append_column("fingerprint", pa.array([d.fingerprint for d in rows], pa.string()))
