"""Clerks' text made comparable: full-width letters and digits, stray spaces, lower-case x, Chinese punctuation."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_SPACES = re.compile(r"\s+")
UNSEEN = "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
"""A pattern of signs that show nothing or turn what follows around; they come along when text is copied from a chat or
from Windows, and make one name two. Joiners stay: some writings and pictures are made of them."""


def normal(text: str) -> str:
    """NFKC (full-width to half-width), outer white space off, inner white space to one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def squeezed(text: str) -> str:
    """:func:`normal` without any white space: headings and names are compared like this."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like ``name``, or "" where none is near."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)), "")
