"""What do other apps add to a measure's page? They say so when they start; this app knows none of them.

slots.add_measure_links(actions_that_it_would_prove)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from threshold.access.scope import Scope

#: A title and an address.
Link = tuple[str, str]
MeasureLinks = Callable[[Scope, str], Iterable[Link]]
_measure_links: list[MeasureLinks] = []


def add_measure_links(provider: MeasureLinks) -> None:
    """`provider(scope, code)` is asked on a measure's page for what rests on it, as this reader sees it."""
    _measure_links.append(provider)


def measure_links(scope: Scope, code: str) -> list[Link]:
    return [link for provider in _measure_links for link in provider(scope, code)]
