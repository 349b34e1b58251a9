"""Columns that somebody named once: asked once, remembered for every later file of the workspace."""

import json
from collections.abc import Mapping

from shouxian.core.dataset.folder import FolderStore

FILE = "columns.json"


def remembered_columns(store: FolderStore) -> dict[str, str]:
    """Heading as printed in a file → column id of the layout."""
    path = store.folder / FILE
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def remember_columns(store: FolderStore, answers: Mapping[str, str]) -> None:
    if answers:
        known = remembered_columns(store) | dict(answers)
        temporary = store.folder / (FILE + ".new")
        temporary.write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")
        temporary.replace(store.folder / FILE)
