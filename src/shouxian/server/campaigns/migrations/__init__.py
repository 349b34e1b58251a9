"""The tables of campaigns, change by change."""
