"""Who did what, when, to whose data: written with the deed, chained after it, checked without the server."""
