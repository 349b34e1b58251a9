"""The log's tables, change by change."""
