"""Households: the list, the search, and one household's page."""
