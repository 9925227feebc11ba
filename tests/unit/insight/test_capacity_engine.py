"""Does the queue behave as queues must? Against theory, and at its edges."""

from __future__ import annotations

import datetime as dt
import heapq
import math
from random import Random

import pytest

from threshold.core.calendar import Hours
from threshold.insight.capacity import engine
from threshold.insight.capacity.days import DAY, Days
from threshold.insight.capacity.engine import Case, FrontDoor, TooManyContacts
from threshold.insight.capacity.rota import EVERY_DAY, WEEKDAYS, Change, Shift, changes, minutes_between

HOURS = Hours(dt.time(9), dt.time(17))
MONDAY = dt.date(2026, 3, 2)
OFFICE = Shift("Day", dt.time(9), dt.time(17), WEEKDAYS, 1)


def days_of(count: int) -> Days:
    return Days.of(MONDAY, count, HOURS)


def always(workers: int) -> list[Change]:
    return [Change(0.0, workers, 0)]


def case(arrived: float, minutes: float, *, rank: int = 2, danger: bool = False, screened: float = 0.0, waiting=0.0):
    return Case(arrived, rank, danger, screened, minutes - screened, waiting)


def erlang_c(servers: int, load: float) -> float:
    """The chance that an arrival must wait in M/M/c, with `load` = arrival rate over service rate."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def markov(servers: int, busy: float, *, count: int = 50_000) -> tuple[FrontDoor, list[Case], float, float]:
    """A long run of M/M/c with a mean service of 10 minutes; and its arrival rate and end."""
    random = Random(f"queue {servers} {busy}")
    service, rate = 10.0, busy * servers / 10.0
    at, cases = 0.0, []
    for _ in range(count):
        at += random.expovariate(rate)
        cases.append(case(at, random.expovariate(1 / service)))
    door = FrontDoor(days_of(int(at // DAY) + 3), always(servers))
    return door, door.run(cases), rate, at


@pytest.mark.parametrize(("servers", "busy"), [(1, 0.5), (1, 0.8), (3, 0.7), (8, 0.75)])
def test_waiting_in_the_steady_state_is_that_of_theory(servers, busy):
    door, cases, _, last = markov(servers, busy)
    settled = cases[5_000:]
    waits = [one.decided - one.arrived - one.screening - one.deciding for one in settled]
    expected = erlang_c(servers, busy * servers) * 10.0 / (servers * (1 - busy))
    assert sum(waits) / len(waits) == pytest.approx(expected, rel=0.1)
    must_wait = sum(wait > 1e-6 for wait in waits) / len(waits)
    assert must_wait == pytest.approx(erlang_c(servers, busy * servers), abs=0.02)
    assert door.busy_minutes / (servers * last) == pytest.approx(busy, rel=0.02)


@pytest.mark.parametrize("servers", [1, 3])
def test_every_wait_is_that_of_the_textbooks_recursion(servers):
    """First come, first served: each starts when it has come and a worker is free. Worked out here without events."""
    _, cases, _, _ = markov(servers, 0.9, count=5_000)
    free = [0.0] * servers
    for one in cases:
        begins = max(one.arrived, heapq.heappop(free))
        assert one.begun == pytest.approx(begins)
        heapq.heappush(free, begins + one.deciding)


def test_littles_law_holds():
    """Mean number in the system = arrival rate x mean time in it, both measured in their own way."""
    _, cases, _, last = markov(2, 0.8, count=20_000)
    moves = sorted([(one.arrived, 1) for one in cases] + [(one.decided, -1) for one in cases])
    area, inside, before = 0.0, 0, 0.0
    for at, step in moves:
        if at > last:
            break
        area += inside * (at - before)
        inside, before = inside + step, at
    done = [one.decided - one.arrived for one in cases]
    assert area / last == pytest.approx(len(cases) / last * sum(done) / len(done), rel=0.01)


def test_what_arrived_is_decided_or_waits():
    random = Random("conservation")
    waits = (0, 0, 200)
    cases = [
        case(at * 7.0, 1 + random.expovariate(1 / 60), screened=0.5, waiting=random.choice(waits))
        for at in range(2_000)
    ]
    days = days_of(14)
    door = FrontDoor(days, changes([OFFICE], days))
    played = door.run(cases)
    decided = [one for one in played if not math.isinf(one.decided)]
    in_hand = len(door._queue) + len(door._running) + len(door._on_danger_duty)
    elsewhere = len(played) - len(decided) - in_hand  # those for whom others are waited for
    assert len(played) == 2_000
    assert 0 < len(decided) < 2_000
    assert 0 <= elsewhere <= sum(one.waiting > 0 for one in played)
    # What the worker did is what the cases lost, to the minute.
    spent = sum(one.screening + one.deciding if not math.isinf(one.decided) else _spent(one) for one in played)
    assert door.busy_minutes == pytest.approx(spent + _under_way(door, days.end), abs=0.01)


def _spent(one: Case) -> float:
    before = one.screening if one.is_screened else 0.0
    return before + (one.deciding if one.is_screened else one.screening) - one.left


def _under_way(door: FrontDoor, end: float) -> float:
    return sum(end - one.resumed_at for one in door._running)


def test_work_stops_at_the_end_of_the_shift_and_goes_on_where_it_was():
    one = case(16 * 60, 120)  # four o'clock on Monday, two hours of work
    days = days_of(3)
    FrontDoor(days, changes([OFFICE], days)).run([one])
    assert one.begun == 16 * 60
    assert one.decided == pytest.approx(DAY + 10 * 60)


def test_what_was_begun_comes_first_in_the_morning():
    begun, later = case(16 * 60, 120), case(20 * 60, 30, rank=2)
    days = days_of(3)
    FrontDoor(days, changes([OFFICE], days)).run([begun, later])
    assert begun.decided == pytest.approx(DAY + 10 * 60)
    # The new one is looked at first (nobody knows how urgent it is) only where nothing new was begun: here it was.
    assert later.decided == pytest.approx(DAY + 9 * 60 + 30) or later.begun == pytest.approx(DAY + 10 * 60)


def test_red_goes_before_green_and_the_older_before_the_newer():
    first = case(0, 60, screened=0.0)
    green, red, older_red = case(3, 10, rank=2), case(2, 10, rank=0), case(1, 10, rank=0)
    for one in (first, green, red, older_red):
        one.screening, one.deciding = 0.0, one.screening + one.deciding
    FrontDoor(days_of(1), always(1)).run(sorted([first, green, red, older_red], key=lambda one: one.arrived))
    assert [older_red.begun, red.begun, green.begun] == [60, 70, 80]


def test_immediate_danger_is_taken_at_once_and_what_was_put_down_goes_on():
    usual, danger = case(0, 100), case(30, 20, danger=True)
    FrontDoor(days_of(1), always(1)).run([usual, danger])
    assert (danger.begun, danger.decided) == (30, 50)
    assert usual.decided == pytest.approx(120)


def test_danger_does_not_push_danger_aside():
    first, second = case(0, 100, danger=True), case(30, 20, danger=True)
    FrontDoor(days_of(1), always(1)).run([first, second])
    assert (first.decided, second.decided) == (100, 120)


def test_the_emergency_team_takes_danger_by_night_and_nothing_else():
    night = Shift("Night", dt.time(17), dt.time(9), EVERY_DAY, 1, only_danger=True, on_bank_holidays=True)
    danger, usual = case(22 * 60, 30, danger=True), case(21 * 60, 30)
    days = days_of(3)
    door = FrontDoor(days, changes([OFFICE, night], days))
    door.run([usual, danger])
    assert danger.decided == pytest.approx(22 * 60 + 30)
    assert usual.begun == pytest.approx(DAY + 9 * 60)
    assert door.busy_minutes == pytest.approx(30)  # the emergency team's time is not the front door's


def test_danger_that_the_emergency_team_has_begun_is_finished_by_the_day():
    night = Shift("Night", dt.time(17), dt.time(9), EVERY_DAY, 1, only_danger=True)
    danger = case(8 * 60 + 30 + DAY, 60, danger=True)
    days = days_of(3)
    FrontDoor(days, changes([OFFICE, night], days)).run([danger])
    assert danger.decided == pytest.approx(DAY + 9 * 60 + 30)


def test_nobody_works_and_nothing_is_decided():
    cases = [case(at * 60.0, 10) for at in range(50)]
    door = FrontDoor(days_of(7), [])
    assert all(math.isinf(one.decided) for one in door.run(cases))
    assert door.busy_minutes == 0


def test_nothing_comes():
    door = FrontDoor(days_of(7), always(3))
    assert door.run([]) == []
    assert door.busy_minutes == 0


def test_what_comes_by_night_waits_for_the_morning():
    cases = [case(number * DAY + 22 * 60, 30) for number in range(4)]
    days = days_of(7)
    FrontDoor(days, changes([OFFICE], days)).run(cases)
    assert [one.decided for one in cases] == [(number + 1) * DAY + 9 * 60 + 30 for number in range(4)]


def test_others_are_waited_for_in_opening_hours_only():
    one = case(16 * 60, 20, screened=10, waiting=120)
    FrontDoor(days_of(3), always(1)).run([one])
    # Screened at 16:10; 50 minutes of that day's opening time and 70 of the next; then ten minutes of work.
    assert one.decided == pytest.approx(DAY + 9 * 60 + 70 + 10)


def test_a_huge_demand_is_refused_before_memory_is_gone(monkeypatch):
    monkeypatch.setattr(engine, "MOST_CONTACTS", 1_000)
    door = FrontDoor(days_of(7), always(1))
    with pytest.raises(TooManyContacts, match="1,000"):
        door.run(case(at / 10, 1) for at in range(100_000))
    assert len(door.cases) == 1_000


def test_a_rota_is_added_up_over_weekends_bank_holidays_and_midnight():
    days = Days.of(dt.date(2026, 4, 2), 6, HOURS)  # Thursday before Easter to Tuesday
    night = Shift("Night", dt.time(22), dt.time(6), EVERY_DAY, 2)
    planned = changes([OFFICE, night], days)
    # Thursday and Tuesday by day. Two each night: Thursday, Saturday, Sunday and Tuesday begin one, and Good Friday
    # and Easter Monday do not; Tuesday's is cut off at midnight.
    assert minutes_between(planned, 0, days.end) == 2 * 480 + 2 * (3 * 480 + 120)
    assert minutes_between(planned, 10 * 60, 12 * 60) == 120
    assert minutes_between([], 0, 100) == 0


def test_opening_minutes_and_deadlines_skip_what_is_no_working_day():
    days = Days.of(dt.date(2026, 4, 2), 8, HOURS)
    thursday_four = 16 * 60
    assert days.deadlines[0] == 6 * DAY  # received on Thursday: Tuesday, after Easter, is the next working day
    assert days.deadlines[1] == 6 * DAY  # and so is it for Good Friday
    assert days.after(thursday_four, 60) == 17 * 60
    assert days.after(thursday_four, 61) == 5 * DAY + 9 * 60 + 1
    assert days.after(thursday_four, 0) == thursday_four
    assert math.isinf(days.after(thursday_four, 100_000))
    assert days.opening_minutes(5 * DAY + 10 * 60) == 480 + 60
