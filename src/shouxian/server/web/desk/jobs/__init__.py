"""Jobs of one's own: how far they are, how they ended, stopping them."""
