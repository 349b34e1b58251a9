"""Small things of lists."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(names: Mapping[str, str], code: str) -> str:
    """A code in words; itself where nobody knows it."""
    return names.get(code, code)


@register.filter
def called(line: str, names: Mapping[str, str]) -> str:
    """A sentence in which members stand by their names instead of their keys."""
    for key, name in names.items():
        line = line.replace(key, name)
    return line
