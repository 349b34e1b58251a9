"""Every right follows from a posting that holds today: a role, places, a first and a last day."""

from datetime import date

import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts.actions import close_account, name_area, open_account, post
from shouxian.server.accounts.queries import standing
from shouxian.server.audit.actions import By
from shouxian.server.audit.models import Entry

TOWN, ONE, TWO, OTHER = "430682110", "430682110200", "430682110201", "430682110202"
MAY, JUNE = date(2022, 5, 31), date(2022, 6, 1)


def test_a_person_holds_several_posts_and_each_right_only_where_its_post_is(using: str) -> None:
    by = By("县办")
    person = open_account(login="zhang", name="示例人员", password="一句很长的口令", by=by, using=using)
    post(account=person, role="village_contact", codes=[ONE, TWO], since=MAY, by=by, using=using)
    post(account=person, role="grid_worker", codes=[OTHER], since=JUNE, until=JUNE, by=by, using=using)
    before, on = (standing(person, day, using=using) for day in (MAY, JUNE))
    assert before.where("see_households") == (ONE, TWO)
    assert on.where("see_households") == (ONE, TWO, OTHER)
    assert on.where("take_back") == (ONE, TWO)
    assert on.where("change_households") == (OTHER,)
    assert not on.may("export")
    assert standing(person, date(2022, 6, 2), using=using).where("change_households") == (), "it ended yesterday"


def test_an_area_is_a_group_of_places_and_holds_for_its_days(using: str) -> None:
    by = By("县办")
    group = name_area(name="第一督查组", year=2022, codes=[ONE, OTHER], since=MAY, until=JUNE, by=by, using=using)
    checker = open_account(login="checker", name="示例督查", password="一句很长的口令", by=by, using=using)
    with pytest.raises(ShouxianError, match="ACCOUNT_NO_END"):
        post(account=checker, role="checker", areas=[group], since=MAY, by=by, using=using)
    end = date(2022, 12, 31)
    post(account=checker, role="checker", areas=[group], codes=[TOWN], since=JUNE, until=end, by=by, using=using)
    assert standing(checker, JUNE, using=using).where("see_households") == (TOWN,), "the town holds its villages"
    assert standing(checker, end, using=using).may_in("see_households", TWO)
    post(account=checker, role="grid_worker", areas=[group], since=MAY, by=by, using=using)
    assert standing(checker, end, using=using).where("change_households") == (), "the area is no more"


def test_a_closed_account_stands_nowhere_and_its_login_is_never_given_again(using: str) -> None:
    by = By("县办")
    person = open_account(login="li", name="示例人员", password="一句很长的口令", by=by, using=using)
    post(account=person, role="county_office", codes=["430682"], since=MAY, by=by, using=using)
    assert standing(person, MAY, using=using).needs_second_factor
    close_account(account=person, by=by, using=using)
    assert standing(person, MAY, using=using).postings == ()
    with pytest.raises(ShouxianError, match="ACCOUNT_TAKEN"):
        open_account(login="li", name="另一人", password="一句很长的口令", by=by, using=using)
    for codes in (["43068x"], ["4306821"]):
        with pytest.raises(ShouxianError, match="ACCOUNT_PLACE"):
            post(account=person, role="grid_worker", codes=codes, since=MAY, by=by, using=using)
    acts = list(Entry.objects.using(using).order_by("id").values_list("act", flat=True))
    assert acts == ["account.opened", "posting.given", "account.closed"]
    assert "口令" not in str(list(Entry.objects.using(using).values()))
