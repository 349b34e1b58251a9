"""Changes of members in the walk's world: a child in every village, and somebody who went to the village next door."""

from datetime import date

from shouxian.core.campaigns.member_changes import Change
from shouxian.server.campaigns.queries import openings
from shouxian.server.flows.changing import Asked, change
from shouxian.server.jobs.actions import stop
from shouxian.server.jobs.models import Job
from shouxian.server.registry.changes import state_of
from shouxian.server.registry.models import Household, Member
from tests.integration.walk.world import BY, ONE, TWO, VILLAGES, Planted, World

CHILDREN = {village: f"90000020220101{number}017" for number, village in enumerate(VILLAGES)}
DAY = date(2022, 1, 1)


def plant_changes(world: World) -> None:
    for number, village in enumerate(VILLAGES):
        if openings((village,), using=world.using):
            home = Household.objects.using(world.using).get(key=f"H-WALK{number}1")
            child = {"member_name": world.canary(village, "see_households", "child"), "resident_id": CHILDREN[village]}
            shows = world.canary(village, "see_households", "paper")
            born = Change("born", DAY, newcomer={**child, "sex": "female", "relation": "daughter"})
            world.plant("change", Planted(_register(world, home, born, shows), (village,)))
    one, two = (Household.objects.using(world.using).get(key=f"H-WALK{VILLAGES.index(v)}0") for v in (ONE, TWO))
    guest = {"member_name": "走动示例", "sex": "male", "relation": "other"}
    _register(world, one, Change("moved_in", DAY, newcomer=guest), "示例")
    key = Member.objects.using(world.using).get(household=one.key, name=guest["member_name"]).key
    told = Change("moved", DAY, (key,), relations={key: "other"})
    world.plant("change", Planted(_register(world, one, told, "示例", two), (ONE, TWO), label="moved"))
    for job in Job.objects.using(world.using).filter(state="waiting", by=BY.account):  # the walk asks for its own
        stop(job=job, by=BY, using=world.using)


def _register(world: World, home: Household, told: Change, shows: str, target: Household | None = None) -> int:
    seen = {one.key: state_of(one.key, using=world.using) for one in (home, target) if one}
    asked = Asked(told, shows, target, seen)
    return change(household=home, asked=asked, places=("",), by=BY, using=world.using)
