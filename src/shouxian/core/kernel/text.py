"""Clerks' text made comparable: full-width letters and digits, stray spaces, lower-case x, Chinese punctuation."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_SPACES = re.compile(r"\s+")


def normal(text: str) -> str:
    """NFKC (full-width to half-width), outer white space off, inner white space to one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def squeezed(text: str) -> str:
    """:func:`normal` without any white space: headings and names are compared like this."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like ``name``, or "" where none is near."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)), "")
