"""What can be wrong, where, and what to do about it, in Chinese and English.

One table for the whole product (``table.py`` joins the parts, one part per room). A :class:`Fault` is a value: readers
collect them, workbooks show them, and :class:`ShouxianError` carries them to the boundary of the command line.
"""

from shouxian.core.kernel.faults.model import Detail, ExitCode, Fault, Lang, ShouxianError, Where
from shouxian.core.kernel.faults.table import DETAILS, fault

__all__ = ["DETAILS", "Detail", "ExitCode", "Fault", "Lang", "ShouxianError", "Where", "fault"]
