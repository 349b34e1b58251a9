"""Paper: how much fits on a page, and where pages break so that signatures stay with the last rows."""

from collections.abc import Sequence

from shouxian.core.packs.models.layouts import Paper

MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 0.45, 0.55, 0.6  # inches
_POINTS: dict[str, tuple[float, float]] = {"A4": (595.3, 841.9), "A3": (841.9, 1190.6)}
_CODES = {"A3": 8, "A4": 9}
_SLACK = 0.97  # printers and fonts differ a little
_SQUEEZE = 1.08  # a table at most this much too high is shrunk onto one page, not broken
KEPT_WITH_SIGNATURES = 2  # rows that are printed on the page of the signature lines


def paper_code(paper: Paper) -> int:
    """Excel's number of the paper size."""
    return _CODES[paper.size]


def printable(paper: Paper) -> tuple[float, float]:
    """Width and height in points inside the margins."""
    short, long = _POINTS[paper.size]
    width, height = (short, long) if paper.orientation == "portrait" else (long, short)
    return width - 2 * MARGIN_SIDE * 72, height - (MARGIN_TOP + MARGIN_BOTTOM) * 72


def column_points(width: float) -> float:
    """A column's width in points (7 pixels a unit and 5 of padding, at 96 dpi)."""
    return (width * 7 + 5) * 0.75


def scale_to_width(paper: Paper, widths: Sequence[float]) -> int:
    """Per cent at which the columns fit between the margins; never above 100, never below Excel's 10."""
    wanted = sum(column_points(width) for width in widths)
    return max(10, min(100, int(printable(paper)[0] * _SLACK / wanted * 100)))


def page_breaks(head: float, rows: Sequence[float], tail: float, page: float, per_page: int = 0) -> tuple[int, ...]:
    """Row numbers (0-based, into ``rows``) before which a page ends.

    ``head`` is repeated on every page, ``tail`` (totals, notes, signatures) is never split and stands with at least
    the last ``KEPT_WITH_SIGNATURES`` rows. All in points, at the printed scale. A row taller than a page has its own.
    What is only a little too high stays on one page (the workbook then fits it).
    """
    room = max(page * _SLACK - head, 1.0)
    if not per_page and head + sum(rows) + tail <= page * _SLACK * _SQUEEZE:
        return ()
    breaks: list[int] = []
    start, used = 0, 0.0
    for number, height in enumerate(rows):
        full = used + height > room or (per_page and number - start >= per_page)
        if number > start and full:
            breaks.append(number)
            start, used = number, 0.0
        used += height
    last = max(start + 1, len(rows) - KEPT_WITH_SIGNATURES)
    if used + tail > room and last < len(rows):
        breaks.append(last)
    elif breaks and len(rows) - start < KEPT_WITH_SIGNATURES:
        before = breaks[-2] if len(breaks) > 1 else 0
        breaks[-1] = max(before + 1, len(rows) - KEPT_WITH_SIGNATURES)
    return tuple(breaks)
