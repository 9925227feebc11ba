"""What do other apps add to a person's pages? They say so when they start; this app knows none of them.

slots.add_page("Contacts", "person_contacts", Permission.CONTACT_READ, order=40)
slots.add_alerts(open_contacts)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.people.models import Person


@dataclass(frozen=True)
class Alert:
    """A short word in the identity bar, and where it leads: "Open contact"."""

    text: str
    colour: str = "blue"
    href: str = ""


@dataclass(frozen=True)
class Page:
    """A page about a person, in the bar of pages. Its address takes the person's reference."""

    text: str
    url_name: str
    permission: Permission
    order: int


AlertProvider = Callable[[Scope, Person], Iterable[Alert]]
_pages: list[Page] = []
_alerts: list[AlertProvider] = []


def add_page(text: str, url_name: str, permission: Permission, *, order: int) -> None:
    _pages.append(Page(text, url_name, permission, order))


def add_alerts(provider: AlertProvider) -> None:
    """`provider(scope, person)` is asked on every page of a person, so it must be one query."""
    _alerts.append(provider)


def pages(scope: Scope) -> list[Page]:
    return sorted((page for page in _pages if scope.may(page.permission)), key=lambda page: page.order)


def alerts(scope: Scope, person: Person) -> list[Alert]:
    return [alert for provider in _alerts for alert in provider(scope, person)]
