"""What belongs to a village and is no household: found by kind, village and name, each with a page."""

from collections.abc import Iterator

import pyarrow as pa
import pytest
from django.test import Client

from shouxian.core.dataset.model import Incoming
from shouxian.server.audit.keys import key_for
from shouxian.server.campaigns.queries import catalogue
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.observed import VILLAGE, record
from tests.integration.web import pages_on, person, sign_in

NEXT = f"{VILLAGE[:-1]}1"


@pytest.fixture
def clerk(using: str) -> Iterator[Client]:
    """The clerk of a town."""
    with pages_on(using):
        person("clerk", "town_clerk", VILLAGE[:9])
        yield sign_in("clerk")


def keep() -> None:
    store = SqlStore("test", catalogue().dictionary, Sealer(key_for("sealing")))
    works = {
        "key": ["G-1", "G-2"],
        "village_key": [VILLAGE, NEXT],
        "water_works_name": ["示例东坡水厂", "示例西坡水厂"],
    }
    posts = {"key": ["J-1"], "village_key": [VILLAGE], "public_post_name": ["示例保洁员"]}
    parts = [
        Incoming("water_works", pa.table(works), ("water_works_name",)),
        Incoming("public_post", pa.table(posts), ("public_post_name",)),
    ]
    store.apply(record("returned.xlsx"), parts)


def test_where_nothing_is_known_the_page_says_what_will_appear(clerk: Client) -> None:
    assert "除农户外，还没有其他登记" in clerk.get("/things/").content.decode()


def test_a_waterworks_is_found_and_its_page_says_where_every_fact_is_from(clerk: Client) -> None:
    keep()
    works = clerk.get("/things/?subject=water_works").content.decode()
    assert "示例东坡水厂" in works
    assert "示例西坡水厂" in works
    assert "示例保洁员" not in works
    assert "供水工程 (2)" in works
    narrow = clerk.get(f"/things/?subject=water_works&village={NEXT}&text=西坡").content.decode()
    assert "示例东坡水厂" not in narrow
    assert "示例西坡水厂" in narrow
    assert "没有这个名称的登记" in clerk.get("/things/?subject=water_works&text=南坡").content.decode()
    page = clerk.get("/things/G-1/")
    assert page.status_code == 200
    assert "示例东坡水厂" in page.content.decode()
    assert clerk.get("/things/G-9/").status_code == 404
    assert clerk.get("/things/?subject=person&village=nowhere").status_code == 200


def test_a_sign_that_no_keyboard_makes_is_refused_before_any_query(clerk: Client) -> None:
    assert clerk.get("/things/?text=%00").status_code == 400
    assert clerk.get("/households/?village=%00").status_code == 400
    assert clerk.post("/households/search/", {"text": "示例\0"}).status_code == 400


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
def test_the_cadre_of_the_next_village_sees_its_own_alone(clerk: Client) -> None:
    keep()
    person("cadre", "village_cadre", NEXT)
    cadre = sign_in("cadre")
    assert "示例东坡水厂" not in cadre.get(f"/things/?subject=water_works&village={VILLAGE}").content.decode()
    assert "供水工程 (1)" in cadre.get("/things/").content.decode()
    assert cadre.get("/things/G-1/").status_code == 404
