"""Annexes against grids typed by hand from the notices; never generated from what the code prints."""
