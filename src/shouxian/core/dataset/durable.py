"""Files that are the old one or the new one after a crash, never a part."""

import os
from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Written aside, synced, put in place, and its place synced."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The names in it are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
