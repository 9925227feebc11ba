"""What must be there before the program serves? Steps that the apps register and `threshold prepare` takes.

Each step is called as an action is, by the background worker's account, and must not mind being taken again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol


class Step(Protocol):
    def __call__(self, *, by: Any, now: dt.datetime) -> object: ...


#: Every step of the running program, by name, in the order in which they are taken: lower apps come first.
STEPS: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Declare a step; an app does so in its `ready`."""
    STEPS[name] = step
