"""Documents in the walk's world: one in every village, its title for whoever sees the household, what it holds for
whoever may look at numbers in full."""

from datetime import date

from shouxian.server.documents.actions import Given, add
from shouxian.server.registry.models import Household
from tests.integration.walk.world import BY, VILLAGES, Planted, World

PDF = b"%PDF-1.4 "


def plant_documents(world: World) -> None:
    for number, village in enumerate(VILLAGES):
        home = Household.objects.using(world.using).get(key=f"H-WALK{number}0")
        title, words = (world.canary(village, r, w) for r, w in (("see_households", "title"), ("reveal", "content")))
        given = Given("proof", title, date(2022, 1, 1), PDF + words.encode())
        document = add(household=home, given=given, by=BY, using=world.using)
        world.plant("document", Planted(document.pk, (village,)))
