"""Lives: what happens to invented households, and what has to be found of it, written down before any rule is run."""
