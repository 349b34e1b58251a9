"""The reader of values behind the guard: calamine through fastexcel, every cell as text."""

from pathlib import Path

import fastexcel
import pyarrow as pa


def load_text(path: Path, number: int) -> pa.RecordBatch:
    """Sheet ``number`` (from 0); row 0 is Excel's row 1, columns begin where values begin.

    Raises ``FastExcelError``.
    """
    reader = fastexcel.read_excel(str(path))
    loaded: pa.RecordBatch = reader.load_sheet(number, header_row=None, skip_rows=0, dtypes="string", eager=True)
    return loaded
