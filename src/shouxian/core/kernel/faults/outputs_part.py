"""Faults of the room ``outputs``."""

from shouxian.core.kernel.faults.model import Detail

DETAILS: tuple[Detail, ...] = ()
