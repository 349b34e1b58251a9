"""Accounts for many at once, posts in the notices' own words, and villages under a name of their own."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.kernel import clock
from shouxian.server.accounts.actions import end_posting
from shouxian.server.accounts.models import Account, Area, Posting
from shouxian.server.accounts.queries import standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.models import Entry
from shouxian.server.campaigns.actions import open_here
from shouxian.server.campaigns.queries import catalogue
from shouxian.server.regions.queries import name_of
from tests.integration.web import BY, pages_on, person, sign_in

COUNTY, TOWN, FAR = "430682", "430682110", "430981108"
ONE, TWO = "430682110001", "430682110202"
ZHANQIAO = "zhanqiao-2022-income"
TODAY = clock.today()


@pytest.fixture(autouse=True)
def desk(using: str) -> Iterator[None]:
    with pages_on(using):
        open_here(campaign=ZHANQIAO, by=BY)
        yield


@pytest.fixture
def office() -> Client:
    """Somebody of the county office, signed in with a second factor."""
    return _let_in(person("office", "county_office", COUNTY))


def _let_in(account: Account) -> Client:
    browser = Client()
    browser.force_login(account, backend="shouxian.server.accounts.backend.OpenAccounts")
    session = browser.session
    session["second_factor"] = True
    session.save()
    return browser


def _filled(blank: bytes, *rows: tuple[str, ...]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            sheet.cell(number, column).value = text or None
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _hand_in(office: Client, content: bytes) -> str:
    office.post("/accounts/workbook/", {"file": SimpleUploadedFile("村干部名单.xlsx", content)})
    return office.get("/accounts/workbook/").content.decode()


def _blank(office: Client) -> bytes:
    return bytes(office.get("/accounts/workbook/blank/").content)


def test_many_accounts_come_from_one_workbook_with_posts_as_the_notice_calls_them(office: Client) -> None:
    blank = _blank(office)
    lists = openpyxl.load_workbook(io.BytesIO(blank)).worksheets[2]
    offered = [cell.value for cell in lists["A"]]
    assert "村（社区）乡村振兴专干" in offered
    assert "县办" in offered
    assert "系统管理员" not in offered, "nobody offers what they may not give"
    rows = (
        ("示例张三", "", "村（社区）乡村振兴专干", name_of(ONE)),
        ("示例張三", "", "网格员", f"{ONE}、{TWO}", "2026-01-01"),
        ("示例李四", "lisi.one", "督查小组成员", "詹桥镇", "2026年1月1日", "2099/12/31"),
    )
    page = _hand_in(office, _filled(blank, *rows))
    assert "共 3 行，全部无误" in page
    assert "shilizhangsan2" in page, "who has the same pinyin gets a number"
    assert not Account.objects.filter(login="lisi.one").exists(), "a look opens nothing"
    slips = office.post("/accounts/workbook/open/").content.decode()
    assert slips.count("<code>shilizhangsan") == 2
    first = Posting.objects.get(account__login="shilizhangsan")
    assert (first.role, first.post, first.codes) == ("village_cadre", f"{ZHANQIAO}/village_staff", [ONE])
    checker = Posting.objects.get(account__login="lisi.one")
    assert (checker.role, checker.until) == ("checker", date(2099, 12, 31))
    told = office.get(f"/accounts/{first.account.pk}/").content.decode()
    assert "村（社区）乡村振兴专干" in told
    password = slips.split("shilizhangsan</code>")[1].split("<code>")[1].split("</code>")[0]
    assert sign_in("shilizhangsan", password).get("/").headers["Location"] == "/password/"
    again = office.post("/accounts/workbook/open/")
    assert again.status_code == 400, "a second click opens nobody twice, and says where to look"
    assert "没有正在办理的账号表" in again.content.decode()


def test_every_fault_of_a_workbook_stands_in_it_and_nobody_is_opened(office: Client) -> None:
    rows = (
        ("示例张三", "zhang san", "网格员", name_of(ONE)),
        ("示例李四", "office", "系统管理员", "天上村"),
        ("", "wang", "督查小组成员", ONE, "昨天"),
        ("示例赵六", "wang", "督查人员", FAR + "、" + ONE),
        ("示例钱七", "qian", "督查人员", ONE, "2026-05-01", "2026-04-01"),
        ("示例孙八", "", "网格员", ONE),
    )
    page = _hand_in(office, _filled(_blank(office), *rows))
    assert "有 5 行不对" in page
    before = Account.objects.count()
    assert office.post("/accounts/workbook/open/").status_code == 400
    assert Account.objects.count() == before
    answer = openpyxl.load_workbook(io.BytesIO(bytes(office.get("/accounts/workbook/answer/").content)))
    sheet = next(one for one in answer.worksheets if one.title == "账号")
    assert isinstance(sheet, Worksheet)
    marked = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(marked) >= {"B2", "B3", "C3", "D3", "A4", "E4", "B5", "D5", "F6"}
    assert "天上村" in marked["D3"]
    assert "已经用过" in marked["B5"]
    assert "错误原因" in [cell.value for cell in sheet[1]]
    corrected = _filled(_blank(office), ("示例孙八", "", "网格员", ONE))
    assert "全部无误" in _hand_in(office, corrected), "the next one takes its place"


def test_a_file_that_is_no_such_workbook_is_told_in_chinese(office: Client) -> None:
    for content, said in ((b"", "空"), (b"no workbook", "不是"), (_blank(office), "没有填写任何人")):
        file = SimpleUploadedFile("名单.xlsx", content)
        answer = office.post("/accounts/workbook/", {"file": file})
        assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_a_post_of_a_notice_is_given_only_where_the_notice_holds(office: Client) -> None:
    keeper = _let_in(person("keeper", "administrator", ""))
    clerk = person("clerk")
    given = {"role": f"{ZHANQIAO}/village_staff", "place": FAR, "since": "2026-01-01"}
    assert "不包括所选的地区" in keeper.post(f"/accounts/{clerk.pk}/post/", given).content.decode()
    assert keeper.post(f"/accounts/{clerk.pk}/post/", given | {"place": ONE}).status_code == 302
    late = given | {"place": ONE, "until": "2025-12-31"}
    assert keeper.post(f"/accounts/{clerk.pk}/post/", late).status_code == 400, "it would end before it begins"
    assert Posting.objects.filter(account=clerk, post__startswith=ZHANQIAO).count() == 1


def test_every_role_that_a_pack_names_is_one_of_the_desk() -> None:
    named = {post.role for pack in catalogue().campaigns.values() for post in pack.campaign.posts if post.role}
    assert named <= set(ROLES)
    assert {"village_cadre", "town_clerk", "checker", "county_office"} <= named


def test_an_area_is_made_posted_in_changed_from_a_day_and_ended(office: Client) -> None:
    assert office.post("/areas/new/", {"name": "示例东片", "codes": [ONE], "since": TODAY}).status_code == 302
    assert (
        "已有名为" in office.post("/areas/new/", {"name": "示例东片", "codes": [TWO], "since": TODAY}).content.decode()
    )
    assert office.post("/areas/new/", {"name": "远", "codes": [FAR], "since": TODAY}).status_code == 200
    area = Area.objects.get()
    clerk = person("clerk", "grid_worker", TOWN)
    end_posting(posting=Posting.objects.get(account=clerk), last_day=TODAY - timedelta(days=1), by=BY)
    given = {"role": "grid_worker", "place": f"area:{area.pk}", "since": TODAY}
    assert office.post(f"/accounts/{clerk.pk}/post/", given).status_code == 302
    assert standing(clerk, TODAY).where("see_households") == (ONE,)
    tomorrow = TODAY + timedelta(days=1)
    office.post(f"/areas/{area.pk}/change/", {"codes": [TWO], "since": tomorrow})
    assert standing(clerk, TODAY).where("see_households") == (ONE,), "what was seen before stays as it was"
    assert standing(clerk, tomorrow).where("see_households") == (TWO,)
    office.post(f"/areas/{area.pk}/rename/", {"name": "示例西片"})
    assert set(Area.objects.values_list("name", flat=True)) == {"示例西片"}
    coming = Area.objects.get(since=tomorrow)
    office.post(f"/areas/{coming.pk}/end/", {"last_day": tomorrow})
    assert standing(clerk, tomorrow + timedelta(days=1)).where("see_households") == ()
    page = office.get("/areas/").content.decode()
    assert "示例clerk" in page
    acts = [act for act in Entry.objects.order_by("id").values_list("act", flat=True) if act.startswith("area.")]
    assert acts == ["area.named", "area.changed", "area.renamed", "area.ended"]


def test_nobody_widens_their_own_places_by_an_area(office: Client) -> None:
    office.post("/areas/new/", {"name": "示例片", "codes": [ONE], "since": TODAY})
    area = Area.objects.get()
    keeper = _let_in(person("keeper", "administrator", ""))
    own = Account.objects.get(login="office")
    given = {"role": "checker", "place": f"area:{area.pk}", "since": TODAY, "until": "2099-01-01"}
    assert keeper.post(f"/accounts/{own.pk}/post/", given).status_code == 302
    assert office.post(f"/areas/{area.pk}/change/", {"codes": [TOWN], "since": TODAY}).status_code == 400
    assert Area.objects.get().codes == [ONE]
    far = _let_in(person("far", "county_office", "430981"))
    assert far.get(f"/areas/{area.pk}/").status_code == 404
