"""Subjects and what was observed of them, as Arrow tables: match, plan, store, snapshot."""
