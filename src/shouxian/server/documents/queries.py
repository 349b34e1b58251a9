"""The documents of a household that was found within the places of whoever looks."""

from collections.abc import Sequence

from shouxian.server.documents.models import Document
from shouxian.server.registry.models import Household
from shouxian.server.registry.queries import household as one_household


def documents_of(household: Household, *, using: str = "default") -> list[Document]:
    """Without their content, the newest day first; withdrawn ones last."""
    found = Document.objects.using(using).filter(household=household.key).defer("content").order_by("-day", "-id")
    return sorted(found, key=lambda one: one.withdrawn is not None)


def document(number: int, places: Sequence[str], *, using: str = "default") -> tuple[Household, Document] | None:
    """A document with its household, where that lies within ``places``."""
    found = Document.objects.using(using).filter(pk=number).first()
    household = one_household(found.household, places, using=using) if found else None
    return (household, found) if household and found else None
