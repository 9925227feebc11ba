"""When may something be asked for, given, sealed, or drawn for inspectors?"""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import DocumentRequest, StaffInterview
from threshold.improvement.states import DocumentRequestState

LARGEST_SAMPLE = 200


def check_can_ask(*, words: str, asked_by: str, asked_at: dt.datetime, now: dt.datetime) -> None:
    if not words.strip():
        raise Refused("Say what was asked for.")
    if not asked_by.strip():
        raise Refused("Say which inspector asked, by their role.")
    if asked_at > now:
        raise Refused("It cannot have been asked in the future. Check the day and the time.")


def check_can_answer(
    asked: DocumentRequest, *, answer: str, is_anything_given: bool, is_of_the_authority: bool, is_repeated: bool
) -> None:
    """An answer gives something, or says in words why there is nothing to give."""
    if asked.state != DocumentRequestState.OPEN:
        raise Refused("This was answered already, or is no longer wanted.")
    if not answer.strip():
        raise Refused(
            "Say what you give, in a line for the inspector."
            if is_anything_given
            else "Give a document or evidence, or say why there is none."
        )
    if not is_of_the_authority:
        raise Refused("That document or evidence belongs to another authority.")
    if is_repeated:
        raise Refused("One of these was given to this request already. Give what is new.")


def check_can_ask_again(asked: DocumentRequest, *, reason: str) -> None:
    if asked.state != DocumentRequestState.ANSWERED:
        raise Refused("Only what was answered can be asked again.")
    if not reason.strip():
        raise Refused("Say what the inspector still needs.")


def check_can_withdraw(asked: DocumentRequest, *, reason: str) -> None:
    if asked.state != DocumentRequestState.OPEN:
        raise Refused("Only what is still asked for can be withdrawn.")
    if not reason.strip():
        raise Refused("Say why it is no longer wanted.")


def check_can_hand_on(asked: DocumentRequest, *, owner_may_use_room: bool) -> None:
    if asked.state != DocumentRequestState.OPEN:
        raise Refused("Only what is still asked for needs an owner.")
    if not owner_may_use_room:
        raise Refused("That person cannot open the inspection room. Choose somebody who can.")


def check_can_seal(*, is_anything_given: bool) -> None:
    if not is_anything_given:
        raise Refused("Inspectors have been given nothing yet, so there is nothing to seal.")


def check_can_plan_interview(*, job_title: str, interviewer: str, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if not job_title.strip() or not interviewer.strip():
        raise Refused("Say whose job it is that inspectors ask about, and which inspector asks.")
    if ends_at <= starts_at:
        raise Refused("The interview must end after it starts.")
    if ends_at - starts_at > dt.timedelta(hours=8):
        raise Refused("An interview is shorter than a working day. Check the times.")


def check_can_cancel_interview(interview: StaffInterview, *, reason: str) -> None:
    if interview.cancelled_because:
        raise Refused("This interview was cancelled already.")
    if not reason.strip():
        raise Refused("Say why it is not held.")


def check_can_draw(
    *, sees_people: bool, size: int, population: int, first_on: dt.date, last_on: dt.date, today: dt.date
) -> None:
    """Whoever draws sees the people: nobody is drawn from among those who are hidden from the drawer."""
    if not sees_people:
        raise NotPermitted("Only somebody who may see children's records can draw the cases.")
    if last_on < first_on or last_on > today:
        raise Refused("Choose days of the past, the last not before the first.")
    if not 1 <= size <= LARGEST_SAMPLE:
        raise Refused(f"Choose how many: from 1 to {LARGEST_SAMPLE}.")
    if not population:
        raise Refused("There is nobody of that kind in those days, so there is nothing to draw from.")
