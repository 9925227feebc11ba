"""The rules of SSDA903. Each module holds those of some files; `RULES` holds all of them."""

from tally.ssda903.rules import (  # noqa: F401 - each declares its own
    ages,
    episodes,
    header,
    health,
    last_year,
    mothers,
    placements,
    plain,
    reviews,
    spells,
    unaccompanied,
)
from tally.ssda903.rules.common import RULES

__all__ = ["RULES"]
