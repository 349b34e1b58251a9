"""Addresses of documents."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.documents import queries as documents
from shouxian.server.documents.models import Document
from shouxian.server.registry.models import Household
from shouxian.server.web.desk.documents import views
from shouxian.server.web.desk.households.found import mine
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import route, who_may
from shouxian.server.web.sight import Sight

ACTS.update(
    {
        "document.added": _("put a document with a household"),
        "document.fetched": _("looked at a document of a household"),
        "document.withdrawn": _("withdrew a document of a household"),
        "document.brought_back": _("brought a withdrawn document back"),
    }
)


def _shown(sight: Sight, document: int) -> tuple[Household, Document] | None:
    found = documents.document(document, sight.places)
    return found if found and found[1].withdrawn is None else None


def _own(sight: Sight, document: int) -> tuple[Household, Document] | None:
    return documents.document(document, sight.places)


urlpatterns = [
    route("households/<household:household>/documents/", views.add, name="document_add", methods=("GET", "POST"),
          policy=who_may("change_households", find=mine, logs=("document.added",))),
    route("documents/<document:document>/", views.document, name="document",
          policy=who_may("reveal", find=_shown, logs=("document.fetched",))),
    route("documents/<document:document>/withdraw/", views.withdraw, name="document_withdraw", methods=("POST",),
          policy=who_may("change_households", find=_own, logs=("document.withdrawn",))),
    route("documents/<document:document>/back/", views.bring_back, name="document_back", methods=("POST",),
          policy=who_may("change_households", find=_own, logs=("document.brought_back",))),
]  # fmt: skip
