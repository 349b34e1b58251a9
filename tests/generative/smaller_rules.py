"""Every rule one step smaller than a rule: a part in place of the whole, an item dropped, a part made smaller."""

from collections.abc import Iterator
from dataclasses import fields, replace

from shouxian.core.expressions.nodes import And, Node, Or


def smaller(node: Node) -> Iterator[Node]:
    """Candidates, the smallest first; whether each still stands as a rule is for the checker to say."""
    yield from (part for part in node.parts if part.type == node.type)
    if isinstance(node, And | Or) and len(node.items) > 2:
        for dropped in range(len(node.items)):
            yield replace(node, items=node.items[:dropped] + node.items[dropped + 1 :])
    for field in fields(node):
        held = getattr(node, field.name)
        if isinstance(held, Node):
            yield from (replace(node, **{field.name: other}) for other in smaller(held))
        elif isinstance(held, tuple):
            for place, item in enumerate(held):
                for other in smaller(item) if isinstance(item, Node) else ():
                    yield replace(node, **{field.name: (*held[:place], other, *held[place + 1 :])})
