"""tally: reads, checks and explains the statutory returns of children's services.

Stands alone: no Django, no clock, and no network but to a database that a user names. `threshold returns` is its
command line.
"""

from tally.check import Unreadable, check
from tally.read.sources import Database
from tally.report import Report

__all__ = ["Database", "Report", "Unreadable", "check"]
