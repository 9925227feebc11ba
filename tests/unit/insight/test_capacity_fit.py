"""Is what was put into a made-up past found again by fitting, and does the check notice a model that is wrong?"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import replace
from random import Random

import pytest

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Mark, Pattern, learn, poisson
from threshold.insight.capacity.days import Days
from threshold.insight.capacity.engine import FrontDoor, TooManyContacts
from threshold.insight.capacity.fit import CannotFit, Fit, Work, fit
from threshold.insight.capacity.history import History, Seen, month_end, month_starts
from threshold.insight.capacity.rota import EVERY_DAY, WEEKDAYS, Rota, Shift, changes, from_data, to_data
from threshold.insight.capacity.scenario import BadScenario, Scenario
from threshold.insight.capacity.simulate import Setting, Year, band, replicate, run, summarise
from threshold.insight.capacity.validate import Month, Validation, split, validate

HOURS = Hours(dt.time(9), dt.time(17))
FIRST = dt.date(2024, 10, 1)
ROTA: Rota = (Shift("Day", dt.time(9), dt.time(17), WEEKDAYS, 3),)
TRUE = Work(work=110.0, variety=0.8, held_share=0.06, held_minutes=900.0, screening_share=0.2)


def pattern(per_day: float, *, hours: range = range(8, 20), partners: float = 60.0) -> Pattern:
    shares = tuple(1 / len(hours) if hour in hours else 0.0 for hour in range(24))
    marks = (Mark(0, True, 0.0), Mark(1, False, partners), Mark(2, False, 0.0), Mark(2, False, 2 * partners))
    kinds = (1.3 * per_day, *(per_day,) * 4, *(0.4 * per_day,) * 3)
    return Pattern(kinds, (1.0,) * 12, (shares, shares), 0.0, (marks, marks))


def past(work: Work = TRUE, *, per_day: float = 8.0, days: int = 500, rota: Rota = ROTA, seed: str = "past") -> History:
    """A past in which the front door worked exactly as the model says."""
    random, calendar = Random(seed), Days.of(FIRST, days, HOURS)
    arrivals = list(pattern(per_day).draw(random, calendar, 0, days))
    cases = FrontDoor(calendar, changes(rota, calendar)).run(work.case(random, at, mark) for at, mark in arrivals)
    midnight = dt.datetime.combine(FIRST, dt.time())

    def moment(minute: float) -> dt.datetime | None:
        return None if math.isinf(minute) else midnight + dt.timedelta(minutes=minute)

    rows = []
    for case, (at, mark) in zip(cases, arrivals, strict=True):
        received = moment(at)
        assert received is not None
        asked = received if mark.partners else None
        answered = moment(calendar.after(at, mark.partners)) if mark.partners else None
        screened = moment(case.begun + case.screening)
        rows.append(Seen(received, mark.rank, mark.danger, screened, moment(case.decided), asked, answered))
    return History(FIRST, FIRST + dt.timedelta(days=days - 1), rows)


@pytest.fixture(scope="module")
def made_up() -> History:
    return past()


@pytest.fixture(scope="module")
def learned(made_up: History) -> tuple[Fit, list[dt.date]]:
    earlier, months = split(made_up)
    return fit(earlier, ROTA, HOURS), months


def test_the_working_time_that_was_put_in_is_found(learned):
    found, _ = learned
    assert found.is_good
    assert found.work.work == pytest.approx(TRUE.work, rel=0.2)
    assert found.observed_day == pytest.approx(found.simulated_day, abs=0.04)
    assert 0.4 < found.busy < 0.95


def test_a_model_that_is_right_foretells_the_months(made_up, learned):
    found, months = learned
    check = validate(made_up, months, found, ROTA, HOURS, replays=20)
    assert len(check.months) == 12
    assert check.trust == "good"
    assert check.foretold >= 10
    # Conservation: every contact of a month is in it once.
    by_month = [sum(month <= seen.received.date() <= month_end(month) for seen in made_up.contacts) for month in months]
    assert [month.contacts for month in check.months] == by_month


def test_a_rota_that_was_cut_unnoticed_shows_in_the_check(made_up, learned):
    """The past was worked by three; whoever believes it was two foretells far too little."""
    found, months = learned
    cut: Rota = (replace(ROTA[0], workers=2),)
    check = validate(made_up, months, found, cut, HOURS, replays=5)
    assert check.trust == "none"
    assert check.worst > 10


def test_a_fit_survives_its_being_kept(learned):
    found, _ = learned
    assert Fit.from_data(json.loads(json.dumps(found.to_data()))) == found
    assert from_data(json.loads(json.dumps(to_data(ROTA)))) == ROTA


def test_too_few_contacts_are_refused():
    with pytest.raises(CannotFit, match="too few to fit"):
        split(past(per_day=0.4, days=420))
    with pytest.raises(CannotFit, match="too few to fit"):
        split(past(days=150))
    with pytest.raises(CannotFit, match="At least 100"):
        fit(past(per_day=1.0, days=60), ROTA, HOURS)
    with pytest.raises(CannotFit, match="Only 20 days"):
        fit(past(days=20), ROTA, HOURS)


def test_an_empty_past_is_refused():
    with pytest.raises(CannotFit):
        split(History(FIRST, FIRST - dt.timedelta(days=1), []))


def test_a_rota_without_workers_is_refused(made_up):
    with pytest.raises(CannotFit, match="no worker"):
        fit(made_up, (), HOURS)


def test_where_nothing_was_ever_decided_there_is_nothing_to_learn(made_up):
    rows = [replace(seen, decided=None, screened=None) for seen in made_up.contacts]
    with pytest.raises(CannotFit, match="nothing to learn"):
        fit(History(made_up.first, made_up.last, rows), ROTA, HOURS)


def test_with_less_of_a_past_fewer_months_are_foretold():
    history = past(days=420, per_day=6)
    earlier, months = split(history)
    assert 6 <= len(months) < 13
    assert earlier.last == months[0] - dt.timedelta(days=1)
    assert len(earlier.contacts) >= 300


def test_weekdays_hours_and_rates_are_learned():
    truth, history = pattern(20.0), past(per_day=20.0, days=370)
    found = learn(history, Days.of(history.first, history.length, HOURS), Random(1))
    assert found.by_kind[0] == pytest.approx(truth.by_kind[0], rel=0.1)
    assert found.by_kind[6] == pytest.approx(truth.by_kind[6], rel=0.15)
    assert sum(found.by_hour[0]) == pytest.approx(1, abs=1e-4)
    assert sum(found.by_hour[0][hour] for hour in range(8)) == 0
    assert found.spread < 0.02


def test_days_that_differ_more_than_chance_are_noticed():
    calendar, random = Days.of(FIRST, 400, HOURS), Random("wild")
    wild = replace(pattern(20.0), spread=0.3)
    rows = [
        Seen(dt.datetime.combine(FIRST, dt.time()) + dt.timedelta(minutes=at), mark.rank, mark.danger)
        for at, mark in wild.draw(random, calendar, 0, 400)
    ]
    history = History(FIRST, FIRST + dt.timedelta(days=399), rows)
    assert learn(history, calendar, Random(1)).spread == pytest.approx(0.3, abs=0.12)


def test_poisson_has_its_mean_and_variance():
    random = Random("poisson")
    drawn = [poisson(random, 7.0) for _ in range(20_000)]
    mean = sum(drawn) / len(drawn)
    assert mean == pytest.approx(7, abs=0.1)
    assert sum((number - mean) ** 2 for number in drawn) / len(drawn) == pytest.approx(7, abs=0.35)
    assert poisson(random, 0.0) == 0


def test_months_are_whole_ones():
    assert month_starts(dt.date(2026, 11, 26), 3) == [dt.date(2026, 8, 1), dt.date(2026, 9, 1), dt.date(2026, 10, 1)]
    assert month_starts(dt.date(2026, 11, 30), 1) == [dt.date(2026, 11, 1)]
    assert month_end(dt.date(2028, 2, 1)) == dt.date(2028, 2, 29)
    assert month_end(dt.date(2026, 12, 1)) == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("differences", "trust"),
    [
        ([0.0] * 9 + [0.1] * 3, "good"),
        ([0.0] * 8 + [0.1] * 4, "care"),
        ([0.0] * 5 + [0.1] * 7, "none"),
        ([0.0] * 5, "none"),
    ],
)
def test_trust_follows_the_months_that_were_foretold(differences, trust):
    months = tuple(Month("2026-01-01", 40, 0.8, 0.8 - off, 0.78 - off, 0.82 - off) for off in differences)
    assert Validation(months).trust == trust


def test_an_interval_that_holds_everything_earns_no_full_trust():
    wide = tuple(Month("2026-01-01", 40, 0.5, 0.8, 0.4, 1.0) for _ in range(12))
    assert Validation(wide).trust == "care"
    narrow = tuple(Month("2026-01-01", 40, 0.7, 0.8, 0.69, 0.9) for _ in range(12))
    assert Validation(narrow).trust == "good"


def test_a_month_of_a_few_contacts_is_not_judged():
    tiny = Month("2026-01-01", 9, 0.2, 0.8, 0.7, 0.9)
    assert Validation((tiny,) * 12).judged == []


# --- Simulated years --------------------------------------------------------------------------------------------


def setting(per_day: float = 8.0, *, rota: Rota = ROTA, hours: range = range(8, 20)) -> Setting:
    return Setting(TRUE, pattern(per_day, hours=hours), rota, HOURS, dt.date(2026, 11, 27))


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    def answer(seed: int) -> bytes:
        forecast = run(setting(), Scenario(demand=150, later=1), seed=seed, replications=3)
        return json.dumps(forecast.to_data()).encode()

    assert answer(1) == answer(1)
    assert answer(1) != answer(2)


def test_the_order_in_which_years_are_computed_does_not_matter():
    one_way = [replicate(setting(), Scenario(), seed=5, number=number) for number in (0, 1, 2)]
    other_way = [replicate(setting(), Scenario(), seed=5, number=number) for number in (2, 1, 0)]
    assert one_way == other_way[::-1]


@pytest.mark.parametrize("demand", [0, 100, 300])
def test_what_arrived_is_decided_or_waits_at_the_end_of_every_year(demand):
    year = replicate(setting(), Scenario(demand=demand), seed=1, number=0)
    assert year.waiting_before + year.arrived == year.decided + year.waiting[-1]
    assert len(year.waiting) == 365
    assert min(year.waiting) >= 0
    assert Year.from_data(json.loads(json.dumps(year.to_data()))) == year


def test_nothing_comes_and_there_is_no_share():
    forecast = run(setting(), Scenario(demand=0), seed=1, replications=2)
    assert forecast.in_day is None
    assert forecast.arrived.mean == 0
    assert forecast.waiting[-1].mean == 0


def test_nobody_works_and_everything_waits():
    year = replicate(setting(), Scenario(workers=-3), seed=1, number=0)
    assert year.in_day == 0
    assert year.busy is None
    assert year.waiting[-1] == year.waiting_before + year.arrived - year.decided


def test_what_comes_only_by_night_is_not_decided_by_night():
    """Nobody works by night: nothing can be decided within a few hours, and most is decided the next working day."""
    night = setting(per_day=2.0, hours=range(20, 23))
    year = replicate(night, Scenario(), seed=1, number=0)
    assert year.in_day is not None and year.in_day > 0.85
    assert year.in_24h is not None and year.in_24h < year.in_day


def test_more_demand_is_worse_and_more_workers_are_better():
    def share(**what: int) -> float:
        found = run(setting(), Scenario(**what), seed=1, replications=2).in_day
        assert found is not None
        return found.mean

    assert share(demand=200) < share() < share(workers=2) + 1e-9
    assert share(demand=200) < share(demand=200, workers=3)


def test_a_demand_beyond_measure_is_refused_at_once():
    with pytest.raises(TooManyContacts, match="Ask for less"):
        replicate(setting(per_day=400.0), Scenario(demand=1000), seed=1, number=0)


def test_a_band_is_the_mean_and_the_middle_95_in_100():
    found = band(list(range(101)))
    assert (found.mean, found.low, found.high) == (50, 2.5, 97.5)
    assert band([3.0]) == type(found)(3.0, 3.0, 3.0)


def test_a_summary_counts_only_years_that_have_a_share():
    year = replicate(setting(), Scenario(), seed=1, number=0)
    empty = replace(year, in_day=None)
    assert summarise([year, empty]).in_day == band([year.in_day])


# --- Scenarios --------------------------------------------------------------------------------------------------


def test_a_scenario_is_read_as_it_is_typed():
    text = "demand=200, workers=2,later=3,later_from=11:30,later_to=19:00"
    assert Scenario.read(text) == Scenario(200, 2, 3, "11:30", "19:00")
    assert Scenario.read("") == Scenario()
    assert Scenario.from_data(Scenario.read(text).to_data()) == Scenario.read(text)


@pytest.mark.parametrize(
    "text",
    ["demand=lots", "demand=-1", "demand=1001", "demnd=100", "demand", "workers=1000", "later=-1", "later_from=25:00",
     "later=1,later_from=12:00,later_to=12:00", "demand=100,demand=200", "__class__=1"],
)  # fmt: skip
def test_what_is_no_scenario_is_refused_with_what_to_do(text):
    with pytest.raises(BadScenario, match=r"Give|Use|whole"):
        Scenario.read(text)


def test_a_scenario_changes_the_largest_shift():
    night = Shift("Night", dt.time(17), dt.time(9), EVERY_DAY, 9, only_danger=True)
    rota = (Shift("Early", dt.time(7), dt.time(15), WEEKDAYS, 1), *ROTA, night)
    assert Scenario().rota(rota) == rota
    assert [shift.workers for shift in Scenario(workers=2).rota(rota)] == [1, 5, 9]
    assert [shift.workers for shift in Scenario(workers=-9).rota(rota)] == [1, 0, 9]
    later = Scenario(workers=1, later=9, later_from="11:00", later_to="19:00").rota(rota)
    assert [shift.workers for shift in later] == [1, 0, 9, 4]
    assert later[-1].starts == dt.time(11)
    assert Scenario(workers=2).rota(()) == (Shift("Added", dt.time(9), dt.time(17), WEEKDAYS, 2),)


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (Scenario(), "As it is now"),
        (Scenario(demand=200), "Twice the demand"),
        (Scenario(workers=1), "1 more worker"),
        (Scenario(demand=130, workers=-2), "130% of the demand and 2 fewer workers"),
        (Scenario(demand=200, workers=2, later=1), "Twice the demand, 2 more workers and 1 worker from 12:00 to 20:30"),
    ],
)
def test_a_scenario_in_words(scenario, words):
    assert scenario.in_words() == words
