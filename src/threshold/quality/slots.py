"""What do other apps add to the pages of quality assurance? They say so when they start; this app knows none of them.

slots.add_theme_links(actions_of_the_plan)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from threshold.access.scope import Scope

#: A title and an address.
Link = tuple[str, str]
ThemeLinks = Callable[[Scope, str], Iterable[Link]]
_theme_links: list[ThemeLinks] = []


def add_theme_links(provider: ThemeLinks) -> None:
    """`provider(scope, theme_code)` is asked on a theme's page for what else belongs to it, as this reader sees it."""
    _theme_links.append(provider)


def theme_links(scope: Scope, theme: str) -> list[Link]:
    return [link for provider in _theme_links for link in provider(scope, theme)]
