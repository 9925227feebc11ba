"""Does a complaint keep the days of the law, and does a challenge get another person's answer?"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from an_audit import hide
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import Clock
from threshold.quality.actions import voices as actions
from threshold.quality.models import VoiceRecord
from threshold.quality.queries import voices as queries

pytestmark = pytest.mark.django_db
K = VoiceRecord.Kind


def record(quality, kind=K.COMPLAINT, **more):
    defaults = {
        "by": quality.manager, "now": quality.now, "came_from": "parent", "team": quality.team,
        "received_on": quality.now.date(), "summary": "Nobody called us back for three weeks.", "person": quality.child,
    }  # fmt: skip
    return actions.record_voice(kind, **defaults | more)


def due(rule):
    return Clock.objects.get(rule=rule, stopped_at__isnull=True).due_at.date()


def test_a_compliment_is_noted_and_closed(quality):
    voice = record(quality, K.COMPLIMENT)
    assert (voice.state, voice.closed_at) == ("closed", quality.now)
    assert not voice.stages.exists()
    assert not Clock.objects.filter(subject_type="quality.voicerecord").exists()


def test_a_complaint_through_its_three_stages_with_the_days_of_the_regulations(quality):
    """Received on Wednesday 11 March 2026. Good Friday is 3 April, Easter Monday the 6th."""
    voice = record(quality)
    assert due("complaint-stage-1") == dt.date(2026, 3, 25)
    who = {"by": quality.manager, "now": quality.now}
    voice = actions.extend_voice(voice, **who, reason="The advocate is away")
    assert due("complaint-stage-1") == voice.stages.get().due_on == dt.date(2026, 4, 10)
    with pytest.raises(Refused, match="longer once"):
        actions.extend_voice(voice, **who, reason="Again")
    with pytest.raises(Refused, match="no answer yet"):
        actions.take_voice_further(voice, **who, reason="Not content")
    voice = actions.answer_voice(voice, **who, answer="We are sorry.", outcome="partly")
    assert (voice.state, Clock.objects.filter(rule="complaint-stage-1").latest("pk").outcome) == ("answered", "met")
    voice = actions.take_voice_further(voice, **who, reason="Not content")
    assert due("complaint-stage-2") == dt.date(2026, 4, 17)
    voice = actions.answer_voice(voice, **who, answer="Investigated.", outcome="upheld")
    voice = actions.take_voice_further(voice, **who, reason="Wants the panel")
    assert due("complaint-stage-3") == dt.date(2026, 4, 24)
    with pytest.raises(Refused, match="cannot be made longer"):
        actions.extend_voice(voice, **who, reason="Holidays")
    voice = actions.answer_voice(voice, **who, answer="The panel met.", outcome="upheld")
    with pytest.raises(Refused, match="no further stage"):
        actions.take_voice_further(voice, **who, reason="More")
    voice = actions.close_voice(voice, **who, reason="Told by letter")
    assert (voice.state, voice.outcome, voice.stages.count()) == ("closed", "upheld", 3)
    assert not Clock.objects.filter(subject_type="quality.voicerecord", stopped_at__isnull=True).exists()


def test_a_reviewing_officers_challenge_has_twenty_days_in_all_and_may_go_on_before_an_answer(quality, make_user):
    officer = make_user("conference_chair")
    voice = record(quality, K.IRO_CHALLENGE, by=officer, came_from="reviewing_officer")
    assert (due("iro-informal"), due("iro-dispute")) == (dt.date(2026, 3, 18), dt.date(2026, 4, 10))
    with pytest.raises(NotPermitted, match="Somebody else answers"):
        actions.answer_voice(voice, by=officer, now=quality.now, answer="I agree with myself", outcome="resolved")
    voice = actions.take_voice_further(voice, by=officer, now=quality.now, reason="No answer")
    voice = actions.take_voice_further(voice, by=officer, now=quality.now, reason="To Cafcass")
    assert [stage.stage for stage in voice.stages.all()] == ["informal", "formal", "cafcass"]
    voice = actions.answer_voice(voice, by=quality.manager, now=quality.now, answer="Agreed.", outcome="resolved")
    voice = actions.close_voice(voice, by=officer, now=quality.now, reason="The plan is changed")
    assert Clock.objects.get(rule="iro-dispute").outcome == "met"
    with pytest.raises(Refused, match="Name the child"):
        record(quality, K.IRO_CHALLENGE, person=None)


def test_withdrawn_before_an_answer(quality):
    voice = record(quality)
    who = {"by": quality.manager, "now": quality.now}
    with pytest.raises(Refused, match="no answer yet"):
        actions.close_voice(voice, **who, reason="Done")
    voice = actions.close_voice(voice, **who, reason="The mother rang", is_withdrawn=True)
    assert (voice.outcome, voice.stages.get().outcome) == ("withdrawn", "withdrawn")
    assert Clock.objects.get(rule="complaint-stage-1").outcome == "cancelled"


def test_a_double_click_records_one_and_a_late_form_changes_nothing(quality):
    key = uuid.uuid4()
    first, second = (record(quality, submission_key=key) for _ in range(2))
    assert first == second
    seen = first.version
    actions.extend_voice(first, by=quality.manager, now=quality.now, reason="Interpreter needed")
    with pytest.raises(Stale):
        actions.answer_voice(
            first, by=quality.manager, now=quality.now, answer="Yes", outcome="upheld", expected_version=seen
        )


def test_a_hidden_child_is_in_no_list_and_no_count(quality):
    voice, about_nobody = record(quality), record(quality, person=None)
    hide(quality.child, quality.now, quality.lead)
    scope = Scope(quality.manager, quality.now)
    assert list(queries.voices(scope)) == [about_nobody]
    assert queries.counts(scope).by_kind == {"complaint": 1}
    with pytest.raises(NotVisible):
        queries.get_visible_voice(scope, voice.reference)
    with pytest.raises(NotVisible):
        actions.answer_voice(voice, by=quality.manager, now=quality.now, answer="Yes", outcome="upheld")
    with pytest.raises(NotVisible):
        record(quality)


def test_who_may_read(quality, make_user):
    record(quality, person=None)
    for role in ("elected_member", "commissioner", "improvement_partner", "improvement_lead", "social_worker",
                 "student", "administrator", "early_help_manager"):  # fmt: skip
        assert not queries.visible_voices(Scope(make_user(role), quality.now)).exists(), role
    assert queries.counts(Scope(quality.lead, quality.now + dt.timedelta(days=60))).overdue == 1
