"""The initials by which people look a name up: 张三示例 → zssl."""

from functools import lru_cache

from pypinyin import Style, pinyin

# Surnames that are read otherwise as surnames than as words.
_SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "区": "o", "盖": "g", "缪": "m", "朴": "p", "种": "c",
    "覃": "q", "乐": "y", "翟": "z", "折": "s", "召": "s", "员": "y", "尉": "y", "隗": "k", "洗": "x", "冼": "x",
}  # fmt: skip


def initials(name: str) -> str:
    """Lower-case letters; what is no Chinese character stays as it is, blanks left out."""
    letters = "".join(map(_initial, name))
    return _SURNAMES.get(name[:1], letters[:1]) + letters[1:] if letters else ""


@lru_cache(maxsize=20_000)
def _initial(character: str) -> str:
    return "" if character.isspace() else pinyin(character, style=Style.FIRST_LETTER)[0][0].lower()
