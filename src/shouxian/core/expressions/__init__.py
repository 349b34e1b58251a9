"""Rule expressions: parse → nodes → types → one Python function per subject | one DuckDB projection; needs, explain."""
