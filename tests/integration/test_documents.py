"""Papers and photographs with a household: what is taken, who may look, what is withdrawn comes back."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouxian.core.kernel import clock
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.documents.actions import BACK, LARGEST
from shouxian.server.documents.models import Document
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.observed import VILLAGE, ZHANG, observed, record
from tests.integration.web import pages_on, person, sign_in

PDF = b"%PDF-1.7\nzq-what-it-holds"
ADD = "/households/H-A/documents/"


@pytest.fixture
def cadre(using: str, dictionary: Dictionary) -> Iterator[Client]:
    """The cadre of the village in which a household is known."""
    with pages_on(using):
        SqlStore("test", dictionary, Sealer(key_for("sealing"))).apply(record(), [observed(ZHANG)])
        person("cadre", "village_cadre", VILLAGE)
        yield sign_in("cadre")


def given(content: bytes = PDF, **told: str) -> dict[str, object]:
    file = SimpleUploadedFile("../../扫描 件.exe", content)
    return {"kind": "proof", "title": "死亡证明", "day": "2022-02-01", "file": file, **told}


def test_a_certificate_is_kept_with_the_household_and_taken_out_again(cadre: Client) -> None:
    assert "还没有为这一户添加" in cadre.get("/households/H-A/").content.decode()
    assert cadre.post(ADD, given()).status_code == 302
    assert cadre.post(ADD, given()).status_code == 302, "a second click"
    (kept,) = Document.objects.all()
    page = cadre.get("/households/H-A/").content.decode()
    assert "死亡证明" in page
    assert b"zq-what-it-holds" not in bytes(kept.content), "it lies sealed"
    answer = cadre.get(f"/documents/{kept.pk}/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert re.match(r"attachment; filename\*=UTF-8''.*\.pdf$", answer["Content-Disposition"]), "a name of ours"
    assert answer["X-Content-Type-Options"] == "nosniff"
    acts = list(Entry.objects.order_by("id").values_list("act", flat=True))
    assert [act for act in acts if act.startswith("document.")] == ["document.added", "document.fetched"]


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("told", "said"),
    [
        (given(b"<svg onload=alert(1)>"), "不是 PDF、JPEG 或 PNG"),
        (given(b"PK\x03\x04"), "不是 PDF、JPEG 或 PNG"),
        (given(PDF + b"0" * LARGEST), "文件超过 10 MB"),
        (given(day="2999-01-01"), "日期在今天之后"),
        (given(title=" "), "这个字段是必填项"),
        (given(kind="weapon"), "weapon"),
        ({"kind": "proof", "title": "示例", "day": "2022-02-01"}, "这个字段是必填项"),
    ],
)
def test_what_is_no_document_is_refused_and_said_at_its_field(
    cadre: Client, told: dict[str, object], said: str
) -> None:
    answer = cadre.post(ADD, told)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Document.objects.exists()


def test_only_whoever_sees_numbers_in_full_takes_it_out_and_nobody_elsewhere_learns_of_it(cadre: Client) -> None:
    cadre.post(ADD, given())
    (kept,) = Document.objects.all()
    person("grid", "grid_worker", VILLAGE)
    person("neighbour", "village_cadre", f"{VILLAGE[:-1]}1")
    grid, neighbour = sign_in("grid"), sign_in("neighbour")
    assert f'href="/documents/{kept.pk}/"' not in grid.get("/households/H-A/").content.decode()
    assert grid.get(f"/documents/{kept.pk}/").status_code == 403
    assert neighbour.get(f"/documents/{kept.pk}/").status_code == 404
    assert neighbour.post(f"/documents/{kept.pk}/withdraw/").status_code == 404
    assert neighbour.post(ADD, given()).status_code == 404


def test_what_is_withdrawn_comes_back_for_thirty_days(cadre: Client) -> None:
    cadre.post(ADD, given())
    (kept,) = Document.objects.all()
    for _ in range(2):
        assert cadre.post(f"/documents/{kept.pk}/withdraw/").status_code == 302
    assert "撤下" in cadre.get("/households/H-A/").content.decode()
    assert cadre.get(f"/documents/{kept.pk}/").status_code == 404, "nobody is shown it"
    assert cadre.post(f"/documents/{kept.pk}/back/").status_code == 302
    assert cadre.get(f"/documents/{kept.pk}/").content == PDF
    cadre.post(f"/documents/{kept.pk}/withdraw/")
    Document.objects.update(withdrawn=clock.now() - BACK - timedelta(minutes=1))
    late = cadre.post(f"/documents/{kept.pk}/back/")
    assert late.status_code == 400
    assert "不能恢复" in late.content.decode()
