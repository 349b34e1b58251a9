"""Pages break between rows, headings repeat, and signatures never stand alone on a sheet of paper."""

from hypothesis import given
from hypothesis import strategies as st

from shouxian.core.packs.models.layouts import Paper
from shouxian.core.sheets.writing.paper import KEPT_WITH_SIGNATURES, page_breaks, scale_to_width


def test_what_fits_is_not_broken() -> None:
    assert page_breaks(100, [20] * 10, 50, 500) == ()


def test_a_little_too_much_is_squeezed_not_broken() -> None:
    assert page_breaks(100, [20] * 19, 20, 500) == ()  # 500 points on a page of 485
    assert page_breaks(100, [20] * 25, 20, 500) != ()


def test_signatures_take_the_last_rows_along() -> None:
    rows = [20.0] * 19  # 19 rows fill the first page; the signatures alone would go to the second
    breaks = page_breaks(100, rows, 200, 500)
    assert breaks == (17,)


def test_a_single_last_row_is_not_left_alone() -> None:
    assert page_breaks(100, [20] * 20 + [20] * 19, 10, 500, per_page=19) == (19, 37)


def test_rows_per_page_are_kept() -> None:
    assert page_breaks(10, [20] * 45, 10, 5000, per_page=15) == (15, 30)


def test_columns_wider_than_the_paper_are_scaled() -> None:
    assert scale_to_width(Paper(), [10, 10]) == 100
    assert scale_to_width(Paper(), [100, 100]) < 50


@given(
    st.lists(st.floats(10, 120), min_size=1, max_size=80),
    st.floats(0, 200),
    st.floats(0, 200),
    st.sampled_from([0, 5, 15]),
)
def test_no_page_overflows_and_none_is_empty(rows: list[float], head: float, tail: float, per_page: int) -> None:
    page = 600.0
    breaks = page_breaks(head, rows, tail, page, per_page)
    assert list(breaks) == sorted(set(breaks))
    assert all(0 < number < len(rows) for number in breaks)
    if not breaks:
        return
    starts = (0, *breaks)
    pages = [rows[a:b] for a, b in zip(starts, (*breaks, len(rows)), strict=True)]
    assert all(head + sum(part) <= page or len(part) == 1 for part in pages)
    assert len(pages[-1]) >= min(KEPT_WITH_SIGNATURES, len(rows)) or len(pages[-2]) == 1
    assert head + sum(pages[-1]) + tail <= page or len(pages[-1]) <= KEPT_WITH_SIGNATURES
