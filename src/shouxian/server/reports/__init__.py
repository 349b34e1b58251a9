"""Papers made for somebody: blank annexes to hand out, and everything a notice wants reported."""
