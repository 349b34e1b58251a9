"""The registry's tables, change by change."""
