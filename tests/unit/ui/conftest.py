"""What the presentation tests share: a sent form, and the parsed page."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from django.http import QueryDict


class Page(HTMLParser):
    """The ids, links, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "a":
            self.links.append(str(given.get("href")))
        self._open.append(str(given.get("name") or tag))
        if tag == "textarea":
            self.text[str(given["name"])] = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.text:
            self.text[self._open[-1]] += data

    def handle_endtag(self, tag: str) -> None:
        self._open.append(f"/{tag}")

    def named(self, name: str) -> dict[str, str | None]:
        return next(attrs for _, attrs in self.elements if attrs.get("name") == name)


@pytest.fixture
def parse() -> type[Page]:
    return Page


def sent(**answers: object) -> QueryDict:
    """A form as a browser sends it. `-` in a name is written `__`."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [str(value)])
    return data


@pytest.fixture(autouse=True)
def _no_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame's name of the authority comes from the database, which these tests do not have."""
    monkeypatch.setattr("threshold.access.navigation._authority", [])
