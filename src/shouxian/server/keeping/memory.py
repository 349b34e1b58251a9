"""Memory that a job leaves behind: a run over a town takes some hundred megabytes, and the process lives for months."""

import ctypes
import gc
import sys

import pyarrow as pa


def give_back() -> None:
    """Hand what is free back to the system; C libraries other than that of Linux do so themselves."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc alone has it
        if trim is not None:
            trim(0)
