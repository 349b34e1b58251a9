"""Everyone and everything known, and where each fact came from: the only truth once a server runs."""
