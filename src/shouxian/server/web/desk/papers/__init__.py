"""Papers out: blank annexes and what is reported, made on demand and fetched."""
