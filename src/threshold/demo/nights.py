"""What happens outside the working day, and in the daily meetings: shifts, their hand-over, triage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

from threshold.core.calendar import LONDON, is_working_day
from threshold.demo import county
from threshold.demo.course import work
from threshold.demo.steps import (
    AcceptShift,
    AddShiftEntry,
    CompleteFollowUp,
    CompleteTriageAction,
    DiscussChild,
    HandOverShift,
    RecordContact,
    RecordMeeting,
    Screen,
    StartShift,
    Step,
)
from threshold.demo.stories import say

MINUTE = dt.timedelta(minutes=1)
_EVENING, _MORNING = dt.time(17, 15), dt.time(8, 30)
_KINDS = ("advice", "advice", "visit", "strategy", "police_protection", "placement", "appropriate_adult", "no_action")
_OWNERS = ("DS Hawthorn, police", "Hattie Cradle, health", "Duty social worker")
_ATTENDED = (
    "DS Hawthorn (police), Hattie Cradle (health visiting), Bea Loam (Kettlewell Community College), "
    "Grace Anchor (Harbour Refuge), duty social worker"
)


def shifts(random: Random, history: Sequence[Step], first: dt.date, now: dt.datetime) -> Iterator[Step]:
    """A worker for every night, and for the days of weekends and holidays; the day team accepts in the morning.

    The last that has ended waits to be accepted; one that is running is open. Whoever has the last night is the
    visitors' own emergency worker.
    """
    by_worker = {step.contact: step for step in history if isinstance(step, Screen)}
    told = [
        (step, by_worker[step.contact].at)
        for step in history
        if isinstance(step, RecordContact) and step.channel == "emergency_duty" and step.contact in by_worker
    ]
    spans = [span for span in _spans(first, now.astimezone(LONDON).date()) if span[0] <= now]
    last_ended = max(ends for _, ends in spans if ends <= now)
    workers = county.staff_of("edt", "edt")
    lines = 0
    for number, (begins, ends) in enumerate(spans, start=1):
        worker = workers[(number - len(spans)) % len(workers)]  # the visitor's own is the first of them
        shift = StartShift(begins, worker, number)
        yield shift
        accepted_at = work(ends, random.randrange(4, 35))
        is_accepted = ends < last_ended and accepted_at <= now
        at = begins
        tonight: list[tuple[RecordContact | None, dt.datetime]] = [
            (step, screened_at) for step, screened_at in told if begins < screened_at + 4 * MINUTE < min(ends, now)
        ]
        for about, earliest in tonight or [(None, begins + random.randrange(30, 90) * MINUTE)]:
            lines += 1
            at = max(at, earliest) + 4 * MINUTE
            entry = _entry(random, at, shift=shift, number=lines, ends=ends, about=about)
            yield entry
            if entry.follow_up_due_at and is_accepted and random.random() < 0.8:
                yield CompleteFollowUp(work(accepted_at, random.randrange(20, 200)), "officer", lines)
        if ends <= now:
            yield HandOverShift(ends, worker, number, say(random, "night", "handover"))
        if is_accepted:
            yield AcceptShift(accepted_at, random.choice(("officer", "mabel.tarragon", "minnie.teasel")), number)


def _entry(
    random: Random, at: dt.datetime, *, shift: StartShift, number: int, ends: dt.datetime, about: RecordContact | None
) -> AddShiftEntry:
    kind = random.choice(_KINDS) if about else random.choice(("advice", "no_action", "appropriate_adult"))
    needs_more = about is not None and random.random() < 0.6
    return AddShiftEntry(
        min(at, ends - MINUTE),
        shift.by,
        shift.shift,
        number,
        kind,
        say(random, "night", kind),
        say(random, "night", "reason"),
        contact=about.contact if about else None,
        person=about.children[0].key if about else None,
        follow_up=say(random, "night", "follow_up") if needs_more else "",
        follow_up_due_at=work(ends, random.randrange(60, 300)) if needs_more else None,
    )


def _spans(first: dt.date, last: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """From when to when somebody of the emergency duty team works."""
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        if not is_working_day(day):
            yield _at(day, _MORNING), _at(day, _EVENING)
        yield _at(day, _EVENING), _at(day + dt.timedelta(days=1), _MORNING)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)


def meetings(
    random: Random, history: Sequence[Step], triage: dict[int, str], first: dt.date, now: dt.datetime
) -> Iterator[Step]:
    """The daily meetings about domestic abuse and missing children, and the weekly one about exploitation.

    Args:
        triage: which meeting a contact is for, by the contact.
    """
    recorded = [step for step in history if isinstance(step, RecordContact) and step.contact in triage]
    discussed: set[int] = set()
    number = 0
    last = now.astimezone(LONDON).date()
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        if not is_working_day(day):
            continue
        for kind, at in (("domestic_abuse", dt.time(9, 30)), ("missing", dt.time(11)), ("exploitation", dt.time(14))):
            held_at = _at(day, at)
            recorded_at = held_at + 35 * MINUTE
            if recorded_at + 30 * MINUTE > now or (kind == "exploitation" and day.weekday() != 3):
                continue
            since = held_at - dt.timedelta(days=8 if kind == "exploitation" else 4)
            about = [
                step for step in recorded
                if triage[step.contact] == kind and since < step.at < held_at and step.contact not in discussed
            ]  # fmt: skip
            if not about:
                continue
            number += 1
            chair = random.choice(("manager", "magnus.yarrow"))
            yield RecordMeeting(recorded_at, "officer", number, kind, held_at, chair, _ATTENDED)
            for place, step in enumerate(about[:6], start=1):
                discussed.add(step.contact)
                yield from _discussed(random, number, step.contact, recorded_at + place * MINUTE, now)


def _discussed(random: Random, meeting: int, contact: int, at: dt.datetime, now: dt.datetime) -> Iterator[Step]:
    wanted = random.random() < 0.6
    due_on = (at + dt.timedelta(days=random.randrange(1, 6))).date()
    yield DiscussChild(
        at, "officer", meeting, contact, 0, say(random, "meetings", "decision"), say(random, "meetings", "reason"),
        task=say(random, "meetings", "task") if wanted else "",
        task_owner=random.choice(_OWNERS) if wanted else "",
        task_due_on=due_on if wanted else None,
    )  # fmt: skip
    done_at = work(at, random.randrange(100, 1500))
    if wanted and random.random() < 0.75 and done_at < now:
        yield CompleteTriageAction(done_at, "officer", meeting, contact, 0)
