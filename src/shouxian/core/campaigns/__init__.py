"""The main job as a handful of functions: open a campaign, hand out, take back, screen, report, explain."""
