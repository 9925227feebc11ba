"""What if? A change of demand and of the rota, as somebody types it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from threshold.insight.capacity.rota import WEEKDAYS, Rota, Shift


class BadScenario(ValueError):
    """The text does not name a scenario. The message says what is wrong, what was seen and what to do."""


@dataclass(frozen=True)
class Scenario:
    """Attributes:
    demand: in percent of the present; 200 is twice as much.
    workers: so many more (or fewer) in the largest day shift.
    later: so many of that shift work from `later_from` to `later_to` instead.
    """

    demand: int = 100
    workers: int = 0
    later: int = 0
    later_from: str = "12:00"
    later_to: str = "20:30"

    def __post_init__(self) -> None:
        if not 0 <= self.demand <= 1000:
            raise BadScenario(f"demand is {self.demand}. Give it in percent of today's, from 0 to 1000.")
        if not -200 <= self.workers <= 200:
            raise BadScenario(f"workers is {self.workers}. Give how many more or fewer, from -200 to 200.")
        if not 0 <= self.later <= 200:
            raise BadScenario(f"later is {self.later}. Give how many start later, from 0 to 200.")
        for name in ("later_from", "later_to"):
            value = getattr(self, name)
            try:
                dt.time.fromisoformat(value)
            except ValueError:
                raise BadScenario(f"{name} is {value!r}. Give a time such as 12:00.") from None
        if self.later and self.later_from == self.later_to:
            raise BadScenario("The later shift ends when it begins. Give two different times.")

    @property
    def is_present(self) -> bool:
        return self.demand == 100 and not self.workers and not self.later

    def rota(self, present: Rota) -> Rota:
        """The rota under this scenario."""
        if not self.workers and not self.later:
            return present
        place = main_shift(present)
        if place is None:
            weekday = Shift("Added", dt.time(9), dt.time(17), WEEKDAYS, max(self.workers, 0))
            return (*present, weekday)
        shift = present[place]
        staying = max(shift.workers + self.workers, 0)
        moved = min(self.later, staying)
        changed = list(present)
        changed[place] = replace(shift, workers=staying - moved)
        if moved:
            starts, ends = dt.time.fromisoformat(self.later_from), dt.time.fromisoformat(self.later_to)
            changed.append(replace(shift, title="Later shift", starts=starts, ends=ends, workers=moved))
        return tuple(changed)

    def in_words(self) -> str:
        """Such as "Twice the demand and 2 more workers"."""
        if self.is_present:
            return "As it is now"
        parts = []
        if self.demand != 100:
            parts.append(
                {200: "twice the demand", 50: "half the demand"}.get(self.demand, f"{self.demand}% of the demand")
            )
        if self.workers:
            number, more = abs(self.workers), "more" if self.workers > 0 else "fewer"
            parts.append(f"{number} {more} {'worker' if number == 1 else 'workers'}")
        if self.later:
            people = "worker" if self.later == 1 else "workers"
            parts.append(f"{self.later} {people} from {self.later_from} to {self.later_to}")
        text = " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"
        return text[0].upper() + text[1:]

    def to_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Scenario:
        return cls(**data)

    @classmethod
    def read(cls, text: str) -> Scenario:
        """From `demand=200,workers=2,later=3,later_from=12:00,later_to=20:30`; every part may be left out.

        Raises:
            BadScenario.
        """
        given: dict[str, Any] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, is_given, value = part.partition("=")
            if name not in cls.__dataclass_fields__ or not is_given or name in given:
                raise BadScenario(
                    f"{part!r} is not a part of a scenario. Use each once: demand=200, workers=2, later=2, "
                    "later_from=12:00, later_to=20:30."
                )
            try:
                given[name] = value if name.startswith("later_") else int(value)
            except ValueError:
                raise BadScenario(f"{name} is {value!r}. Give a whole number.") from None
        return cls(**given)


def main_shift(rota: Rota) -> int | None:
    """The place of the shift with the most workers, of those that take everything."""
    usual = [place for place, shift in enumerate(rota) if not shift.only_danger]
    return max(usual, key=lambda place: rota[place].workers, default=None)


PRESENT = Scenario()
#: What is asked first on a bad Monday.
USUAL = (
    PRESENT,
    Scenario(demand=200),
    Scenario(workers=2),
    Scenario(demand=200, workers=2),
    Scenario(later=1),
)
