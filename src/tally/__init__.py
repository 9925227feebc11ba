"""tally: reads, checks and explains the statutory returns of children's services.

Stands alone: no Django, no clock, and no network but to a database that a user names. `threshold returns` is its
command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tally.check import Unreadable, check
from tally.read.sources import Database
from tally.report import Report

__all__ = ["Database", "Report", "Unreadable", "check", "measure"]

if TYPE_CHECKING:
    from tally.measures.ask import measure


def __getattr__(name: str) -> Any:
    """The measures are loaded for whoever asks for them: a check starts without."""
    if name == "measure":
        from tally.measures.ask import measure  # noqa: PLC0415 - see above

        return measure
    raise AttributeError(f"tally has no {name}.")
