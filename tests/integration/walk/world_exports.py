"""Exports of the walk's world: some that somebody may take, some that somebody else has to allow, with words that stand
nowhere else; and the log about each."""

from dataclasses import asdict
from datetime import timedelta
from random import Random

from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.core.kernel.keys import new_key
from shouxian.core.sheets.exported import LETTER
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.jobs.actions import ask
from shouxian.server.registry.sealing import Sealer
from shouxian.server.reports.exporting import MAKE
from shouxian.server.reports.models import Export, ExportPlace
from shouxian.server.reports.selecting import Asked
from tests.integration.walk.world import BY, CAMPAIGNS, FAR, NEXT_TOWN, ONE, OTHER_COUNTY, VILLAGES, Planted, World

OWNERS = (
    ("town_clerk", ONE), ("county_office", NEXT_TOWN), ("other_county_office", OTHER_COUNTY),
    ("next_town_clerk", NEXT_TOWN), ("expired", ONE), ("town_clerk", FAR),
)  # fmt: skip
_NUMBERS = Random(20220228)
MARKS = {village: new_key(LETTER, _NUMBERS) for village in VILLAGES}


def plant_exports(world: World) -> None:
    for number, (owner, village) in enumerate(OWNERS):
        inside = world.canary(village, "export", f"list{number}")
        export = _export(world, village, owner, "ready", f"{inside}.xlsx", new_key(LETTER, _NUMBERS))
        sealed = Sealer(key_for("sealing")).seal_bytes(f"export/{export.pk}", inside.encode())
        until = clock.now() + timedelta(hours=1)
        Export.objects.using(world.using).filter(pk=export.pk).update(content=sealed, until=until)
        world.plant("export", Planted(export.pk, (village,), owner, label=str(number)))
    for village in VILLAGES:
        reason = world.canary(village, "decide", "reason")
        export = _export(world, village, BY.account, "asked", reason, MARKS[village])
        world.plant("asked", Planted(export.pk, (village,)))
        with transaction.atomic(using=world.using):
            about = {"rows": 1, "reason": world.canary(village, "read_log", "traced")}
            record(
                by=BY, act="walk.planted", subject="export", key=MARKS[village], village=village, about=about,
                using=world.using,
            )  # fmt: skip
    made = world.things["export"][0].value
    job = ask(kind=MAKE, given={"export": made}, by=By("county_office"), using=world.using)
    world.plant("job", Planted(job.pk, owner="county_office"))


def _export(world: World, village: str, by: str, state: str, told: str, mark: str) -> Export:
    """A public list, so that the walk can read what is in it; a request with numbers in full."""
    asked = Asked(CAMPAIGNS[village], "household", (village,), {"phone": "full"}, posting=state == "ready")
    export = Export.objects.using(world.using).create(
        mark=mark, campaign=asked.campaign, asked=asdict(asked), reason=told, rows=2, by=by, post="town_clerk",
        at=clock.now(), hours=24, state=state, name=told,
    )  # fmt: skip
    ExportPlace.objects.using(world.using).create(export=export, place=village)
    return export
