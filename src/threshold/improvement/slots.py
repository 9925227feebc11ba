"""What do the parts of improvement add to the pages that they share? They say so when the program starts.

slots.add_home_links("Reports", report_links)
slots.add_waiting(reports_to_approve)
slots.add_finding_links(reports_of_a_finding)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from threshold.access.scope import Scope
from threshold.improvement.models import Authority, Finding


@dataclass(frozen=True)
class Link:
    """A page, and a few words on what it holds."""

    text: str
    href: str
    hint: str = ""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the reader: what it is, where it is done, and by when."""

    what: str
    text: str
    href: str
    due_on: dt.date | None = None


HomeLinks = Callable[[Scope, Authority], Iterable[Link]]
WaitingFor = Callable[[Scope], Iterable[Waiting]]
FindingLinks = Callable[[Scope, Finding], Iterable[tuple[str, str]]]
_home: dict[str, list[HomeLinks]] = {}
_waiting: list[WaitingFor] = []
_finding: list[FindingLinks] = []


def add_home_links(heading: str, provider: HomeLinks) -> None:
    """`provider(scope, authority)`: links below a heading of the page "Improvement", as this reader may open them."""
    _home.setdefault(heading, []).append(provider)


def add_waiting(provider: WaitingFor) -> None:
    """`provider(scope)`: what waits for this reader, in a bounded number of queries."""
    _waiting.append(provider)


def add_finding_links(provider: FindingLinks) -> None:
    """`provider(scope, finding)`: in which quarter's report it stands, and the like: a title and an address each."""
    _finding.append(provider)


def home(scope: Scope, authority: Authority) -> list[tuple[str, list[Link]]]:
    """The headings that have something for this reader, in the order in which they were added."""
    found = [
        (heading, [link for provider in providers for link in provider(scope, authority)])
        for heading, providers in _home.items()
    ]
    return [(heading, links) for heading, links in found if links]


def waiting(scope: Scope) -> list[Waiting]:
    """The earliest day first; what has no day comes last."""
    found = [one for provider in _waiting for one in provider(scope)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or dt.date.max))


def finding_links(scope: Scope, finding: Finding) -> list[tuple[str, str]]:
    return [link for provider in _finding for link in provider(scope, finding)]
