"""A direction: its requirements have clocks, are varied with reasons, met on evidence, and end with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.core import status
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Clock
from threshold.improvement.actions import evidence, interventions, obligations
from threshold.improvement.actions.evidence import Links
from threshold.improvement.actions.interventions import Requirement
from threshold.improvement.models import Intervention, Obligation

pytestmark = pytest.mark.django_db

ISSUED = dt.date(2026, 1, 12)


@pytest.fixture
def direct(loop) -> Callable[..., Intervention]:
    def make(*requirements: Requirement, **more) -> Intervention:
        return interventions.record_intervention(
            loop.authority, **loop.who(loop.lead),
            **{
                "kind": "direction", "title": "Statutory direction", "issuer": "Secretary of State",
                "legal_basis": "Education Act 1996, section 497A(4B)", "issued_on": ISSUED, **more,
            },
            requirements=requirements
            or [
                Requirement("Work with the commissioner", due_on=dt.date(2026, 6, 30), owner=loop.owner),
                Requirement("Report each quarter", owner_role="Director"),
            ],
        )  # fmt: skip

    return make


def _clock(obligation: Obligation) -> Clock:
    return Clock.objects.filter(rule="obligation", subject_id=obligation.pk).order_by("-pk").first()


def test_requirements_are_numbered_and_those_with_a_day_have_a_clock(direct, loop):
    first, second = direct().obligations.order_by("number")
    assert (first.number, second.number) == (1, 2)
    clock = _clock(first)
    assert (clock.owner_id, clock.due_at.astimezone(dt.UTC).date()) == (loop.owner.pk, dt.date(2026, 6, 30))
    assert _clock(second) is None


def test_what_is_not_whole_leaves_nothing_half_written(direct):
    with pytest.raises(Refused, match="before it was made"):
        direct(
            Requirement("One", owner_role="Director"), Requirement("Two", due_on=dt.date(2025, 1, 1), owner_role="D")
        )
    assert not Intervention.objects.exists()


def test_a_variation_adds_moves_and_lifts_and_keeps_what_was(direct, loop):
    direction = direct()
    first, second = direction.obligations.order_by("number")
    later = dt.date(2026, 9, 30)
    variation = interventions.vary_intervention(
        direction, **loop.who(loop.lead), varied_on=dt.date(2026, 3, 2), reason="Progress was seen",
        add=[Requirement("Publish the plan", due_on=dt.date(2026, 4, 30), owner_role="Director")],
        move={first.pk: later}, lift=[second.pk],
    )  # fmt: skip
    kinds = {
        change.obligation.number: (change.kind, change.due_before, change.due_after)
        for change in variation.changes.all()
    }
    assert kinds == {
        1: ("moved", dt.date(2026, 6, 30), later), 2: ("lifted", None, None), 3: ("added", None, dt.date(2026, 4, 30)),
    }  # fmt: skip
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.due_on, second.state) == (later, "lifted")
    assert _clock(first).due_at.date() == later
    assert Clock.objects.filter(subject_id=first.pk, rule="obligation", outcome="cancelled").count() == 1
    with pytest.raises(Refused, match="met or lifted"):
        interventions.vary_intervention(
            direction, **loop.who(loop.lead), varied_on=dt.date(2026, 3, 2), reason="Again", lift=[second.pk]
        )


def test_a_requirement_is_met_on_evidence_and_anothers_signature(direct, loop):
    first = direct().obligations.get(number=1)
    with pytest.raises(Refused, match="evidence"):
        obligations.say_obligation_met(first, **loop.who(loop.owner), words="We do")
    evidence.add_observation(
        loop.authority, **loop.who(loop.owner), seen_on=loop.now.date(), shows="They meet monthly",
        links=Links(obligations=[first]),
    )  # fmt: skip
    obligations.say_obligation_met(first, **loop.who(loop.owner), words="We do")
    with pytest.raises(NotPermitted):
        obligations.sign_off_obligation(first, **loop.who(loop.lead), words="Yes")
    back = obligations.send_back_obligation(first, **loop.who(loop.director), words="Minutes are missing")
    assert back.state == "open"
    obligations.say_obligation_met(first, **loop.who(loop.director), words="Here they are")
    with pytest.raises(Refused, match="somebody else"):
        obligations.sign_off_obligation(first, **loop.who(loop.director), words="Yes")
    met = obligations.sign_off_obligation(first, **loop.who(loop.other_director), words="Read them")
    assert (met.state, met.met_on) == ("met", loop.now.date())
    assert _clock(met).outcome == "met"
    opened = obligations.reopen_obligation(met, **loop.who(loop.director), reason="They stopped")
    assert (opened.state, opened.met_on, _clock(opened).stopped_at) == ("open", None, None)
    assert [row.to_state for row in status.history(opened)] == [
        "open",
        "met_proposed",
        "open",
        "met_proposed",
        "met",
        "open",
    ]


def test_whoever_has_it_in_hand_can_change_and_the_clock_goes_with_it(direct, loop):
    first = direct().obligations.get(number=1)
    obligations.give_obligation_to(first, **loop.who(loop.lead), owner=loop.director)
    assert _clock(first).owner_id == loop.director.pk


def test_a_revocation_lifts_what_was_still_required_and_ends_appointments(direct, loop):
    direction = direct()
    commissioner = interventions.appoint(
        direction, **loop.who(loop.lead), role="commissioner", name="A commissioner", starts_on=ISSUED
    )
    partner = interventions.appoint(
        direction, **loop.who(loop.lead), role="partner", name="Exampleshire", starts_on=ISSUED
    )
    interventions.end_appointment(partner, **loop.who(loop.lead), ends_on=dt.date(2026, 2, 1))
    ended = interventions.revoke_intervention(
        direction, **loop.who(loop.lead), ended_on=dt.date(2026, 3, 10), reason="Judged good"
    )
    assert {row.state for row in ended.obligations.all()} == {"lifted"}
    commissioner.refresh_from_db()
    partner.refresh_from_db()
    assert (commissioner.ends_on, partner.ends_on) == (dt.date(2026, 3, 10), dt.date(2026, 2, 1))
    assert not Clock.objects.filter(rule="obligation", stopped_at__isnull=True).exists()
    with pytest.raises(Refused, match="has ended"):
        interventions.revoke_intervention(
            direction, **loop.who(loop.lead), ended_on=dt.date(2026, 3, 10), reason="Again"
        )


def test_only_whoever_keeps_the_plan_records(direct, loop):
    loop.lead = loop.director
    with pytest.raises(NotPermitted):
        direct()
