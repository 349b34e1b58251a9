"""What stands before every parser: is it a workbook at all, is it harmless, and which cells hold what they must not."""
