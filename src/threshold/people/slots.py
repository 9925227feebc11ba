"""What do other apps add to a person's pages? They say so when they start; this app knows none of them.

slots.add_page("Contacts", "person_contacts", Permission.CONTACT_READ, order=40)
slots.add_alerts(open_contacts)
slots.add_work(open_contacts_in_hand)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.people.models import Person, Restriction


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


@dataclass(frozen=True)
class Work:
    """Something that is being done with a person now: what, and those who can do it. One of them is enough."""

    what: str
    users: tuple[User, ...]

    def is_lost_by(self, kind: str, named: Collection[int]) -> bool:
        """Whether a restriction that names these accounts would leave nobody who sees the person and can do it."""
        names_who_sees = kind == Restriction.Kind.ALLOW_LIST
        return not any((user.pk in named) == names_who_sees for user in self.users)


AlertProvider = Callable[[Scope, Person], Iterable[Alert]]
WorkProvider = Callable[[Scope, Person], Iterable[Work]]
_pages: list[Page] = []
_alerts: list[AlertProvider] = []
_work: list[WorkProvider] = []


def add_page(text: str, url_name: str, permission: Permission, *, order: int) -> None:
    _pages.append(Page(text, url_name, permission, order))


def add_alerts(provider: AlertProvider) -> None:
    """`provider(scope, person)` is asked on every page of a person, so it must be one query."""
    _alerts.append(provider)


def add_work(provider: WorkProvider) -> None:
    """`provider(scope, person)` is asked before a person is restricted: what this reader may see of the work."""
    _work.append(provider)


def pages(scope: Scope) -> list[Page]:
    return sorted((page for page in _pages if scope.may(page.permission)), key=lambda page: page.order)


def alerts(scope: Scope, person: Person) -> list[Alert]:
    return [alert for provider in _alerts for alert in provider(scope, person)]


def work(scope: Scope, person: Person) -> list[Work]:
    return [one for provider in _work for one in provider(scope, person)]
