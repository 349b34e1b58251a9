"""The analyses of a campaign counted over a run: all columns of all of them in one pass."""

from shouxian.core.campaigns.runs import Run
from shouxian.core.outputs.tallies import Counted
from shouxian.core.packs.models.followup import Tally
from shouxian.core.screening.classify import Condition, told


def counted_tallies(run: Run) -> dict[str, Counted]:
    """Tally → who it counts and what its columns say of them, wherever they live."""
    tallies = run.opened.pack.campaign.tallies
    conditions = [
        Condition(_name(tally, column.id), column.when, tally.clause, tally.subject)
        for tally in tallies
        for column in tally.columns
    ]
    hits, unknowns = (told(run.opened.schema, run.snapshot, conditions, which) for which in ("hits", "unknowns"))
    found = {}
    for tally in tallies:
        places = _places(run, tally)
        wanted = places.keys()
        own = {column.id: _name(tally, column.id) for column in tally.columns}
        found[tally.id] = Counted(
            tally,
            places,
            {column: hits[name] & wanted for column, name in own.items()},
            {column: unknowns[name] & wanted for column, name in own.items()},
        )
    return found


def _name(tally: Tally, column: str) -> str:
    return f"{tally.id}/{column}"


def _places(run: Run, tally: Tally) -> dict[str, str]:
    table = run.snapshot.tables[tally.subject]
    places = dict(zip(table["key"].to_pylist(), table["village_key"].to_pylist(), strict=True))
    if not tally.types:
        return places
    return {key: village for key, village in places.items() if run.types.get(key) in tally.types}
