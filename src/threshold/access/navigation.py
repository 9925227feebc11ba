"""Which pages does the bar at the top offer this person? Apps add their pages when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope


@dataclass(frozen=True)
class Entry:
    """A page of the bar, for whoever has one of the permissions; `holds` names pages elsewhere that belong to it."""

    text: str
    url_name: str
    permissions: tuple[Permission, ...]
    order: int
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One link of the bar, as the base template draws it."""

    text: str
    href: str
    current: bool


_ENTRIES: list[Entry] = []


def add(text: str, url_name: str, *permissions: Permission, order: int, holds: tuple[str, ...] = ()) -> None:
    """Add a page to the bar. It is marked on the pages that it `holds` too: names, or how addresses begin ("/plan")."""
    _ENTRIES.append(Entry(text, url_name, permissions, order, holds))


#: The search that the box in the header leads to: address name and the permission it asks for.
_search: list[tuple[str, Permission]] = []


def set_search(url_name: str, permission: Permission) -> None:
    _search[:] = [(url_name, permission)]


def search_url(scope: Scope) -> str:
    """Where the header's search box leads; empty for somebody who may not search."""
    return next((reverse(name) for name, permission in _search if scope.may(permission)), "")


#: Where the name of the authority, shown in every header, is read from.
_authority: list[Callable[[], str]] = []


def set_authority_name(read: Callable[[], str]) -> None:
    _authority[:] = [read]


def authority_name() -> str:
    return _authority[0]() if _authority else ""


def items(request: HttpRequest, scope: Scope) -> list[Item]:
    """The links of the bar. At most one is current: the one whose address, or one that it holds, begins the page's."""
    entries = [entry for entry in sorted(_ENTRIES, key=lambda one: one.order) if any(map(scope.may, entry.permissions))]
    fits = [
        max((_fit(request.path, _address(name)) for name in (one.url_name, *one.holds)), default=0) for one in entries
    ]
    current = fits.index(max(fits)) if any(fits) else None
    return [Item(entry.text, reverse(entry.url_name), place == current) for place, entry in enumerate(entries)]


def _address(name: str) -> str:
    """Where a page's name leads; what begins with a stroke is an address already, of pages without a list."""
    return name if name.startswith("/") else reverse(name)


def _fit(path: str, href: str) -> int:
    """How much of a page's address a link's is the beginning of; 0 where it is not."""
    return len(href) if path == href or path.startswith(f"{href}/") else 0
