"""Work that takes longer than a page may: a row with state, heartbeat, progress and result is the truth of it."""
