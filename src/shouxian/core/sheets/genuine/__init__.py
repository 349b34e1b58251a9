"""Genuine blank templates of other systems: found by their headings, mapped once, and that very file filled."""
