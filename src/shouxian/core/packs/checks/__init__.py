"""Checks of packs: ``link`` finds names that do not exist, ``campaign`` finds what a notice says against itself."""
