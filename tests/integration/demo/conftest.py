"""A small county: its staff and partners, and a plan of a few contacts in which everything happens once."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.demo import county, steps
from threshold.demo.county import County
from threshold.demo.plan import Planner, in_order

#: Every kind of step that the bulk path knows.
PLAYED_IN_BULK = frozenset(
    {
        steps.RecordPerson, steps.AddName, steps.AddFormerAddress, steps.Relate, steps.SetHousehold,
        steps.RecordBirth, steps.RecordContact, steps.RecordConsent, steps.Screen, steps.TakeOn, steps.Rerate,
        steps.Ask, steps.Answer, steps.CancelRequest, steps.Analyse, steps.Propose, steps.Decide, steps.SignOff,
        steps.ReturnDecision, steps.GiveFeedback, steps.Deliver, steps.Accept, steps.SendBack, steps.OfferAgain,
        steps.Allocate, steps.CloseHandover, steps.HoldInterview,
    }
)  # fmt: skip


@pytest.fixture
def severnshire(pack: object, now: dt.datetime) -> County:
    return county.set_up(started=now - dt.timedelta(days=400))


@pytest.fixture
def small_plan(now: dt.datetime) -> list[steps.Step]:
    """About 25 contacts of five months: the first seed with which every kind of step happens, an open case too."""
    first = now.date() - dt.timedelta(days=150)
    for seed in itertools.count(1):
        planner = Planner(seed=seed, first=first, last=now.date(), contacts=26, share_of_new=0.3)
        plan = [step for step in in_order(planner.courses()) if step.at <= now]
        outcomes = {step.outcome for step in plan if isinstance(step, steps.Decide)}
        held = any(isinstance(step, steps.HoldInterview) and step.state == "held" for step in plan)
        if {type(step) for step in plan} >= PLAYED_IN_BULK and held and "open_case" in outcomes and len(plan) < 550:
            return plan
    raise AssertionError
