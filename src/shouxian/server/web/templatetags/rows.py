"""Small things of lists."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(names: Mapping[str, str], code: str) -> str:
    """A code in words; itself where nobody knows it."""
    return names.get(code, code)
