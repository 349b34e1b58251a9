"""The tables of papers, change by change."""
