"""Which children have something open, when? What the plan knows of its own hand-overs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Case:
    """A referral of a child as the plan sees it."""

    team: str
    opens_at: dt.datetime
    closes_at: dt.datetime


@dataclass
class Cases:
    """Which children have something open, when. The plan may not hand over what an action would refuse."""

    referrals: dict[int, Case] = field(default_factory=dict)
    early_help: dict[int, Case] = field(default_factory=dict)

    def standing(self, child: int, first: dt.datetime, last: dt.datetime) -> str:
        """`free`, `open` for the whole time, or `unclear`."""
        case = self.referrals.get(child)
        if case is None or case.closes_at < first:
            return "free"
        return "open" if case.opens_at < first and last < case.closes_at else "unclear"

    def forget(self, child: int) -> None:
        self.referrals.pop(child, None)
        self.early_help.pop(child, None)
