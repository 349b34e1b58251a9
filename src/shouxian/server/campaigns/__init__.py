"""Which campaigns a place works on, and each of them opened over the registry."""
