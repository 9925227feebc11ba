"""When may the simulation be asked? Both ways."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.core.errors import Refused
from threshold.insight.capacity import policies
from threshold.insight.capacity.rota import WEEKDAYS, Shift

DAY = Shift("Day", dt.time(9), dt.time(17), WEEKDAYS, 3)
NOBODY = Shift("Day", dt.time(9), dt.time(17), WEEKDAYS, 0)
NIGHT = Shift("Night", dt.time(17), dt.time(9), WEEKDAYS, 3, only_danger=True)


@pytest.mark.parametrize(
    ("rota", "waiting", "may"),
    [
        ((DAY,), 0, True),
        ((NIGHT, DAY), policies.MOST_WAITING - 1, True),
        ((DAY,), policies.MOST_WAITING, False),
        ((), 0, False),
        ((NOBODY,), 0, False),
        ((NIGHT,), 0, False),
    ],
)
def test_asking(rota, waiting, may):
    if may:
        policies.check_can_ask(rota, waiting=waiting)
    else:
        with pytest.raises(Refused):
            policies.check_can_ask(rota, waiting=waiting)
