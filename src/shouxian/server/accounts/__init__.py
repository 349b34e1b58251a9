"""People, their posts, and the places they may see: every right follows from a posting that holds today."""
