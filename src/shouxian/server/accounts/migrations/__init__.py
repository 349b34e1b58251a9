"""The tables of accounts, change by change."""
