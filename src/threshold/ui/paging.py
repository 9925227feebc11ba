"""Which part of a long list is shown? Pages of fifty; any page number a browser may send is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

T = TypeVar("T")
PAGE_SIZE = 50
#: The database must walk past every row before the page, so nobody pages deeper than this: filter instead.
LAST_PAGE = 1000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and the way to the others."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    size: int
    query: Mapping[str, Any]
    parameter: str = "page"

    @property
    def first(self) -> int:
        """The place in the whole list of the first row shown; 0 of an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)

    @property
    def is_cut(self) -> bool:
        """The list goes on past the last page that is shown."""
        return self.total > self.pages * self.size

    def href(self, number: int) -> str:
        """A link to another page that keeps the filters."""
        kept = (
            [(key, value) for key, values in self.query.lists() for value in values]
            if isinstance(self.query, QueryDict)
            else list(self.query.items())
        )
        pairs = [(key, value) for key, value in kept if key != self.parameter]
        return "?" + urlencode([*pairs, (self.parameter, number)])

    def links(self) -> list[dict[str, Any]]:
        """First, last and the neighbours, as GOV.UK's pagination takes them."""
        near = {1, self.pages, *range(self.number - 1, self.number + 2)}
        shown = sorted(number for number in near if 1 <= number <= self.pages)
        items: list[dict[str, Any]] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                items.append({"ellipsis": True})
            items.append({"number": number, "href": self.href(number), "current": number == self.number})
        return items


def page_number(text: Any) -> int:
    """The page asked for, at least 1 and at most `LAST_PAGE`; 1 for what is no number."""
    word = str(text or "").strip()
    if not (word.isascii() and word.isdigit()):
        return 1
    # By length first: Python refuses to read a number of thousands of digits.
    return min(max(int(word), 1), LAST_PAGE) if len(word) < 10 else LAST_PAGE


def paginate(
    rows: Any, query: Mapping[str, Any], *, size: int = PAGE_SIZE, parameter: str = "page", total: int | None = None
) -> Page[Any]:
    """The page of `rows` (a queryset or a list) that the query string asks for.

    A number past the end gives the last page: rows may have gone since the link was drawn.
    """
    if total is None:
        total = len(rows) if isinstance(rows, Sequence) else rows.count()
    pages = min(max(-(-total // size), 1), LAST_PAGE)
    number = min(page_number(query.get(parameter)), pages)
    start = (number - 1) * size
    return Page(list(rows[start : start + size]), number, pages, total, size, query, parameter)
