"""Writing annexes: a layout becomes pages of cells (pure), pages become a workbook. Text stays text throughout."""
