"""Everything one after another: learn, check, learn again, simulate. For whoever waits: the command and the bench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from threshold.core.calendar import Hours
from threshold.insight.capacity.fit import Fit, fit
from threshold.insight.capacity.history import History
from threshold.insight.capacity.rota import Rota
from threshold.insight.capacity.scenario import Scenario
from threshold.insight.capacity.simulate import Forecast, Setting, run
from threshold.insight.capacity.validate import Validation, split, validate

A_YEAR = dt.timedelta(days=364)


@dataclass(frozen=True)
class Study:
    """What was learned before the months of the check, the check, what is learned from the latest year, the forecasts.

    `forecasts` is empty where `trust` is "none".
    """

    before: Fit
    check: Validation
    now: Fit
    trust: str
    forecasts: tuple[Forecast, ...]

    def to_data(self) -> dict[str, Any]:
        return {
            "before": self.before.to_data(),
            "validation": self.check.to_data(),
            "now": self.now.to_data(),
            "trust": self.trust,
            "forecasts": [forecast.to_data() for forecast in self.forecasts],
        }


def trust_of(before: Fit, check: Validation, now: Fit) -> str:
    """ "good", "care" or "none": that of the check, and none where a fit is bad."""
    return check.trust if before.is_good and now.is_good else "none"


def study(
    history: History, rota: Rota, hours: Hours, scenarios: Sequence[Scenario], *, seed: int, replications: int
) -> Study:
    """Raises CannotFit, TooManyContacts."""
    earlier, months = split(history)
    before = fit(earlier, rota, hours)
    check = validate(history, months, before, rota, hours)
    now = fit(history.between(history.last - A_YEAR, history.last), rota, hours)
    trust = trust_of(before, check, now)
    setting = Setting.of(now, rota, hours, history.last + dt.timedelta(days=1))
    forecasts = (
        [run(setting, scenario, seed=seed, replications=replications) for scenario in scenarios]
        if trust != "none"
        else []
    )
    return Study(before, check, now, trust, tuple(forecasts))
