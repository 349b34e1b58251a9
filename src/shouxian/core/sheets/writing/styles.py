"""The few looks an annex has: official fonts by name, sizes a reader of 55 is at ease with.

A workbook names one font per cell. Where 方正小标宋 or 仿宋 is not installed, family and charset (134, GB 2312) make
Excel, WPS and LibreOffice take another Chinese serif.
"""

from dataclasses import dataclass
from typing import Literal

Style = Literal[
    "annex", "title", "line", "line_right", "head", "option", "cell", "cell_left", "number", "example", "total",
    "label", "card", "note", "boxed", "sign", "hidden",
]  # fmt: skip

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋"
TALLEST_ROW = 405.0  # points; Excel draws no row above 409
_CHARSET_GB2312 = 134


@dataclass(frozen=True)
class Look:
    """Font, size in points, alignment and frame of one style."""

    font: str = BODY_FONT
    size: float = 12
    align: Literal["left", "center", "right"] = "center"
    border: bool = True
    bold: bool = False
    text: bool = True  # the cell's format is text (@), so that what a clerk types stays as typed
    color: str = "#000000"
    fill: str = ""
    indent: int = 0

    def properties(self) -> dict[str, object]:
        """As XlsxWriter's ``add_format`` takes them."""
        props: dict[str, object] = {
            "font_name": self.font,
            "font_size": self.size,
            "font_charset": _CHARSET_GB2312,
            "font_family": 1 if self.font != HEAD_FONT else 2,
            "align": self.align,
            "valign": "vcenter",
            "text_wrap": True,
            "font_color": self.color,
        }
        if self.border:
            props["border"] = 1
        if self.bold:
            props["bold"] = True
        if self.text:
            props["num_format"] = "@"
        if self.indent:
            props["indent"] = self.indent
        if self.fill:
            props["bg_color"] = self.fill
        return props


LOOKS: dict[Style, Look] = {
    "annex": Look(HEAD_FONT, 14, "left", border=False),
    "title": Look(TITLE_FONT, 20, border=False),
    "line": Look(BODY_FONT, 13, "left", border=False),
    "line_right": Look(BODY_FONT, 13, "right", border=False),
    "head": Look(HEAD_FONT, 12),
    "option": Look(BODY_FONT, 10, "left"),
    "cell": Look(),
    "cell_left": Look(align="left", indent=1),
    "number": Look(text=False),
    "example": Look(color="#595959", fill="#F2F2F2"),
    "total": Look(HEAD_FONT, text=False),
    "label": Look(HEAD_FONT, 14),
    "card": Look(BODY_FONT, 14, "left", indent=1),
    "note": Look(BODY_FONT, 12, "left", border=False),
    "boxed": Look(BODY_FONT, 12, "left", indent=1),
    "sign": Look(BODY_FONT, 14, "left", border=False),
    "hidden": Look(border=False, size=8, align="left"),
}


def text_units(text: str, size: float) -> float:
    """Width of one line of text in column-width units (7 pixels at 96 dpi); Chinese characters are square."""
    square = size * 4 / 3 / 7
    return sum(square if ord(c) > 0x2E7F or c in "—…“”‘’□☑《》" else square * 0.55 for c in text)


def lines_needed(text: str, width: float, size: float) -> int:
    """Printed lines of ``text`` in a column of ``width`` units (an eighth kept free for margins and wrapping)."""
    room = max(width * 0.92 - 0.6, 1.0)
    return sum(max(1, -(-int(text_units(part, size) * 100) // int(room * 100))) for part in text.split("\n"))


def height_needed(text: str, width: float, size: float) -> float:
    """Points for ``text`` wrapped into ``width``."""
    return lines_needed(text, width, size) * size * 1.32 + 5
