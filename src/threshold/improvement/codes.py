"""Which measures, audit tools and themes can the plan speak of? Those of the registry and of the authority's pack."""

from __future__ import annotations

from threshold.insight.measures import REGISTRY, Measure
from threshold.quality import pack

#: What counts the plan itself (see `measures`): it can be read and reported, and proves nothing about children.
OWN_MEASURES = frozenset({"IM01", "IM02", "IM03"})


def themes() -> dict[str, str]:
    """Code and title of each theme of audits and learning."""
    return {theme.code: theme.title for theme in pack.of().themes}


def theme_title(code: str) -> str:
    return pack.of().theme_title(code)


def tools() -> dict[str, str]:
    """Code and title of each tool whose audits are graded."""
    return {tool.code: tool.title for tool in pack.of().tools}


def domains(tool: str) -> dict[str, str]:
    """Code and title of each domain of a tool; none where there is no such tool."""
    return {domain.code: domain.title for found in pack.of().tools if found.code == tool for domain in found.domains}


def measures() -> dict[str, Measure]:
    """Every measure by its code."""
    return REGISTRY


def measure_title(code: str) -> str:
    """A measure in words; its code where it is no longer there."""
    found = REGISTRY.get(code)
    return found.title if found else code
