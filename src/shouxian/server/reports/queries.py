"""Papers that somebody may fetch: of places in which they may act, all of them."""

from collections.abc import Sequence

from django.db.models import QuerySet

from shouxian.server.registry.queries import inside, wholly
from shouxian.server.reports.models import Prepared, PreparedPlace


def papers(places: Sequence[str], kind: str, *, using: str = "default", most: int = 50) -> list[Prepared]:
    """Of a kind (blank or outputs), newest first, without their content."""
    return list(_fetchable(places, kind, using).defer("content").order_by("-id")[:most])


def paper(number: int, places: Sequence[str], kind: str, *, using: str = "default") -> Prepared | None:
    return _fetchable(places, kind, using).filter(pk=number).first()


def _fetchable(places: Sequence[str], kind: str, using: str) -> QuerySet[Prepared]:
    known = PreparedPlace.objects.using(using)
    return Prepared.objects.using(using).filter(wholly(inside(places, "place"), known, "prepared"), kind=kind)
