"""On PostgreSQL, texts of the areas that seek by stretches (code to code, line to line) are ordered by their bytes, as
on SQLite, whatever language the database was made for. Run by the migrations that make their tables."""

from typing import Any

from django.db.migrations import RunPython


def ordered_by_bytes(area: str) -> RunPython:
    """Every text column of an area's tables, so that none is compared with one of another order."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_COLUMNS, [f"{area}\\_%"])
            for table, column, kind in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')

    return RunPython(forwards, RunPython.noop)


_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname LIKE %s
AND a.attnum > 0 AND NOT a.attisdropped AND t.typname IN ('text', 'varchar')
"""
