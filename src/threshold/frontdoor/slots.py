"""What do other apps add to my day? They say so when they start; this app knows none of them.

slots.add_waiting(audits_for_me)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from threshold.access.scope import Scope


@dataclass(frozen=True)
class Waiting:
    """A number on my day, and the page that it opens. `tone` is "danger" or "warning"."""

    label: str
    value: int
    url_name: str
    tone: str


WaitingProvider = Callable[[Scope], Iterable[Waiting]]
_waiting: list[WaitingProvider] = []


def add_waiting(provider: WaitingProvider) -> None:
    """`provider(scope)` is asked whenever somebody opens their day, so it must cost a few queries at most."""
    _waiting.append(provider)


def waiting(scope: Scope) -> list[Waiting]:
    return [one for provider in _waiting for one in provider(scope)]
