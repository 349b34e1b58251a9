"""Facts of a household corrected at the desk."""
