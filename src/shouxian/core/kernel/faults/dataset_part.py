"""Faults of the room ``dataset``."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = ()
