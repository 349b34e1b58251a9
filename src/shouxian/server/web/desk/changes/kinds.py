"""The kinds of changes, as pages call them: what each is, in a line, and what usually shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Named:
    """``told``: how somebody who went so is spoken of afterwards; ``papers``: what usually shows it."""

    name: Any
    about: Any
    told: Any
    papers: Any


_REGISTER = _("Household register, certificate of moving …")
KINDS: Mapping[str, Named] = {
    "born": Named(_("Birth"), _("A child was born into this household"), _("born"), _("Birth certificate …")),
    "married_in": Named(
        _("Marriage into the household"), _("Somebody married into this household"), _("married in"),
        _("Marriage certificate …"),
    ),
    "moved_in": Named(
        _("Moving in"), _("Somebody came from elsewhere, or came back"), _("moved in"), _REGISTER
    ),
    "died": Named(_("Death"), _("A member died"), _("died"), _("Death certificate, cremation certificate …")),
    "married_out": Named(
        _("Marriage out of the household"), _("A member married away"), _("married away"), _("Marriage certificate …")
    ),
    "moved_out": Named(
        _("Moving away"), _("A member went to live elsewhere for good"), _("moved away"), _REGISTER
    ),
    "moved": Named(
        _("Move to another household"), _("Members go to another household of this place"),
        _("went to another household"), _REGISTER,
    ),
    "split": Named(
        _("Split"), _("Some members become a household of their own"), _("split off"), _("Household register …")
    ),
    "merged": Named(
        _("Merge"), _("The whole household goes into another one and is closed"), _("went along in a merge"),
        _("Household register …"),
    ),
    "new_head": Named(
        _("New head"), _("Another member becomes head of the household"), _("new head"), _("Household register …")
    ),
}  # fmt: skip
