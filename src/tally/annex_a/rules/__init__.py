"""The checks of Annex A. Each module holds those of one part; `RULES` holds all of them."""

from tally.annex_a.rules import adoption, between, care, children, need  # noqa: F401 - each declares its own
from tally.annex_a.rules.common import RULES

__all__ = ["RULES"]
