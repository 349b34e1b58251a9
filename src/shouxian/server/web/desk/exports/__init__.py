"""Lists of personal data: asked for, allowed by a second person where it takes one, fetched under a password."""
