"""Steps that cross areas, one function each; and the handlers of all jobs."""
