"""Changes of members and households registered at the desk."""
