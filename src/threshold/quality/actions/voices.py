"""How does a compliment, complaint or challenge go from the day it came to its end? Each stage has its own clock."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock, once
from threshold.core.calendar import LONDON, add_working_days, day_of
from threshold.core.models import Clock
from threshold.people.models import Person
from threshold.people.queries import require_visible
from threshold.quality.models import VoiceRecord, VoiceStage
from threshold.quality.policies import voices as policies
from threshold.quality.queries import voices as queries
from threshold.quality.states import VoiceState
from threshold.quality.voice_stages import STAGES, WHOLE, Stage, after, stage_of

Kind, Outcome = VoiceRecord.Kind, VoiceRecord.Outcome


@action("quality.record_voice", permission=Permission.VOICE_RECORD)
def record_voice(
    kind: str,
    *,
    by: User,
    now: dt.datetime,
    came_from: str,
    team: Team,
    received_on: dt.date,
    summary: str,
    wanted: str = "",
    person: Person | None = None,
    submission_key: uuid.UUID | None = None,
) -> VoiceRecord:
    """Write down what was said. A compliment is closed with it; a complaint or challenge begins its first stage."""
    policies.check_can_record(
        kind=kind, has_person=person is not None, received_on=received_on, today=day_of(now), summary=summary
    )
    if person is not None:
        require_visible(Scope(by, now), person)
    is_compliment = kind == Kind.COMPLIMENT

    def make() -> VoiceRecord:
        made = VoiceRecord.objects.create(
            kind=kind, came_from=came_from, person=person, team=team, received_on=received_on, summary=summary.strip(),
            wanted=wanted.strip(), recorded_at=now, recorded_by=by,
            state=VoiceState.CLOSED if is_compliment else VoiceState.OPEN, closed_at=now if is_compliment else None,
        )  # fmt: skip
        status.begin(made, by=by, now=now)
        if not is_compliment:
            started_at = min(now, dt.datetime.combine(received_on, dt.time(9), LONDON).astimezone(dt.UTC))
            if kind in WHOLE:
                _start(WHOLE[kind], made, started_at)
            _begin_stage(made, STAGES[kind][0], started_at, by)
        return made

    made, _ = once("quality.record_voice", submission_key, now, VoiceRecord, make, by=by)
    _audit("quality.record_voice", made, by, now, kind=kind)
    return made


@action("quality.answer_voice", permission=Permission.VOICE_RECORD)
def answer_voice(
    voice: VoiceRecord,
    *,
    by: User,
    now: dt.datetime,
    answer: str,
    outcome: str,
    expected_version: int | None = None,
) -> VoiceRecord:
    """End the stage with its answer. Whoever made it is then content, or asks for the next stage."""
    voice = _locked(voice, by, now, expected_version)
    policies.check_can_answer(voice, is_recorder=voice.recorded_by_id == by.pk, answer=answer, outcome=outcome)
    stage = _open_stage(voice)
    _answer(stage, by, now, answer.strip(), outcome)
    change(voice)
    status.move(voice, VoiceState.ANSWERED, by=by, now=now)
    clocks.stop(_rule(voice, stage).rule, voice, now=now)
    _audit("quality.answer_voice", voice, by, now, stage=stage.stage, outcome=outcome)
    return voice


@action("quality.extend_voice", permission=Permission.VOICE_RECORD)
def extend_voice(
    voice: VoiceRecord, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> VoiceRecord:
    """Take the longest time that the law gives this stage, with the reason. Once for each stage."""
    voice = _locked(voice, by, now, expected_version)
    stage = _last_stage(voice)
    rule = _rule(voice, stage)
    policies.check_can_extend(stage, rule=rule, reason=reason)
    limit = rule.extended_limit or 0
    stage.extended_at, stage.extension_reason = now, reason.strip()
    stage.due_on = add_working_days(day_of(stage.started_at), limit)
    stage.save(update_fields=["extended_at", "extension_reason", "due_on"])
    change(voice)
    clocks.cancel(rule.rule, voice, now=now, reason="Extended")
    _start(rule.rule, voice, stage.started_at, limit=limit)
    _audit("quality.extend_voice", voice, by, now, stage=stage.stage)
    return voice


@action("quality.take_voice_further", permission=Permission.VOICE_RECORD)
def take_voice_further(
    voice: VoiceRecord, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> VoiceRecord:
    """On to the next stage. A challenge may go on before it was answered: a reviewing officer may refer at any time."""
    voice = _locked(voice, by, now, expected_version)
    last = _last_stage(voice)
    following = after(voice.kind, last.stage)
    policies.check_can_take_further(voice, has_next=following is not None, reason=reason)
    assert following is not None  # noqa: S101 - the policy refused otherwise
    if last.answered_at is None:
        _answer(last, by, now, "Not answered: taken to the next stage.", Outcome.NOT_UPHELD)
        clocks.cancel(_rule(voice, last).rule, voice, now=now, reason="Taken to the next stage")
    change(voice)
    if voice.state == VoiceState.ANSWERED:
        status.move(voice, VoiceState.OPEN, by=by, now=now, reason=reason.strip())
    _begin_stage(voice, following, now, by, reason.strip())
    _audit("quality.take_voice_further", voice, by, now, stage=following.code)
    return voice


@action("quality.close_voice", permission=Permission.VOICE_RECORD)
def close_voice(
    voice: VoiceRecord,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    is_withdrawn: bool = False,
    expected_version: int | None = None,
) -> VoiceRecord:
    """The end: whoever made it has the answer and does not go on, or has withdrawn it."""
    voice = _locked(voice, by, now, expected_version)
    policies.check_can_close(voice, is_withdrawn=is_withdrawn, reason=reason)
    last = _last_stage(voice)
    if last.answered_at is None:
        _answer(last, by, now, reason.strip(), Outcome.WITHDRAWN)
    outcome = Outcome.WITHDRAWN if is_withdrawn else last.outcome
    values = {"outcome": outcome, "closed_at": now, "version": voice.version + 1}
    status.move(voice, VoiceState.CLOSED, by=by, now=now, reason=reason.strip(), values=values)
    if voice.kind in WHOLE:
        clocks.stop(WHOLE[voice.kind], voice, now=now)
    for stage in STAGES[voice.kind]:
        clocks.cancel(stage.rule, voice, now=now, reason="Withdrawn")
    _audit("quality.close_voice", voice, by, now, outcome=voice.outcome)
    return voice


# --- What they share ----------------------------------------------------------------------------------------------


def _locked(voice: VoiceRecord, by: User, now: dt.datetime, expected_version: int | None) -> VoiceRecord:
    locked = lock(voice, expected_version=expected_version)
    queries.check_visible(Scope(by, now), locked)
    return locked


def _open_stage(voice: VoiceRecord) -> VoiceStage:
    return voice.stages.get(answered_at__isnull=True)


def _last_stage(voice: VoiceRecord) -> VoiceStage:
    last = voice.stages.order_by("-pk").first()
    assert last is not None or voice.kind == Kind.COMPLIMENT  # noqa: S101 - every other kind begins with a stage
    return last or VoiceStage(voice=voice, answered_at=voice.closed_at)


def _rule(voice: VoiceRecord, stage: VoiceStage) -> Stage:
    return stage_of(voice.kind, stage.stage)


def _answer(stage: VoiceStage, by: User, now: dt.datetime, answer: str, outcome: str) -> None:
    stage.answer, stage.outcome, stage.answered_at, stage.answered_by = answer, outcome, now, by
    stage.save(update_fields=["answer", "outcome", "answered_at", "answered_by"])


def _begin_stage(voice: VoiceRecord, stage: Stage, started_at: dt.datetime, by: User, reason: str = "") -> None:
    clock = _start(stage.rule, voice, started_at)
    VoiceStage.objects.create(
        voice=voice, stage=stage.code, started_at=started_at, started_by=by, reason=reason, due_on=day_of(clock.due_at)
    )


def _start(rule: str, voice: VoiceRecord, started_at: dt.datetime, *, limit: int | None = None) -> Clock:
    return clocks.start(
        rule, voice, started_at=started_at, about_id=voice.person_id, team_id=voice.team_id, limit=limit,
        unit=clocks.Unit.WORKING_DAYS if limit is not None else None,
    )  # fmt: skip


def _audit(name: str, voice: VoiceRecord, by: User, now: dt.datetime, **detail: Any) -> None:
    about = [voice.person_id] if voice.person_id else []
    journal.record(name, by=by, now=now, subject=voice, about=about, detail=detail)
