"""When may a compliment, complaint or challenge be recorded, answered, extended, taken further or closed?"""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import VoiceRecord, VoiceStage
from threshold.quality.states import VoiceState
from threshold.quality.voice_stages import OUTCOMES, Stage

Kind = VoiceRecord.Kind


def check_can_record(*, kind: str, has_person: bool, received_on: dt.date, today: dt.date, summary: str) -> None:
    if received_on > today:
        raise Refused("The day is in the future. Check when it came in.")
    if not summary.strip():
        raise Refused("Say what was said, in the words of whoever said it where you can.")
    if kind == Kind.IRO_CHALLENGE and not has_person:
        raise Refused("A reviewing officer challenges what is done for one child. Name the child.")


def check_can_answer(voice: VoiceRecord, *, is_recorder: bool, answer: str, outcome: str) -> None:
    if voice.state != VoiceState.OPEN:
        raise Refused(f"This is “{voice.get_state_display().lower()}”: there is nothing to answer now.")
    if voice.kind in (Kind.IRO_CHALLENGE, Kind.AGENCY_CHALLENGE) and is_recorder:
        raise NotPermitted("You raised this challenge. Somebody else answers it.")
    if not answer.strip():
        raise Refused("Write the answer.")
    if outcome not in OUTCOMES[voice.kind]:
        raise Refused("Choose how this stage ended from the list.")


def check_can_extend(stage: VoiceStage, *, rule: Stage, reason: str) -> None:
    if rule.extended_limit is None:
        raise Refused("The days of this stage cannot be made longer.")
    if stage.extended_at:
        raise Refused("The days were made longer once already. They end when they end.")
    if stage.answered_at:
        raise Refused("This stage is answered already.")
    if not reason.strip():
        raise Refused("Say why it takes longer: whoever made the complaint will be told.")


def check_can_take_further(voice: VoiceRecord, *, has_next: bool, reason: str) -> None:
    if voice.state == VoiceState.CLOSED:
        raise Refused("This is closed. Record what is said now as something new.")
    if voice.state == VoiceState.OPEN and voice.kind == Kind.COMPLAINT:
        raise Refused("This stage has no answer yet. Answer it first; then it can be taken further.")
    if not has_next:
        raise Refused("There is no further stage here. Tell whoever made it about the ombudsman or the court.")
    if not reason.strip():
        raise Refused("Say why it goes to the next stage.")


def check_can_close(voice: VoiceRecord, *, is_withdrawn: bool, reason: str) -> None:
    if voice.state == VoiceState.CLOSED:
        raise Refused("This is closed already.")
    if voice.state == VoiceState.OPEN and not is_withdrawn:
        raise Refused("This has no answer yet. Answer it first, or say that it was withdrawn.")
    if not reason.strip():
        raise Refused("Say how whoever made it heard of this, or why it was withdrawn.")
