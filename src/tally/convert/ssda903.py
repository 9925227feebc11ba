"""SSDA903 and the Standard Safeguarding Dataset, in both directions."""

from tally.convert.ssda903_from_ssd import from_ssd
from tally.convert.ssda903_to_ssd import to_ssd

__all__ = ["from_ssd", "to_ssd"]
