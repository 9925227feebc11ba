"""When may the simulation be asked?"""

from __future__ import annotations

from threshold.core.errors import Refused
from threshold.insight.capacity.rota import Rota

MOST_WAITING = 5


def check_can_ask(rota: Rota, *, waiting: int) -> None:
    """There is a rota, and not too much waits already: one run can take minutes of the worker's time."""
    if not any(shift.workers for shift in rota if not shift.only_danger):
        raise Refused(
            "The rota has nobody who takes every contact. Put the shifts into the pack's capacity.toml first."
        )
    if waiting >= MOST_WAITING:
        raise Refused(f"{waiting} runs are waiting already. Look at what they say, then ask again.")
