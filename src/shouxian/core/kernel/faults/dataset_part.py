"""Faults of the room ``dataset``."""

from shouxian.core.kernel.faults.model import Detail

DETAILS: tuple[Detail, ...] = ()
