"""When is a compliment, complaint or challenge recorded, answered, extended, taken further, closed? Every fact."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality import voice_stages
from threshold.quality.models import VoiceRecord, VoiceStage
from threshold.quality.policies import voices
from threshold.quality.states import VoiceState

K, S = VoiceRecord.Kind, VoiceState
YES_NO = (True, False)
NOW = dt.datetime(2026, 3, 11, 10, tzinfo=dt.UTC)
TODAY = NOW.date()


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("has_person", YES_NO)
@pytest.mark.parametrize(("days", "day_fits"), [(0, True), (-400, True), (1, False)])
@pytest.mark.parametrize("summary", ["", "Nobody called back"])
def test_recording(kind, has_person, days, day_fits, summary):
    expected = day_fits and bool(summary) and (has_person or kind != K.IRO_CHALLENGE)
    facts = {"has_person": has_person, "received_on": TODAY + dt.timedelta(days=days), "today": TODAY}
    assert allows(voices.check_can_record, kind=kind, summary=summary, **facts) == expected


@pytest.mark.parametrize(("kind", "state"), list(itertools.product(K, S)))
@pytest.mark.parametrize("is_recorder", YES_NO)
@pytest.mark.parametrize("answer", ["", "We were wrong"])
@pytest.mark.parametrize("outcome", ["", "upheld", "resolved", "withdrawn"])
def test_answering(kind, state, is_recorder, answer, outcome):
    is_challenge = kind in (K.IRO_CHALLENGE, K.AGENCY_CHALLENGE)
    fits = {
        K.COMPLIMENT: (),
        K.COMPLAINT: ("upheld",),
        K.IRO_CHALLENGE: ("resolved",),
        K.AGENCY_CHALLENGE: ("resolved",),
    }
    expected = state == S.OPEN and not (is_challenge and is_recorder) and bool(answer) and outcome in fits[kind]
    voice = VoiceRecord(kind=kind, state=state)
    assert allows(voices.check_can_answer, voice, is_recorder=is_recorder, answer=answer, outcome=outcome) == expected


@pytest.mark.parametrize(
    ("limit", "extended", "answered"), list(itertools.product((None, 20), (None, NOW), (None, NOW)))
)
@pytest.mark.parametrize("reason", ["", "The advocate is away"])
def test_extending_once_and_only_where_the_law_lets(limit, extended, answered, reason):
    stage = VoiceStage(extended_at=extended, answered_at=answered)
    rule = voice_stages.Stage("x", "X", "complaint-stage-1", limit)
    expected = limit is not None and not extended and not answered and bool(reason)
    assert allows(voices.check_can_extend, stage, rule=rule, reason=reason) == expected


@pytest.mark.parametrize(("kind", "state"), list(itertools.product(K, S)))
@pytest.mark.parametrize("has_next", YES_NO)
@pytest.mark.parametrize("reason", ["", "Not content"])
def test_taking_further(kind, state, has_next, reason):
    ready = state == S.ANSWERED or (state == S.OPEN and kind != K.COMPLAINT)
    expected = ready and has_next and bool(reason)
    voice = VoiceRecord(kind=kind, state=state)
    assert allows(voices.check_can_take_further, voice, has_next=has_next, reason=reason) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_withdrawn", YES_NO)
@pytest.mark.parametrize("reason", ["", "Told by letter"])
def test_closing(state, is_withdrawn, reason):
    expected = (state == S.ANSWERED or (state == S.OPEN and is_withdrawn)) and bool(reason)
    assert (
        allows(voices.check_can_close, VoiceRecord(state=state), is_withdrawn=is_withdrawn, reason=reason) == expected
    )


def test_the_stages_of_a_complaint_are_those_of_the_regulations():
    stages = voice_stages.STAGES[K.COMPLAINT]
    assert [(stage.code, stage.extended_limit) for stage in stages] == [
        ("stage_1", 20),
        ("stage_2", 65),
        ("stage_3", None),
    ]
    assert voice_stages.after(K.COMPLAINT, "stage_1") == stages[1]
    assert voice_stages.after(K.COMPLAINT, "stage_3") is None
