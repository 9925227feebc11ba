"""How many children live here? The denominator of a rate, from the pack, with the year it was estimated for."""

from __future__ import annotations

from threshold.insight import pack


def children() -> int:
    """Children and young people aged 0 to 17."""
    return pack.of().population.children
