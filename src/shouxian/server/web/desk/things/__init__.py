"""What belongs to a village and is no household: lists and pages."""
