"""Faults of the room ``expressions``."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = ()
