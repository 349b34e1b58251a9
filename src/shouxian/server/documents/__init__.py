"""Papers and photographs that show what is said of a household."""
