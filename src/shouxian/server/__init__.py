"""The desk of a town or county: accounts, registry, jobs and pages over what ``core`` computes (Django)."""
