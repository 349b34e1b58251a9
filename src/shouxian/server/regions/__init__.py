"""Places by their official names, read from the packs."""
