"""A form as an XLSForm workbook that a clerk can read: frozen headings, wrapped texts, a colour per kind of row."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from shouxian.core.forms.rows import Form

SHEETS = ("survey", "choices", "settings", "entities")
_WIDTHS = {"type": 30, "name": 26, "list_name": 24, "calculation": 40, "constraint": 34, "relevant": 30}
_SHADES = {"begin": "#DCE6F1", "end": "#DCE6F1", "calculate": "#EEEEEE"}
_MADE = datetime(2022, 1, 1)  # noqa: DTZ001 - one fixed day, so that the same form is the same file


def workbook(form: Form) -> bytes:
    """The bytes of the ``.xlsx``; the same form gives the same bytes."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": form.title.zh, "created": _MADE})
    for name in SHEETS:
        _write(book, name, form.sheet(name))
    book.close()
    return target.getvalue()


def _write(book: xlsxwriter.Workbook, name: str, rows: Sequence[dict[str, str]]) -> None:
    sheet = book.add_worksheet(name)
    heads = [head for head in dict.fromkeys(head for row in rows for head in row) if any(row.get(head) for row in rows)]
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2"})
    plain = {"": book.add_format({"text_wrap": True, "valign": "top"})}
    plain |= {
        k: book.add_format({"text_wrap": True, "valign": "top", "bg_color": shade}) for k, shade in _SHADES.items()
    }
    for column, head in enumerate(heads):
        sheet.set_column(column, column, _WIDTHS.get(head, 28 if "::" in head else 18))
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, 1):
        style = plain.get(row.get("type", "").partition(" ")[0], plain[""])
        for column, head in enumerate(heads):
            sheet.write_string(number, column, row.get(head, ""), style) if row.get(head) else sheet.write_blank(
                number, column, None, style
            )
    sheet.freeze_panes(1, 2 if name == "survey" else 0)
