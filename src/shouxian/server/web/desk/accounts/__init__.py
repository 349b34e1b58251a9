"""The accounts of others: opening, posts, slips, closing."""
