"""Small records of a workspace beside its observations: one JSON file each, replaced as a whole."""

import json
import os
from pathlib import Path
from typing import Any


def read_side_file(folder: Path, name: str) -> Any:
    """What the file holds; None where there is none yet."""
    path = folder / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def write_side_file(folder: Path, name: str, content: Any) -> None:
    """Written aside, synced and put in place: a crash leaves the file before."""
    temporary = folder / (name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / name)
