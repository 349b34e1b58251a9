"""Rules over a snapshot: masks, findings, comparison of runs, and the tests of the rules themselves."""
