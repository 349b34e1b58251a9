"""Faults of the room ``outputs``."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = ()
