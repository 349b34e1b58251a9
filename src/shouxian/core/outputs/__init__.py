"""What a run hands up: problem lists, statistics that add up, quality lists, summaries."""
