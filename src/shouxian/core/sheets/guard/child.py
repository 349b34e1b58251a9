"""The watched child: reads sheets of a workbook into Arrow files under a limit of memory, and nothing else.

``python -m shouxian.core.sheets.guard.child <workbook> <folder> <sheet>…``; exit 3 = the reader refused the file.
"""

import sys
from pathlib import Path

import fastexcel
import pyarrow as pa

from shouxian.core.sheets.guard import limits
from shouxian.core.sheets.guard.load import load_text


def _limit_memory() -> None:
    """Where the system can (not on Windows); an allocation beyond it ends this process only."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_MEMORY, limits.CHILD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, folder: str, *numbers: str) -> int:
    """Writes ``<folder>/<number>.arrow`` per sheet."""
    _limit_memory()
    for number in numbers:
        try:
            batch = load_text(Path(path), int(number))
        except fastexcel.FastExcelError:
            return 3
        with pa.OSFile(str(Path(folder) / f"{number}.arrow"), "wb") as file, pa.ipc.new_file(file, batch.schema) as out:
            out.write_batch(batch)
        del batch
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
