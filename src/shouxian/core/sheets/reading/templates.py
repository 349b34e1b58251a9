"""Printed lines read by the template that printed them: ``镇（街）（{town}）    村（{village}）``."""

import re
from collections.abc import Iterable

from shouxian.core.packs.models.layouts import PLACEHOLDER
from shouxian.core.sheets.answers.marks import Text, loosely, without_long_gaps

_LINE_LENGTH = 500  # a printed line with several blanks is never longer
_GAP = r"[\s_]*"


def match_template(template: str, text: str) -> dict[str, str] | None:
    """Values of the placeholders ("" for a blank left open), None where the text is not of this template.

    Values are the clerk's own characters; spaces and underscores of the printed blanks are off.
    """
    pattern = _pattern(template)
    if pattern is None:
        return None
    text = without_long_gaps(text)
    if len(text) > _LINE_LENGTH and len(PLACEHOLDER.findall(template)) > 1:
        return None
    regular = Text(text)
    match = pattern.search(regular.plain)
    if match is None:
        return None
    values = {}
    for name in match.groupdict():
        own = regular.own(match.start(name), match.end(name))
        values[name] = re.sub(r"_{2,}", "", own).strip(" _　\t")
    if not values.get("village_group") and values.get("village", "").endswith("组"):
        values["village"], values["village_group"] = "", values["village"]  # two blanks side by side, one filled
    return values


def match_any(templates: Iterable[str], text: str) -> dict[str, str]:
    """The values of the first template that fits, empty where none does."""
    for template in templates:
        values = match_template(template, text)
        if values:
            return values
    return {}


def _pattern(template: str) -> "re.Pattern[str] | None":
    if not PLACEHOLDER.search(template):
        return None
    pieces, at, literal = [], 0, False
    found = list(PLACEHOLDER.finditer(template))
    for number, match in enumerate(found):
        before = loosely(template[at : match.start()])
        literal = literal or bool(before)
        at = match.end()
        following = found[number + 1].start() if number + 1 < len(found) else None
        beside = following is not None and not loosely(template[at:following])
        value = r"[^\s_]*" if beside else ".*?"  # two blanks side by side are told apart by the space between
        pieces.append(f"{before}{_GAP}(?P<{match[1]}>{value}){_GAP}")
    rest = loosely(template[at:])
    if not (literal or rest):
        return None
    return re.compile("".join(pieces) + (rest if rest else r"\s*$"), re.DOTALL)
