"""The front: signing in and out, one's own page, the first page."""
