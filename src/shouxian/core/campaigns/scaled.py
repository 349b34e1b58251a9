"""A campaign's rules over partitions: what to screen, made ready once for a run of millions."""

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import ENGINE, campaign_rules
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.snapshot import take_snapshot
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.values import counted_facts
from shouxian.core.kernel.faults import Where
from shouxian.core.screening.part_masks import CELL, Job
from shouxian.core.screening.run import guarded


def scale_job(opened: OpenedCampaign) -> Job:
    """The campaign's rules, its household types, and the columns that partitions must have."""
    rules = campaign_rules(opened)
    cells = [cell for cell in opened.pack.campaign.household_types if cell.when is not None]
    conditions = [
        RuleText(f"{CELL}{number:02}", HOUSEHOLD, "procedure", str(cell.when), Where(opened.id))
        for number, cell in enumerate(cells)
    ]
    programme = Programme.compile(opened.schema, [*map(RuleText.of, guarded(rules.values())), *conditions])
    place, limits = opened.pack.campaign.place, opened.pack.campaign.limits
    dictionary, one = opened.catalogue.dictionary, [opened.villages[0].code]
    counted = counted_facts(programme)
    empty = take_snapshot(None, dictionary, one, opened.resolved, counted, limits)
    return Job(
        programme,
        {subject: table.schema for subject, table in empty.tables.items()},
        tuple(cell.code for cell in cells),
        next(cell.code for cell in reversed(opened.pack.campaign.household_types) if cell.when is None),
        {rule.id: tuple(rule.applies_to) for rule in rules.values() if rule.applies_to},
        {
            "campaign": opened.id,
            "place": place,
            "reference_date": opened.reference_date.isoformat(),
            "pack_hash": opened.catalogue.hash,
            "engine": ENGINE,
            "parameters": dict(sorted(opened.resolved(place).items())),
        },
    )
