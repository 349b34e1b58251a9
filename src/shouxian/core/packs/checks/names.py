"""Names inside texts: facts and parameters of an expression, placeholders of a message.

The expression language itself is checked where it is parsed; here only the names are looked up, so that a pack without
any rule still says which name is wrong.
"""

import re
from collections.abc import Iterator

_QUOTED = re.compile(r"'[^']*'")
_WORD = re.compile(r"\b[A-Za-z_][A-Za-z0-9_]*\b(?!\s*\()")
_KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false", "reference_date"})
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def names_in(expression: str) -> tuple[str, ...]:
    """Facts, parameters and collections that an expression names, in order, each once."""
    words = _WORD.findall(_QUOTED.sub("''", expression))
    return tuple(dict.fromkeys(word for word in words if word.lower() not in _KEYWORDS))


def placeholders_in(text: str) -> Iterator[str]:
    """What stands between braces in a message or sentence, in order."""
    yield from PLACEHOLDER.findall(text)
