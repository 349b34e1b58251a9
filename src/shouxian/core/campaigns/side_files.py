"""Small records beside the observations: one JSON document each, replaced as a whole."""

import json
from typing import Any

from shouxian.core.dataset.store import Store


def read_side_file(store: Store, name: str) -> Any:
    """What the document holds; None where there is none yet."""
    content = store.kept(name)
    return None if content is None else json.loads(content)


def write_side_file(store: Store, name: str, content: Any) -> None:
    store.keep(name, json.dumps(content, ensure_ascii=False, indent=1).encode())
