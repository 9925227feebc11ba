"""What do other apps add to the pages of quality assurance? They say so when they start; this app knows none of them.

slots.add_theme_links(actions_of_the_plan)
slots.add_audit_links(where_it_is_evidence)
slots.set_measures(titles_of_the_measures)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from threshold.access.scope import Scope
from threshold.quality.models import Audit

#: A title and an address.
Link = tuple[str, str]
ThemeLinks = Callable[[Scope, str], Iterable[Link]]
_theme_links: list[ThemeLinks] = []


def add_theme_links(provider: ThemeLinks) -> None:
    """`provider(scope, theme_code)` is asked on a theme's page for what else belongs to it, as this reader sees it."""
    _theme_links.append(provider)


def theme_links(scope: Scope, theme: str) -> list[Link]:
    return [link for provider in _theme_links for link in provider(scope, theme)]


AuditLinks = Callable[[Scope, Audit], Iterable[Link]]
_audit_links: list[AuditLinks] = []


def add_audit_links(provider: AuditLinks) -> None:
    """`provider(scope, audit)` is asked on an audit's page for where else it counts, as this reader sees it."""
    _audit_links.append(provider)


def audit_links(scope: Scope, audit: Audit) -> list[Link]:
    return [link for provider in _audit_links for link in provider(scope, audit)]


Measures = Callable[[], Mapping[str, str]]
_measures: list[Measures] = []


def set_measures(provider: Measures) -> None:
    """`provider()` is asked which measures there are, `{code: title}`: what a lesson can name as its proof."""
    _measures[:] = [provider]


def measures() -> dict[str, str]:
    """`{code: title}`; empty where no part of the program measures anything."""
    return {code: title for provider in _measures for code, title in provider().items()}
