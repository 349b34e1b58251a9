"""Columns that somebody named once: asked once, remembered for every later file of the workspace."""

from collections.abc import Mapping

from shouxian.core.campaigns.side_files import read_side_file, write_side_file
from shouxian.core.dataset.store import Store

FILE = "columns.json"


def remembered_columns(store: Store) -> dict[str, str]:
    """Heading as printed in a file → column id of the layout."""
    return dict(read_side_file(store, FILE) or {})


def remember_columns(store: Store, answers: Mapping[str, str]) -> None:
    if answers:
        write_side_file(store, FILE, remembered_columns(store) | dict(answers))
