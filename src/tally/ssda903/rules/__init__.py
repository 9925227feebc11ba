"""The rules of SSDA903. Each module holds those of some files; `RULES` holds all of them."""

from tally.ssda903.rules import episodes, header, placements, plain, spells  # noqa: F401 - each declares its own
from tally.ssda903.rules.common import RULES

__all__ = ["RULES"]
