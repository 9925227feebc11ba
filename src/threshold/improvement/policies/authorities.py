"""Whose history may be written? Our own; an example of public record only until it is sealed."""

from __future__ import annotations

from threshold.core.errors import Refused
from threshold.improvement.models import Authority


def check_may_be_written(authority: Authority) -> None:
    """Every action of this app asks this first."""
    if authority.sealed_at is not None:
        raise Refused(
            f"{authority.name} is an example of public record and cannot be changed. Go to your own authority's pages."
        )


def check_same(is_of_the_authority: bool) -> None:
    """What is linked belongs to the same authority: a report of another one is nobody's evidence here."""
    if not is_of_the_authority:
        raise Refused("That belongs to another authority. Choose one of this authority's.")
