"""Faults of the room ``expressions``."""

from shouxian.core.kernel.faults.model import Detail

DETAILS: tuple[Detail, ...] = ()
