"""Faults of the room ``sheets``."""

from shouxian.core.kernel.faults.model import Detail

DETAILS: tuple[Detail, ...] = ()
