"""Is every page number that a browser may send answered?"""

from __future__ import annotations

import pytest
from django.http import QueryDict

from threshold.ui.paging import LAST_PAGE, page_number, paginate

ROWS = range(120)


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (None, 1), ("", 1), ("1", 1), ("3", 3), ("0", 1), ("-5", 1), ("abc", 1), ("2.5", 1), ("٣", 1), ("²", 1),
        ("1e9", 1), ("4", 3), ("999999", 3), ("9" * 10_000, 3), ("\x00", 1), (" 2 ", 2),
    ],
)  # fmt: skip
def test_any_page_number(asked: str | None, number: int) -> None:
    page = paginate(ROWS, {"page": asked} if asked is not None else {})
    assert page.number == number


def test_the_rows_and_their_places() -> None:
    page = paginate(ROWS, {"page": "3"})
    assert (list(page.items), page.first, page.last, page.total, page.pages) == (
        list(range(100, 120)),
        101,
        120,
        120,
        3,
    )


def test_an_empty_list_has_one_page() -> None:
    page = paginate([], {"page": "7"})
    assert (page.number, page.pages, page.first, page.last, list(page.items)) == (1, 1, 0, 0, [])


def test_nobody_pages_to_the_end_of_a_million_rows() -> None:
    page = paginate(range(1_000_000), {"page": "20000"})
    assert page.number == page.pages == LAST_PAGE
    assert page.is_cut
    assert page_number("9" * 10_000) == LAST_PAGE


def test_links_keep_the_filters() -> None:
    page = paginate(ROWS, QueryDict("state=a&state=b&q=%26x&page=2"))
    assert page.href(3) == "?state=a&state=b&q=%26x&page=3"


def test_links_to_the_neighbours_and_the_ends() -> None:
    links = paginate(range(1000), {"page": "10"}).links()
    assert [link.get("number", "…") for link in links] == [1, "…", 9, 10, 11, "…", 20]
    assert [link["number"] for link in links if link.get("current")] == [10]
