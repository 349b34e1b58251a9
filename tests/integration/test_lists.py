"""Lists and searches: only of one's places, page by page, and every one a stretch of an index on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from django.core.management import call_command
from django.db import connections

from shouxian.server.audit.models import Entry
from shouxian.server.campaigns.queries import catalogue
from shouxian.server.findings.models import CampaignHousehold, Finding
from shouxian.server.findings.queries import Wanted, listed, rules_hit, villages
from shouxian.server.registry.actions import reveal, search
from shouxian.server.registry.cards import card_of, village_card
from shouxian.server.registry.earlier import earlier_of
from shouxian.server.registry.initials import initials
from shouxian.server.registry.lines import household_lines, line_of
from shouxian.server.registry.models import Household, Member
from shouxian.server.registry.queries import Sought, groups_in, household, seek, villages_in
from shouxian.server.registry.slices import OfHouseholds
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.unit.two_villages import NAME, POOR, ZHANQIAO, Town


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_lists"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    yield brought(visited_town, request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


def test_a_list_is_gone_through_page_by_page_village_by_village(desk: Desk) -> None:
    seen, wanted = [], Wanted(ZHANQIAO)
    while True:
        page = listed(wanted, (desk.place,), using=desk.using, most=4)
        assert page.count == 14
        seen += [line.household.key for line in page.lines]
        if not page.more:
            break
        wanted = replace(wanted, after=page.more)
    assert len(seen) == len(set(seen)) == 14
    lines = [Household.objects.using(desk.using).get(pk=key).line for key in seen]
    assert lines == sorted(lines)
    apart = listed(Wanted(ZHANQIAO), desk.villages, using=desk.using)
    assert [line.household.key for line in apart.lines] == seen, "two villages one by one are the same list"


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(visited="yes"), Wanted(visited="no"), Wanted(worst="any"), Wanted(worst="none"),
               Wanted(type="general"), Wanted(rule="RULE"), Wanted(group="GROUP")],
)  # fmt: skip
def test_every_filter_shows_those_it_means_and_never_another_village(desk: Desk, wanted: Wanted) -> None:
    one, two = desk.villages
    rule = rules_hit(ZHANQIAO, (one,), using=desk.using)[0][0]
    group = groups_in(one, (one,), using=desk.using)[0]
    wanted = replace(
        wanted, campaign=ZHANQIAO, rule=wanted.rule and rule, village=wanted.group and one,
        group=wanted.group and group,
    )  # fmt: skip
    found = {line.household.key for line in listed(wanted, (one,), using=desk.using).lines}
    meant = set()
    for seen in CampaignHousehold.objects.using(desk.using).filter(village=one):
        home = Household.objects.using(desk.using).get(pk=seen.household)
        hit = Finding.objects.using(desk.using).filter(household=seen.household, rule=rule).exists()
        fits = (
            not wanted.type or seen.type == wanted.type,
            not wanted.visited or seen.visited == (wanted.visited == "yes"),
            not wanted.worst or bool(seen.worst) == (wanted.worst == "any"),
            not wanted.rule or hit,
            not wanted.group or home.group == group,
        )
        meant |= {seen.household} if all(fits) else set()
    assert found == meant
    assert listed(replace(wanted, village=two, group=""), (one,), using=desk.using).lines == ()
    assert listed(wanted, (), using=desk.using).lines == ()
    strange = replace(wanted, after=Household.objects.using(desk.using).filter(village=two).latest("line").key)
    assert {line.household.key for line in listed(strange, (one,), using=desk.using).lines} == meant


def test_a_household_is_found_by_name_initials_and_last_four_of_anybody_in_it(desk: Desk) -> None:
    where = (desk.place,)
    home = Household.objects.using(desk.using).exclude(phone4="").exclude(name=NAME).first()
    assert home is not None
    member = Member.objects.using(desk.using).filter(household=home.key).exclude(id4="").first()
    assert member is not None
    for text in (home.name, home.name[:2], initials(home.name), home.phone4, member.name, member.id4.lower()):
        sought = Sought.of(text)
        assert sought is not None
        assert home.key in {found.key for found in seek(sought, where, using=desk.using)}, text
        other = tuple(v for v in desk.villages if v != home.village)
        assert all(found.village in other for found in seek(sought, other, using=desk.using)), text
        assert seek(sought, (), using=desk.using) == []
    assert Sought.of("  ") is None
    namesakes = Sought.of(NAME)
    assert namesakes is not None
    assert len(seek(namesakes, where, using=desk.using)) == 2


def test_a_search_by_a_whole_number_and_a_revealed_one_are_entries_of_the_log_without_the_number(desk: Desk) -> None:
    cadre = desk.somebody("cadre", "village_cadre", [desk.villages[0]])
    phone = str(desk.town.records()[desk.town.key(POOR)].facts["phone"])
    found = search(text=f" {phone} ", places=(desk.place,), whole_in=(desk.place,), by=cadre, using=desk.using)
    assert [home.key for home in found] == [desk.town.key(POOR)]
    assert search(text=phone, places=(desk.place,), whole_in=desk.villages[1:], by=cadre, using=desk.using) == []
    home = household(desk.town.key(POOR), desk.villages[:1], using=desk.using)
    assert home is not None
    assert household(desk.town.key(POOR), desk.villages[1:], using=desk.using) is None
    spoken: dict[str, Any] = {"dictionary": desk.town.opened.catalogue.dictionary, "lang": "zh", "using": desk.using}
    told = reveal(household=home, subject="household", key=home.key, fact="phone", by=cadre, **spoken)
    assert told == phone
    for subject, key, fact in (("person", "P-none", "resident_id"), ("household", "H-other", "phone")):
        assert reveal(household=home, subject=subject, key=key, fact=fact, by=cadre, **spoken) is None
    acts = list(Entry.objects.using(desk.using).filter(by="cadre").order_by("id"))
    assert [entry.act for entry in acts] == ["household.sought_by_number"] * 2 + ["household.revealed"]
    assert phone not in str([entry.about for entry in acts])


def test_a_household_page_knows_everything_with_its_source_and_no_number_in_full(desk: Desk) -> None:
    home = household(desk.town.key(POOR), (desk.place,), using=desk.using)
    assert home is not None
    for lang in ("zh", "en"):
        card = card_of(home, catalogue().dictionary, lang, using=desk.using)
        facts = [told for section in card.own.sections for told in section.facts]
        assert all(told.source for told in facts)
        phone = next(told for told in facts if told.fact == "phone")
        assert phone.masked
        assert phone.text == f"140****{home.phone4}"
        ids = [told.text for m in card.members for s in m.sections for told in s.facts if told.fact == "resident_id"]
        assert ids
        assert all("**********" in text for text in ids)
        earlier = earlier_of(home, catalogue().dictionary, lang, using=desk.using)
        assert [visit.source.kind for visit in earlier.visits] == ["return"] * len(earlier.visits) != []
    assert village_card(desk.villages[0], catalogue().dictionary, "zh", using=desk.using) is None, "nobody told of it"


def test_villages_in_figures_are_the_sums_of_their_households(desk: Desk) -> None:
    lines = {line.village: line for line in villages(ZHANQIAO, (desk.place,), using=desk.using)}
    one, two = desk.villages
    assert (lines[one].households, lines[two].households, lines[two].visited) == (8, 6, 0)
    assert lines[one].visited > 0
    assert sum(lines[one].found.values()) == Finding.objects.using(desk.using).filter(village=one).count()
    assert list(villages(ZHANQIAO, (two,), using=desk.using)) == [lines[two]]
    assert villages_in((desk.place,), using=desk.using) == [one, two]
    assert villages_in((one,), using=desk.using) == [one]


def test_lists_and_searches_walk_an_index(desk: Desk) -> None:
    """As the database itself says; PostgreSQL is told not to read a small table whole."""
    with connections[desk.using].cursor() as cursor:
        vendor = connections[desk.using].vendor
        if vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SET enable_bitmapscan = off")
        for query in _queries(desk):
            sql, params = query.query.sql_with_params()
            explain = "EXPLAIN " if vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + sql, params)
            plan = " / ".join(str(row) for row in cursor.fetchall())
            assert "index" in plan.lower(), plan
            assert "TEMP B-TREE" not in plan, plan
            assert "Sort" not in plan, plan
        if vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
            cursor.execute("RESET enable_bitmapscan")


def _queries(desk: Desk) -> list:  # type: ignore[type-arg]
    place = desk.place
    lines = {"line__gte": place, "line__lt": place + ":"}
    homes, seen = Household.objects.using(desk.using), CampaignHousehold.objects.using(desk.using)
    seen = seen.filter(campaign=ZHANQIAO)
    return [
        homes.filter(**lines).order_by("line")[:51],
        seen.filter(**lines, visited=False).order_by("line")[:51],
        seen.filter(**lines, worst=3).order_by("line")[:51],
        seen.filter(**lines, type="general").order_by("line")[:51],
        homes.filter(name__gte="示", name__lt="示\U0010ffff").order_by("name", "village")[:50],
        Member.objects.using(desk.using).filter(id4="123X").order_by("village")[:50],
    ]


def test_a_slice_never_reaches_beyond_the_place_of_its_campaign(desk: Desk) -> None:
    keys = list(Household.objects.using(desk.using).values_list("key", flat=True))
    opened = desk.town.opened
    assert set(OfHouseholds(opened, keys, desk.using).villages) == set(keys)
    Household.objects.using(desk.using).filter(pk=keys[0]).update(village="110101001001")
    assert keys[0] not in OfHouseholds(opened, keys, desk.using).villages
    Household.objects.using(desk.using).filter(pk=keys[0]).update(village=desk.villages[0])


@pytest.mark.parametrize(
    ("name", "told"), [("张三", "zs"), ("单雄", "sx"), ("曾 国", "zg"), ("A示例", "asl"), ("", "")]
)
def test_initials_are_those_people_type(name: str, told: str) -> None:
    assert initials(name) == told


def test_a_name_is_found_however_it_was_spaced(desk: Desk) -> None:
    table = pa.table({"key": ["H-1"], "village_key": [desk.villages[0]], "head_name": ["示 例　甲"]})
    (row,) = household_lines(table, catalogue().dictionary, lambda text: b"")
    assert row[3:5] == ("示例甲", "slj")


def test_groups_stand_in_the_order_people_count() -> None:
    groups = ["十一组", "第二组", "10组", "第三组", "1组", "二十组", ""]
    ordered = sorted(groups, key=lambda group: line_of("430682110001", group, "甲示例", "H-1"))
    assert ordered == ["", "1组", "10组", "十一组", "二十组", "第二组", "第三组"]
