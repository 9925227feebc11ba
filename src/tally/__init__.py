"""tally: reads, checks and explains the statutory returns of children's services.

Stands alone: no Django, no clock, no network. `threshold returns` is its command line.
"""

from tally.check import Unreadable, check
from tally.report import Report

__all__ = ["Report", "Unreadable", "check"]
