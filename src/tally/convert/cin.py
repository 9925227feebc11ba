"""The children in need census and the Standard Safeguarding Dataset, in both directions."""

from tally.convert.cin_from_ssd import from_ssd
from tally.convert.cin_to_ssd import to_ssd

__all__ = ["from_ssd", "to_ssd"]
