"""Shouxian 守线: screening, monitoring and follow-up so that no rural household falls back into poverty."""

__version__ = "0.1.0"
