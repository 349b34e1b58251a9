"""What is put up in public (公示) says no more than who and of which kind: no number of a person, no phone, no account,
no day of birth, no illness."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shouxian.core.dataset.roles import GROUP, HEAD_NAME, PEOPLE
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.catalogue import Dictionary

VILLAGE_NAME, TYPE_NAME = "@village", "@type"
COLUMNS = (VILLAGE_NAME, GROUP, HEAD_NAME, PEOPLE, TYPE_NAME)
"""All that a public list shows: village and group, name, family size, kind of household."""

_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("证件号码 (identity number)", re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")),
    ("电话 (phone)", re.compile(r"(?<!\d)1\d{10}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")),
    ("银行账号 (bank account)", re.compile(r"(?<!\d)\d{12,}(?!\d)")),
    ("出生日期等具体日期 (exact date)", re.compile(
        r"(?<!\d)(?:19|20)\d{2}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?!\d)")),
)  # fmt: skip
_APART = re.compile(r"(?<=[\dXx])[\s\-—_·.,，。、*]+(?=[\dXx])")
_ILLNESS = "病情或残疾 (illness or disability)"


def forbidden_in(rows: Iterable[Sequence[object]], heads: Sequence[str], dictionary: Dictionary) -> Iterator[Fault]:
    """EXPORT_POSTING for every cell that tells what a public list must not, with its place among the rows."""
    words = illness_words(dictionary)
    for number, row in enumerate(rows, start=1):
        for head, cell in zip(heads, row, strict=True):
            what = tells(str(cell), words)
            if what:
                yield fault("EXPORT_POSTING", Where(row=number, column=head), what=what)


def tells(text: str, words: Iterable[str]) -> str:
    """What of the forbidden a text tells, "" for nothing. Full-width digits and digits set apart are seen, too."""
    plain = squeezed(text)
    joined = _APART.sub("", plain)
    for name, pattern in _NUMBERS:
        if pattern.search(plain) or pattern.search(joined):
            return name
    return _ILLNESS if any(word in plain for word in words) else ""


def illness_words(dictionary: Dictionary) -> tuple[str, ...]:
    """How the dictionary calls states of health and the facts about them, in Chinese and by synonym."""
    found: dict[str, None] = {}
    health = [variable for variable in dictionary.variables.values() if variable.privacy == "health"]
    lists: Mapping[str, None] = dict.fromkeys(v.codelist for v in health if v.codelist)
    for name in lists:
        for code in dictionary.codelists[name].codes:
            found |= dict.fromkeys(squeezed(word) for word in (code.zh, *code.synonyms))
    return tuple(word for word in found if any(sign in word for sign in ("病", "残", "疾", "失能", "瘫", "精神")))
