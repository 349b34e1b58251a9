"""Faults of the room ``sheets``."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = ()
