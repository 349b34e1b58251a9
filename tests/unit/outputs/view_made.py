"""A view typed by hand: two villages, three households, findings of rules that are made up here."""

from dataclasses import replace

from tests.unit.two_villages import ZHANQIAO

from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.outputs.view import HouseholdLine, View, VillageLine
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.rules import Basis, Rule, RuleCase
from shouxian.core.screening.details import Detail

V1, V2 = "430682110001", "430682110002"


def detail(rule: str, household: str = "H-1", key: str = "", village: str = V1, **more: object) -> Detail:
    """A finding; ``more`` are fields of its rule (``problem``, ``severity``, ``kind``)."""
    made = Rule.model_validate({
        "id": rule, "subject": "household", "kind": "risk", "basis": (Basis(document="某文", clause="一"),),
        "when": "x", "severity": "verify", "problem": "income", "message": Label(zh="收入{n}", en="{n}"),
        "cases": (RuleCase(expect="hit"), RuleCase(expect="unknown")), **more,
    })  # fmt: skip
    return Detail(
        made, made.subject, key or household or village, household, village, Label(zh=rule, en=rule), "f" * 16
    )


def view(*details: Detail) -> View:
    campaign = open_campaign(ZHANQIAO)
    villages = (
        VillageLine(V1, "甲", "某镇", {"group_count": 6, "grid_workers_visit": True}),
        VillageLine(V2, "乙", "某镇", {}),
    )
    lines = (
        HouseholdLine("H-1", V1, "general", "王一示例", "14000000001", "一组", 3, True, "签字示例"),
        HouseholdLine("H-2", V1, "monitored", "张二示例", "14000000002", "二组", None, False, ""),
        HouseholdLine("H-3", V2, "general", "李三示例", "", "", 2, False, ""),
    )
    dictionary = campaign.catalogue.dictionary
    return View(
        campaign.pack.campaign, campaign.reference_date, "run-1", villages, {h.key: h for h in lines},
        {"P-1": "王小示例", "P-2": "王一示例"}, tuple(details), dictionary.variables, dictionary.codelists,
    )  # fmt: skip


def moved(seen: View, key: str, village: str) -> View:
    """The view with one household in a village that is not the campaign's."""
    return replace(seen, households={**seen.households, key: replace(seen.households[key], village=village)})
