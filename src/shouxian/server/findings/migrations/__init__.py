"""The tables of findings, change by change."""
