"""Invented towns. Never imports screening or expressions: what is found must not make what is there."""
