"""What does the capacity page say? Sentences, tables and a chart, in words that need no statistics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from threshold.insight.capacity.fit import Fit
from threshold.insight.capacity.history import month_end
from threshold.insight.capacity.rota import Rota, from_data
from threshold.insight.capacity.scenario import Scenario
from threshold.insight.capacity.simulate import Band, Forecast
from threshold.insight.capacity.states import RunState
from threshold.insight.capacity.validate import FEWEST_MONTHS, POINTS, Validation
from threshold.insight.models import CapacityRun
from threshold.ui import charts
from threshold.ui.charts import Chart, Point
from threshold.ui.filters import date, datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STATE_COLOURS = {
    RunState.QUEUED: "grey",
    RunState.RUNNING: "blue",
    RunState.DONE: "green",
    RunState.FAILED: "red",
}
#: So far ahead "some months from now" is read off, to the end of the month.
_AHEAD = dt.timedelta(days=110)
#: Below this share of the workers' time the past says little about how much work a contact takes.
_IDLE = 0.4


class Answer:
    """A run as its page tells it. `years` is how many simulated years there are while it is under way."""

    def __init__(self, run: CapacityRun, results: list[dict[str, Any]], *, years: int = 0) -> None:
        self.run, self.years = run, years
        self.scenarios = [Scenario.from_data(row) for row in run.scenarios]
        self.forecasts = [Forecast.from_data({k: v for k, v in row.items() if k != "years"}) for row in results]
        study = run.study
        self.fit = Fit.from_data(study["now"]) if "now" in study else None
        self.fit_before = Fit.from_data(study["before"]) if "before" in study else None
        self.check = Validation.from_data(study["validation"]) if "validation" in study else None

    # --- How far

    @property
    def is_over(self) -> bool:
        return self.run.finished_at is not None

    def progress(self) -> str:
        """What the worker is doing, for a run that is not over."""
        if self.run.state == RunState.QUEUED:
            return "It waits for the background worker, which computes one step after another."
        if self.fit_before is None:
            return "Learning from the past."
        if self.check is None:
            return "Foretelling the last months, to see whether it may be believed."
        if self.fit is None:
            return "Learning from the latest year."
        return f"{self.years:,} of {self.run.replications * len(self.scenarios):,} years are simulated."

    # --- May it be believed?

    @cached_property
    def trust(self) -> str:
        """ "good", "care", "none", or "" where it has not been checked yet."""
        if self.check is None:
            return ""
        fits = [fit for fit in (self.fit, self.fit_before) if fit is not None]
        return self.check.trust if all(fit.is_good for fit in fits) else "none"

    def trust_title(self) -> str:
        return {
            "good": "The model may be used for planning",
            "care": "Use it with care: it shows the direction, not the number",
            "none": "Do not plan with this model: no forecast is given",
        }[self.trust]

    def trust_text(self) -> str:
        """What was compared, and why the model is or is not believed."""
        check = self.check
        assert check is not None  # noqa: S101 - asked only where it was checked
        judged = len(check.judged)
        if judged < FEWEST_MONTHS:
            return f"Only {judged} months had enough contacts to compare. At least {FEWEST_MONTHS} are needed."
        text = (
            f"It learned from the time before and then foretold {judged} months. The share decided within one working "
            f"day was within {POINTS} points of what happened in {check.close} of them, and inside the 95% interval in "
            f"{check.inside}. At worst it was {round(check.worst)} points out."
        )
        for fit in (self.fit_before, self.fit):
            if fit is not None and not fit.is_good:
                text += (
                    f" With this rota no working time explains how long contacts took: the best try is "
                    f"{round(fit.gap * 100)} points out. Look first whether the rota in the pack is the real one."
                )
                break
        return text

    def month_rows(self) -> list[list[Any]]:
        rows: list[list[Any]] = []
        for month in self.check.months if self.check else ():
            first = dt.date.fromisoformat(month.first)
            label = f"{first:%B %Y}"
            if not month.is_judged:
                rows.append([label, "Fewer than 10", "", "", "Not judged"])
                continue
            told = "Within 5 points" if month.is_close else "In the interval" if month.is_inside else "No"
            rows.append(
                [label, about(month.contacts), f"{whole(month.observed)}%",
                 f"{whole(month.mean)}% ({whole(month.low)} to {whole(month.high)})", told]
            )  # fmt: skip
        return rows

    # --- What was learned

    def learned(self) -> list[tuple[str, str]]:
        fit = self.fit or self.fit_before
        if fit is None:
            return []
        first, last = (date(dt.date.fromisoformat(day)) for day in (fit.first, fit.last))
        work = fit.work
        held = f"{whole(work.held_share)} in 100 contacts, for {length(work.held_minutes)} of opening time on average"
        happened = f"{whole(fit.observed_day)}% happened, {whole(fit.simulated_day)}% in the model"
        return [
            ("Learned from", f"{about(fit.contacts)} contacts, {first} to {last}"),
            ("Work on one contact", f"{length(work.work)} of one worker’s time, on average"),
            ("Of it until screened", f"{whole(work.screening_share)}%"),
            ("Held up by something else", held),
            ("Workers busy", f"{whole(fit.busy)}% of the time on the rota"),
            ("Decided in one working day", happened),
        ]

    def is_idle(self) -> bool:
        """Whether the past says little about how much work a contact takes."""
        fit = self.fit or self.fit_before
        return fit is not None and fit.busy < _IDLE

    # --- What would happen

    @property
    def ahead(self) -> dt.date:
        """The end of a month some months from the first simulated day."""
        return month_end((self.run.data_until + _AHEAD).replace(day=1))

    def _waiting(self, forecast: Forecast, on: dt.date) -> Band:
        number = (on - self.run.data_until).days - 1
        return forecast.waiting[min(max(number, 0), len(forecast.waiting) - 1)]

    @property
    def last_day(self) -> dt.date:
        return self.run.data_until + dt.timedelta(days=365)

    def sentences(self) -> list[str]:
        """One for each scenario, the present first."""
        return [
            self._sentence(scenario, forecast)
            for scenario, forecast in zip(self.scenarios, self.forecasts, strict=True)
        ]

    def _sentence(self, scenario: Scenario, forecast: Forecast) -> str:
        name = "As it is now" if scenario.is_present else f"With {lower(scenario.in_words())}"
        if forecast.in_day is None:
            return f"{name}, nothing would come in."
        shares = f"about {in_100(forecast.in_day)} contacts would be decided within one working day"
        end, ahead = self._waiting(forecast, self.last_day), self._waiting(forecast, self.ahead)
        waits = f"at the end of {self.ahead:%B %Y} {people(ahead)} would be waiting"
        if end.mean > 2 * ahead.mean + 10:
            waits += f", and {people(end)} after a year: more comes in than can be decided"
        text = f"{name}, {shares}; {waits}."
        return text if scenario.is_present else f"{text} {self._compared(forecast)}"

    def _compared(self, forecast: Forecast) -> str:
        now, then = self.forecasts[0].in_day, forecast.in_day
        if now is None or then is None:
            return ""
        points = round(100 * then.mean) - round(100 * now.mean)
        if then.low <= now.high and now.low <= then.high and abs(points) <= 2:
            return "That is no clear difference from now."
        return f"That is {abs(points)} in 100 {'more' if points > 0 else 'fewer'} than now."

    def untried(self) -> str:
        """Said where a scenario brings more than any month that the model was checked on; empty where none does."""
        most = max((forecast.arrived.mean / 12 for forecast in self.forecasts), default=0)
        busiest = self.check.busiest if self.check else 0
        if most <= 1.1 * busiest:
            return ""
        return (
            f"The busiest month that the model was checked on had {about(busiest)} contacts. Here up to about "
            f"{about(round(most))} a month would come: nobody has seen yet whether it is right there. People who are "
            "overwhelmed also work differently."
        )

    def table(self) -> list[list[Any]]:
        rows: list[list[Any]] = []
        for scenario, forecast in zip(self.scenarios, self.forecasts, strict=True):
            rows.append(
                [
                    scenario.in_words(),
                    share_cell(forecast.in_day),
                    share_cell(forecast.in_24h),
                    share_cell(forecast.busy),
                    number_cell(self._waiting(forecast, self.ahead)),
                    number_cell(self._waiting(forecast, self.last_day)),
                ]
            )
        return rows

    def backlog(self) -> Chart:
        """Who waits, each fortnight: now, and in the scenario in which most wait. The table has the others."""
        last = [forecast.waiting[-1].mean for forecast in self.forecasts]
        most = max(range(len(last)), key=lambda place: (last[place], place))
        fortnights = range(13, len(self.forecasts[0].waiting), 14)
        series = {
            self.scenarios[place].in_words(): [self._point(number, self.forecasts[place]) for number in fortnights]
            for place in dict.fromkeys((0, most))
        }
        return charts.lines("Contacts waiting for a decision, each fortnight", series, label_heading="Day")

    def _point(self, number: int, forecast: Forecast) -> Point:
        on = self.run.data_until + dt.timedelta(days=number + 1)
        value = forecast.waiting[number].mean
        return Point(f"{on.day} {on:%b}", round(value, 1), f"{value:,.0f}")

    # --- What went in

    def inputs(self) -> list[tuple[str, str]]:
        run = self.run
        facts = [
            ("Asked by", f"{run.asked_by.name}, {datetime(run.asked_at)}"),
            ("Data up to", date(run.data_until)),
            ("Simulated", f"{run.replications} times the year from {date(run.data_until + dt.timedelta(days=1))}"),
            ("Seed", str(run.seed)),
            ("Rota", "; ".join(rota_lines(from_data(run.rota)))),
        ]
        if run.finished_at:
            facts.append(("Finished", datetime(run.finished_at)))
        return facts


def run_rows(runs: Iterable[CapacityRun]) -> list[list[Any]]:
    """The list of runs: (what, who, when, how far)."""
    rows: list[list[Any]] = []
    for run in runs:
        asked = [Scenario.from_data(row) for row in run.scenarios]
        what = "; ".join(scenario.in_words() for scenario in asked[1:]) or asked[0].in_words()
        rows.append([{"text": what, "run": run}, run.asked_by.name, datetime(run.asked_at), RunState(run.state).label])
    return rows


def rota_lines(rota: Rota) -> list[str]:
    """Such as "Day: 3 workers, Monday to Friday 08:45 to 17:15"."""
    found = []
    for shift in rota:
        days = shift.weekdays
        whole_run = len(days) > 1 and list(days) == list(range(days[0], days[-1] + 1))
        named = f"{_DAYS[days[0]]} to {_DAYS[days[-1]]}" if whole_run else ", ".join(_DAYS[day] for day in days)
        who = f"{shift.workers} {'worker' if shift.workers == 1 else 'workers'}"
        what = ", immediate danger only" if shift.only_danger else ""
        found.append(f"{shift.title}: {who}, {named} {shift.starts:%H:%M} to {shift.ends:%H:%M}{what}")
    return found


# --- Words for numbers ------------------------------------------------------------------------------------------


def about(number: int) -> str:
    """To the nearest 5: counts of contacts say nothing about a single one."""
    return f"{round(number / 5) * 5:,}"


def whole(share: float) -> int:
    return round(100 * share)


def in_100(found: Band) -> str:
    low, mean, high = whole(found.low), whole(found.mean), whole(found.high)
    return f"{mean} in 100" if low == high else f"{mean} in 100 (between {low} and {high})"


def people(found: Band) -> str:
    if found.mean < 1:
        return "nobody"
    return f"about {rounded(found.mean)} (between {rounded(found.low)} and {rounded(found.high)})"


def rounded(value: float) -> str:
    """To two figures from a hundred up: the model is not better than that."""
    if value < 100:
        return f"{value:,.0f}"
    size = 10 ** (len(str(int(value))) - 2)
    return f"{round(value / size) * size:,}"


def share_cell(found: Band | None) -> str:
    return "Cannot be said" if found is None else f"{whole(found.mean)}% ({whole(found.low)} to {whole(found.high)})"


def number_cell(found: Band) -> str:
    return f"{rounded(found.mean)} ({rounded(found.low)} to {rounded(found.high)})"


def length(minutes: float) -> str:
    """Such as "2 hours 14 minutes"."""
    hours, rest = divmod(round(minutes), 60)
    parts = [f"{hours} {'hour' if hours == 1 else 'hours'}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} {'minute' if rest == 1 else 'minutes'}")
    return " ".join(parts)


def lower(text: str) -> str:
    return text[0].lower() + text[1:]
