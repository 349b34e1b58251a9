"""A clerk's text made regular character by character, so that his own words can still be cut from the original."""

import re
import unicodedata
from collections.abc import Sequence

_ALIKE = str.maketrans({"—": "-", "–": "-", "―": "-", "−": "-", "✓": "√", "✔": "√", "。": ".", "‘": "'", "’": "'"})
_QUOTED = 60
IGNORED = r"[\s_]*"
"""Spaces and the underscores of printed blanks mean nothing between the characters of an option's text."""


class Text:
    """``plain`` is regular (half-width, one kind of dash and tick); :meth:`own` cuts the original."""

    plain: str
    _places: Sequence[int]

    def __init__(self, original: str) -> None:
        self.original = original
        if original.isascii():  # regular already: numbers, codes, ids
            self.plain, self._places = original, range(len(original))
            return
        pieces: list[str] = []
        places: list[int] = []
        for place, character in enumerate(original):
            regular = unicodedata.normalize("NFKC", character).translate(_ALIKE)
            if "①" <= character <= "⑳":
                regular += "."  # ①0人 is option 1 and no number 10
            pieces.append(regular)
            places += [place] * len(regular)
        self.plain = "".join(pieces)
        self._places = places

    def own(self, start: int, end: int) -> str:
        """The original words between two positions of ``plain``, outer white space off."""
        if start >= end:
            return ""
        return self.original[self._places[start] : self._places[end - 1] + 1].strip()


def without_long_gaps(text: str) -> str:
    """Runs of spaces or underscores longer than any printed blank, cut short: no pattern may labour on them."""
    return re.sub(r"\s{40,}", "    ", re.sub(r"_{40,}", "____", text))


def shown(text: str) -> str:
    """A cell's text as a message quotes it: enough to find it again."""
    word = text.strip()
    return word if len(word) <= _QUOTED else f"{word[:_QUOTED]}…"


def plain(text: str) -> str:
    return Text(text).plain.strip()


def loosely(text: str) -> str:
    """A pattern for an option's text that forgives spaces and underscores between its characters."""
    characters = [character for character in plain(text) if not character.isspace() and character != "_"]
    return IGNORED.join(re.escape(character) for character in characters)
