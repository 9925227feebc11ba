"""The rules of SSDA903. Each module holds those of some files; `RULES` holds all of them."""

from tally.ssda903.rules import (  # noqa: F401 - each declares its own
    adopters,
    adoption,
    ages,
    areas,
    distances,
    episodes,
    header,
    health,
    last_year,
    leavers,
    left_out,
    liberty,
    missing,
    mothers,
    permanence,
    placements,
    plain,
    providers,
    reviews,
    social_workers,
    spells,
    temporary,
    unaccompanied,
)
from tally.ssda903.rules.common import RULES

__all__ = ["RULES"]
