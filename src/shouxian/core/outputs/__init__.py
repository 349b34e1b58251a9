"""What a run hands up: problem lists, statistics that add up, quality lists, questions for the next visit, summaries."""
