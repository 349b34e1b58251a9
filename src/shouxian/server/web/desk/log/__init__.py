"""The log for its readers: search, household by household, and take away whole."""
