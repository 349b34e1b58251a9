"""A composite cell of counts: ``1:0人 2:3人 3:1人``, or with the options' texts, whole or shortened."""

import re

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion
from shouxian.core.sheets.answers.marks import Text, plain, shown
from shouxian.core.sheets.answers.picks import Pick, option_texts

_ITEM = re.compile(
    r"""[\s,;、.]*
    (?:\(?(?P<value>\d{1,2})(?P<mark>\s*[.:、)])\s*(?!\d*\s*$|\d+[,;、]))?   # the option's number
    (?P<text>[^\d\s:,;、_-]*)[\s:_]*                                          # its text, also shortened
    (?P<count>-?[\dOo]+(?:\.\d+)?)?[\s_]*                                    # how many
    (?P<unit>[人户个名口])?""",
    re.VERBOSE,
)
_PLAIN_ITEM = re.compile(
    r"[\s,;]*\(?(?P<value>\d{1,2})\s*[:)]\s*(?P<count>-?[\dOo]+)(?P<unit>[人户个名口])?(?=$|[\s,;、])"
)


def pick_counts(bound: BoundQuestion, text: str) -> list[Pick] | None:
    """Every option named with its count as written; None where a part of the text is not understood.

    Raises ``ShouxianError`` SHEET_READ_CONTRADICTION for a number and a text of different options, or one option twice.
    """
    regular = Text(text.strip().rstrip(".。"))
    picks: dict[str, Pick] = {}
    at = 0
    while at < len(regular.plain):
        match = _PLAIN_ITEM.match(regular.plain, at) or _ITEM.match(regular.plain, at)
        if match is None or match.end() == at:
            return None
        option = _option(bound, match, text)
        if option is None:
            return None
        if option.value in picks:
            reason = f"{option.option.zh} ×2"
            raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(text), reason=reason))
        picks[option.value] = Pick(option, match["count"] or "")
        at = match.end()
        rest = re.compile(r"[\s,;、.]*").match(regular.plain, at)
        at = rest.end() if rest else at
    return list(picks.values()) or None


def _option(bound: BoundQuestion, match: "re.Match[str]", whole: str) -> BoundOption | None:
    groups = match.groupdict()
    numbered = next((o for o in bound.options if o.value == groups["value"]), None)
    label = groups.get("text") or ""
    if groups["value"] and numbered is None:
        return None
    if not label:
        return numbered
    named = _by_text(bound, label)
    if numbered is not None and named is not None and named is not numbered:
        reason = f"{numbered.value}.{numbered.option.zh} / {named.option.zh}"
        raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(whole), reason=reason))
    return named


def _by_text(bound: BoundQuestion, label: str) -> BoundOption | None:
    """The option of that text, else the only one whose texts contain it (居民医保 in 参加城乡居民医保)."""
    exact = [o for o in bound.options if label in {plain(text) for text in option_texts(o)}]
    if exact:
        return exact[0]
    containing = [o for o in bound.options if len(label) >= 2 and any(label in plain(t) for t in option_texts(o))]
    return containing[0] if len(containing) == 1 else None
