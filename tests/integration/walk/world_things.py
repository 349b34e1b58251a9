"""What belongs to a village and is no household, in the walk's world: waterworks everywhere."""

import pyarrow as pa

from shouxian.core.dataset.model import Incoming
from shouxian.server.audit.keys import key_for
from shouxian.server.campaigns.queries import catalogue
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.observed import record
from tests.integration.walk.world import FAR, VILLAGES, Canary, Planted, World


def plant_things(world: World) -> None:
    store = SqlStore("walk", catalogue().dictionary, Sealer(key_for("sealing")), using=world.using)
    for number, village in enumerate(VILLAGES):
        key, name = f"G-WALK{number}", world.canary(village, "see_households", "works")
        table = pa.table({"key": [key], "village_key": [village], "water_works_name": [name]})
        store.apply(record(), [Incoming("water_works", table, ("water_works_name",))])
        world.plant("thing", Planted(key, (village,)))
    toilet = pa.table({"key": ["B-WALK"], "village_key": [FAR], "public_toilet_name": ["示例公厕"]})
    store.apply(record(), [Incoming("public_toilet", toilet, ("public_toilet_name",))])
    world.canaries.append(Canary('value="public_toilet"', FAR, "see_households"))  # that there is any is news elsewhere
