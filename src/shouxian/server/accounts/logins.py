"""A login made from a name: its pinyin, and a number where somebody has it already."""

import re
from collections.abc import Container
from itertools import count

from pypinyin import lazy_pinyin

LOGIN = re.compile(r"[A-Za-z0-9._-]{2,60}")
_LONGEST = 40  # letters taken from a name


def login_from(name: str, taken: Container[str]) -> str:
    """张三示例 → zhangsanshili, or zhangsanshili2 where that one is ``taken``."""
    letters = "".join(re.findall(r"[a-z0-9]+", "".join(lazy_pinyin(name, errors="default")).lower()))
    plain = letters[:_LONGEST] if len(letters) > 1 else "user"
    return next(made for n in count(1) if (made := plain + (str(n) if n > 1 else "")) not in taken)
