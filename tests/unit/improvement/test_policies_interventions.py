"""When is a notice or direction recorded, varied, revoked, and one of its requirements met?"""

import datetime as dt

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import Intervention, Obligation
from threshold.improvement.policies import interventions as policies
from threshold.improvement.states import ObligationState

ISSUED, TODAY, LATER = dt.date(2025, 9, 1), dt.date(2026, 3, 11), dt.date(2026, 3, 12)
RUNNING = Intervention(issued_on=ISSUED)
ENDED = Intervention(issued_on=ISSUED, ended_on=TODAY, end_reason="Done")


def refuses(match, call, *args, **kwargs):
    with pytest.raises(Refused, match=match):
        call(*args, **kwargs)


RECORD = {
    "title": "Direction", "issuer": "Secretary of State", "legal_basis": "Section 497A", "issued_on": ISSUED,
    "today": TODAY, "requirements": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None), ({"title": ""}, "title"), ({"issuer": " "}, "who issued"), ({"legal_basis": ""}, "which law"),
        ({"issued_on": LATER}, "future"), ({"requirements": 0}, "at least one requirement"),
    ],
)  # fmt: skip
def test_a_direction_is_recorded_whole(changed, match):
    if match is None:
        policies.check_can_record(**{**RECORD, **changed})
    else:
        refuses(match, policies.check_can_record, **{**RECORD, **changed})


def test_a_requirement_has_words_an_owner_and_a_day_after_its_making():
    policies.check_requirement(words="See every child", due_on=ISSUED, since=ISSUED, owned=True)
    policies.check_requirement(words="See every child", due_on=None, since=ISSUED, owned=True)
    refuses("words", policies.check_requirement, words="", due_on=None, since=ISSUED, owned=True)
    refuses("before it was made", policies.check_requirement, words="x", due_on=ISSUED, since=TODAY, owned=True)
    refuses("in hand", policies.check_requirement, words="x", due_on=None, since=ISSUED, owned=False)


def test_what_has_ended_is_not_changed():
    policies.check_is_in_force(RUNNING)
    refuses("has ended", policies.check_is_in_force, ENDED)


VARY = {"reason": "Progress", "varied_on": TODAY, "today": TODAY, "changes": 1, "over": [], "too_early": []}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None), ({"reason": ""}, "why"), ({"varied_on": LATER}, "between its issue"),
        ({"varied_on": dt.date(2025, 8, 31)}, "between its issue"), ({"changes": 0}, "what changed"),
        ({"over": ["B-2"]}, "B-2 is met or lifted"), ({"too_early": ["B-3"]}, "B-3 lies before"),
    ],
)  # fmt: skip
def test_a_variation_changes_something_that_still_stands(changed, match):
    if match is None:
        policies.check_can_vary(RUNNING, **{**VARY, **changed})
    else:
        refuses(match, policies.check_can_vary, RUNNING, **{**VARY, **changed})
    refuses("has ended", policies.check_can_vary, ENDED, **VARY)


def test_a_revocation_has_a_day_and_a_reason():
    policies.check_can_revoke(RUNNING, reason="Good", ended_on=TODAY, today=TODAY)
    refuses("why", policies.check_can_revoke, RUNNING, reason="", ended_on=TODAY, today=TODAY)
    refuses("between", policies.check_can_revoke, RUNNING, reason="Good", ended_on=LATER, today=TODAY)
    refuses("has ended", policies.check_can_revoke, ENDED, reason="Good", ended_on=TODAY, today=TODAY)


def test_an_appointment_lies_within():
    policies.check_can_appoint(RUNNING, name="Exampleshire", starts_on=ISSUED, ends_on=None)
    refuses("who was appointed", policies.check_can_appoint, RUNNING, name="", starts_on=ISSUED, ends_on=None)
    refuses(
        "before the notice", policies.check_can_appoint, RUNNING, name="E", starts_on=dt.date(2025, 1, 1), ends_on=None
    )
    refuses("ends before", policies.check_can_appoint, RUNNING, name="E", starts_on=TODAY, ends_on=ISSUED)
    refuses("has ended", policies.check_can_appoint, ENDED, name="E", starts_on=ISSUED, ends_on=None)
    policies.check_can_end_appointment(starts_on=ISSUED, has_ended=False, ends_on=TODAY)
    refuses("already", policies.check_can_end_appointment, starts_on=ISSUED, has_ended=True, ends_on=TODAY)
    refuses("before it starts", policies.check_can_end_appointment, starts_on=TODAY, has_ended=False, ends_on=ISSUED)


@pytest.mark.parametrize("state", ObligationState.values)
def test_each_step_has_its_state(state):
    obligation = Obligation(state=state, met_on=TODAY if state == "met" else None)
    steps = {
        "open": (policies.check_can_say_met, {"evidence": 1, "words": "All seen"}),
        "met_proposed": (
            policies.check_can_answer_met, {"signer_owns_it": False, "signer_said_so": False, "words": "Looked"},
        ),
        "met": (policies.check_can_reopen, {"reason": "No longer"}),
    }  # fmt: skip
    for wanted, (call, arguments) in steps.items():
        if wanted == state:
            call(obligation, **arguments)
        else:
            with pytest.raises(Refused):
                call(obligation, **arguments)
    if state == "met_proposed":
        refuses("stays with its owner", policies.check_can_hand_over, obligation, owned=True)
    elif state == "open":
        policies.check_can_hand_over(obligation, owned=True)
        refuses("in hand", policies.check_can_hand_over, obligation, owned=False)
    else:
        refuses("no owner any more", policies.check_can_hand_over, obligation, owned=True)


def test_a_requirement_is_met_on_evidence_and_signed_by_somebody_else():
    said, proposed, met = (Obligation(state=state) for state in ("open", "met_proposed", "met"))
    refuses("evidence", policies.check_can_say_met, said, evidence=0, words="All seen")
    refuses("how it is met", policies.check_can_say_met, said, evidence=1, words="")
    other = {"signer_owns_it": False, "signer_said_so": False, "words": "Looked"}
    refuses("somebody else", policies.check_can_answer_met, proposed, **{**other, "signer_owns_it": True})
    refuses("somebody else", policies.check_can_answer_met, proposed, **{**other, "signer_said_so": True})
    refuses("looked at", policies.check_can_answer_met, proposed, **{**other, "words": ""})
    refuses("no longer met", policies.check_can_reopen, met, reason="")
