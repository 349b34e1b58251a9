"""Documents: putting one with a household, looking at it, withdrawing it."""
