"""The jobs' table, change by change."""
