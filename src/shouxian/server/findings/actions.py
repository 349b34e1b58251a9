"""Storing what a run found, in place of what was found before."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from shouxian.core.campaigns.runs import ENGINE
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.kernel import clock
from shouxian.server.audit.actions import By, record
from shouxian.server.findings.computing import FINDING_COLUMNS, HOUSEHOLD_COLUMNS, Computed
from shouxian.server.findings.models import CampaignHousehold, Finding, Run
from shouxian.server.findings.replacing import Replacement
from shouxian.server.registry.sql import insert_rows

_AT_ONCE = 400


@dataclass(frozen=True)
class Laid:
    """A run over everybody with its rows laid out beside the tables, on the connection that made it."""

    computed: Computed
    parts: tuple[Replacement, ...]


def lay_out(computed: Computed, *, using: str = "default") -> Laid:
    """Everything that takes long about keeping a run, while everybody else goes on writing."""
    told = ((Finding, FINDING_COLUMNS, computed.finding_rows(), ("rule", "key")),
            (CampaignHousehold, HOUSEHOLD_COLUMNS, computed.household_rows(), ("household",)))  # fmt: skip
    parts = []
    for model, names, rows, key in told:
        parts.append(Replacement(model._meta.db_table, names, key, using))
        parts[-1].lay_out(computed.run.opened.id, rows)
    return Laid(computed, tuple(parts))


def store_run(*, laid: Laid, by: By, using: str = "default") -> Run:
    """Keep a run over everybody: its findings replace the campaign's earlier ones, all at once."""
    computed, made = laid.computed, laid.computed.run
    with transaction.atomic(using=using):
        for part in laid.parts:
            part.write(made.opened.id)
        run = Run(
            campaign=made.opened.id, run=made.id, at=clock.now(), by=by.account,
            reference_date=made.opened.reference_date, pack_hash=made.opened.catalogue.hash,
            snapshot_hash=made.snapshot.hash, findings_hash=made.screened.hash, engine=ENGINE,
            households=len(computed.households), visited=len(computed.visited), findings=computed.worded.num_rows,
            unknowns=computed.unknowns, rules=list(made.screened.of(HOUSEHOLD).rules),
            not_collected=computed.asking.not_collected, parameters=computed.asking.parameters,
        )  # fmt: skip
        run.save(force_insert=True, using=using)
        about = {"campaign": run.campaign, "run": run.run, "findings": run.findings}
        record(by=by, act="campaign.screened", about=about, using=using)
        return run


def store_again(*, computed: Computed, keys: Collection[str], by: By, using: str = "default") -> None:
    """Keep what a run over some households found of them; those of ``keys`` that it did not see are gone."""
    campaign = computed.run.opened.id
    wanted = sorted(keys)
    with transaction.atomic(using=using):
        for start in range(0, len(wanted), _AT_ONCE):
            mine = {"campaign": campaign, "household__in": wanted[start : start + _AT_ONCE]}
            Finding.objects.using(using).filter(**mine).delete()
            CampaignHousehold.objects.using(using).filter(**mine).delete()
        insert_rows(using, Finding._meta.db_table, FINDING_COLUMNS, computed.finding_rows())
        insert_rows(using, CampaignHousehold._meta.db_table, HOUSEHOLD_COLUMNS, computed.household_rows())
        record(by=by, act="households.screened", about={"campaign": campaign, "households": len(wanted)}, using=using)
