"""A run of the capacity simulation: asked for, computed in steps, taken up again, read by whom it may be."""

from __future__ import annotations

import datetime as dt
import uuid
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from threshold.core import waiting
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import AuditEntry
from threshold.core.waiting import Waiting
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact
from threshold.insight.capacity import actions, queries, work
from threshold.insight.capacity.arrivals import Mark, Pattern
from threshold.insight.capacity.fit import Fit, Work
from threshold.insight.capacity.history import History, Seen
from threshold.insight.capacity.scenario import USUAL, Scenario
from threshold.insight.capacity.validate import Month
from threshold.insight.models import CapacityRun, CapacityYear
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

FIT = Fit(
    work=Work(90.0, 0.8, 0.05, 600.0, 0.2),
    pattern=Pattern(
        (6.0,) * 5 + (2.0,) * 3,
        (1.0,) * 12,
        ((1 / 24,) * 24, (1 / 24,) * 24),
        0.0,
        ((Mark(1, False, 30.0),), (Mark(2, False, 0.0),)),
    ),
    first="2024-03-01", last="2025-02-28", contacts=800, observed_day=0.8, simulated_day=0.81,
    observed=(0.5,), simulated=(0.52,), gap=0.02, busy=0.6,
)  # fmt: skip


def named(given: str) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given, "family_name": "Testcase"})


MONTHS = [Month(f"2025-{month:02}-01", 130, 0.8, 0.81, 0.75, 0.87) for month in range(3, 13)]


@pytest.fixture
def analyst(pack: Any, make_user: Any) -> Any:
    return make_user("analyst")


@pytest.fixture
def worker() -> Any:
    from threshold.access.models import User

    return User.objects.service("worker_service")


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Learning and checking as if done at once: what they find is tested without a database."""
    told: dict[str, Any] = {"months": MONTHS, "read": 0}
    day = dt.date(2025, 1, 1)

    def past(until: dt.date) -> History:
        told["read"] += 1
        return History(day, until, [Seen(dt.datetime.combine(day, dt.time(9)), 1, False)])

    def check(*args: Any, **options: Any) -> Any:
        from threshold.insight.capacity.validate import Validation

        return Validation(tuple(told["months"]))

    monkeypatch.setattr(queries, "history", past)
    monkeypatch.setattr(work, "split", lambda past: (past, [day]))
    monkeypatch.setattr(work, "fit", lambda *args, **options: FIT)
    monkeypatch.setattr(work, "validate", check)
    return told


def ask(by: Any, now: dt.datetime, *, replications: int = 3, scenarios: Any = USUAL[:2]) -> CapacityRun:
    return actions.ask_for_run(by=by, now=now, scenarios=scenarios, replications=replications)


def finish(run: CapacityRun, worker: Any, now: dt.datetime) -> CapacityRun:
    for _ in range(60):
        if not work.work_next(by=worker, now=now):
            break
    run.refresh_from_db()
    return run


def test_a_run_is_computed_and_what_went_in_is_kept(analyst, worker, learned, now):
    run = finish(ask(analyst, now), worker, now)
    assert run.state == "done"
    assert len(run.results) == 2
    assert run.results[0]["years"] == 3
    assert run.results[1]["in_day"][0] < run.results[0]["in_day"][0]
    assert (run.seed, run.data_until, len(run.rota)) == (1, dt.date(2026, 3, 10), 3)
    assert not CapacityYear.objects.exists()
    told = set(AuditEntry.objects.filter(subject_id=str(run.pk)).values_list("action", flat=True))
    assert {"insight.ask_capacity", "insight.begin_capacity", "insight.finish_capacity"} <= told


def test_a_killed_workers_run_is_taken_up_and_ends_in_the_same_answer(analyst, worker, learned, now, monkeypatch):
    whole = finish(ask(analyst, now), worker, now)
    monkeypatch.setattr(work, "STEP_SECONDS", 0.0)  # one year a step
    run = ask(analyst, now)
    for _ in range(5):
        work.work_next(by=worker, now=now)
    assert CapacityYear.objects.filter(run=run).count() == 2
    # Killed in the middle of a step: the claim stands, and nobody else takes the run until it has lapsed.
    work._claim(now)
    assert not work.work_next(by=worker, now=now + dt.timedelta(seconds=60))
    later = now + dt.timedelta(seconds=121)
    assert work.work_next(by=worker, now=later)
    run = finish(run, worker, later)
    assert run.state == "done"
    assert run.results == whole.results


def test_a_run_that_kills_every_worker_is_given_up(analyst, worker, learned, now):
    run = ask(analyst, now)
    for minutes in range(0, 3 * work.MOST_ATTEMPTS, 3):
        assert work._claim(now + dt.timedelta(minutes=minutes)) == run
    assert work.work_next(by=worker, now=now + dt.timedelta(hours=1))
    run.refresh_from_db()
    assert run.state == "failed"


def test_a_worker_that_is_to_end_gives_the_run_back(analyst, worker, learned, now, monkeypatch):
    def slow(*args: Any, tick: Any, **options: Any) -> Fit:
        tick()
        raise AssertionError("it was asked to stop")

    run = ask(analyst, now)
    with monkeypatch.context() as changed:
        changed.setattr(work, "fit", slow)
        work.work_next(by=worker, now=now, go_on=lambda: False)
    run.refresh_from_db()
    assert (run.state, run.claimed_until, run.study) == ("running", None, {})
    assert finish(run, worker, now).state == "done"


def test_a_defect_ends_the_run_and_says_where_and_nothing_more(analyst, worker, learned, now, monkeypatch):
    def broken(*args: Any, **options: Any) -> Fit:
        raise ValueError("Robin Testcase")

    monkeypatch.setattr(work, "fit", broken)
    run = finish(ask(analyst, now), worker, now)
    assert run.state == "failed"
    assert run.error.startswith("ValueError at")
    assert "Robin" not in run.error
    text = body_of(client_of(analyst).get(f"/measures/capacity/runs/{run.pk}"))
    assert "broke off" in text


def test_without_a_past_no_forecast_is_given_and_the_page_says_why(analyst, worker, now):
    run = finish(ask(analyst, now), worker, now)
    assert run.state == "done"
    assert run.results == []
    assert "too few" in body_of(client_of(analyst).get("/measures/capacity"))


def test_a_model_that_failed_its_check_gives_no_forecast(analyst, worker, learned, now):
    learned["months"] = [Month(month.first, 130, 0.5, 0.81, 0.75, 0.87) for month in MONTHS]
    run = finish(ask(analyst, now), worker, now)
    assert (run.state, run.results) == ("done", [])
    text = body_of(client_of(analyst).get(f"/measures/capacity/runs/{run.pk}"))
    assert "Do not plan with this model" in text
    assert "would be decided" not in text


def test_the_past_is_read_from_contacts_in_four_queries(door, now):
    contact = door.decide(door.analysed(named("Ash")).children.get(), outcome="no_further_action", level="1").contact
    door.screened(named("Briar"), named("Cory"))
    with CaptureQueriesContext(
        connection,
    ) as made:
        past = queries.history(now.date())
    assert len(made) <= 5
    assert len(past.contacts) == Contact.objects.count() == 2
    decided = [seen for seen in past.contacts if seen.decided]
    assert len(decided) == 1
    assert decided[0].received == contact.received_at.replace(tzinfo=None)
    assert decided[0].screened is not None
    # What happened later is not known at the end of the day before.
    assert queries.history(now.date() - dt.timedelta(days=1)).contacts == []


# --- The pages --------------------------------------------------------------------------------------------------


def post(client: Any, **answers: Any) -> Any:
    return client.post("/measures/capacity", {"submission_key": str(uuid.uuid4()), **answers})


def test_the_usual_questions_are_asked_and_a_double_click_asks_once(analyst, learned):
    client, key = client_of(analyst), str(uuid.uuid4())
    for _ in range(2):
        response = client.post("/measures/capacity", {"submission_key": key, "question": "usual"})
        assert response.status_code == 302
    run = CapacityRun.objects.get()
    assert run.asked_by == analyst
    assert [Scenario.from_data(row) for row in run.scenarios] == list(USUAL)
    assert "waits for the background worker" in body_of(client.get(response.url))


def test_a_change_of_ones_own(analyst):
    answers = {"question": "own", "demand": "150", "workers": "-1", "later": "1", "later_from": "11:00"}
    assert post(client_of(analyst), **answers).status_code == 302
    asked = Scenario.from_data(CapacityRun.objects.get().scenarios[1])
    assert asked == Scenario(150, -1, 1, "11:00", "20:30")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "what you would like to know"),
        ({"question": "own"}, "at least one change"),
        ({"question": "own", "demand": "9999999"}, "between 0 and 1,000"),
        ({"question": "own", "demand": "lots"}, "whole number"),
        ({"question": "own", "workers": "x" * 10_000}, "200"),
        ({"question": "own", "later": "1", "later_from": "noon"}, "a time such as"),
        ({"question": "own", "later": "1", "later_from": "12:00", "later_to": "12:00"}, "two different times"),
    ],
)
def test_what_cannot_be_simulated_is_said_at_the_field(analyst, answers, says):
    response = post(client_of(analyst), **answers)
    assert response.status_code == 200
    assert says in body_of(response)
    assert not CapacityRun.objects.exists()


def test_not_everybody_may_ask_or_read(pack, make_user, learned, now):
    run = ask(make_user("analyst"), now)
    for role in ("social_worker", "auditor", "elected_member", "commissioner", "administrator"):
        user = make_user(role)
        client = client_of(user)
        assert client.get("/measures/capacity").status_code == 403, role
        assert client.get(f"/measures/capacity/runs/{run.pk}").status_code == 403, role
        with pytest.raises(NotPermitted):
            ask(user, now)
    for role in ("team_manager", "senior_leader"):
        assert client_of(make_user(role)).get(f"/measures/capacity/runs/{run.pk}").status_code == 200, role
    assert client_of(make_user("analyst")).get("/measures/capacity/runs/999999").status_code == 404


def test_too_many_waiting_runs_are_refused(analyst, now):
    for _ in range(5):
        ask(analyst, now)
    with pytest.raises(Refused, match="waiting already"):
        ask(analyst, now)
    assert "waiting already" in body_of(post(client_of(analyst), question="usual"))


def test_the_page_of_an_answer_says_it_in_words_and_few_queries(
    analyst, worker, learned, now, django_assert_max_num_queries
):
    run = finish(ask(analyst, now, scenarios=USUAL), worker, now)
    client = client_of(analyst)
    for address in ("/measures/capacity", f"/measures/capacity/runs/{run.pk}"):
        client.get(address)
        with django_assert_max_num_queries(14):
            text = body_of(client.get(address))
        assert "With twice the demand, about" in text
        assert "would be decided within one working day" in text
        assert "The model may be used for planning" in text
        assert "nobody has seen yet" in text  # twice the demand is beyond the busiest month


def test_an_early_look_is_called_provisional(analyst, worker, learned, now, monkeypatch):
    monkeypatch.setattr(work, "STEP_SECONDS", 0.0)
    run = ask(analyst, now)
    for _ in range(5):
        work.work_next(by=worker, now=now)
    text = body_of(client_of(analyst).get(f"/measures/capacity/runs/{run.pk}"))
    assert "provisional" in text
    assert "2 of 6 years are simulated" in text


# --- The worker's other work, and the command ---------------------------------------------------------------------


def test_a_step_that_crashes_stops_nothing_else_and_is_tried_again(worker, now, monkeypatch, caplog):
    done: list[int] = []

    def crash(**options: Any) -> bool:
        done.append(0)
        raise ValueError("Robin Testcase")

    def good(**options: Any) -> bool:
        done.append(1)
        return True

    monkeypatch.setattr(waiting, "STEPS", {"broken": crash, "good": good})
    steps = Waiting()
    assert steps.do_one_step(by=worker, now=now)
    assert steps.do_one_step(by=worker, now=now + dt.timedelta(seconds=30))
    assert steps.do_one_step(by=worker, now=now + dt.timedelta(seconds=61))
    assert done == [0, 1, 1, 0, 1]
    assert "Robin" not in caplog.text
    assert not steps.do_one_step(by=worker, now=now, go_on=lambda: False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--scenario", "demand=lots"], "whole number"),
        (["--replications", "0"], "from 1 to 10,000"),
        ([], "too few"),
    ],
)
def test_the_command_refuses_in_a_sentence(pack, arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("insight", "simulate", *arguments)


def test_random_is_not_shared():
    """Two generators with one seed draw the same: what makes a run repeatable."""
    assert Random("1 0 year").random() == Random("1 0 year").random()
