"""Annex A and the Standard Safeguarding Dataset, in both directions."""

from tally.convert.annex_a_from_ssd import from_ssd
from tally.convert.annex_a_to_ssd import to_ssd

__all__ = ["from_ssd", "to_ssd"]
