"""What is on the desk today, and who is somebody special? The scenes that a visitor meets first.

The planner's chance makes the year; these scenes make sure that every list has something to show: contacts waiting
at each stage, hand-overs to accept, a partner who has not answered, a restricted child on the board, a family that
may have been recorded twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from threshold.core.calendar import LONDON, is_working_day
from threshold.demo.cases import Cases
from threshold.demo.course import HOURS, Course, work
from threshold.demo.families import Family
from threshold.demo.plan import Planner
from threshold.demo.steps import (
    Accept,
    AlertRestrictedMatch,
    Allocate,
    Analyse,
    Answer,
    Ask,
    BreakGlass,
    CancelRequest,
    CloseHandover,
    Decide,
    Deliver,
    Facts,
    GiveFeedback,
    KeepDraft,
    MarkNotSame,
    Merge,
    OfferAgain,
    Place,
    Propose,
    RecordConsent,
    RecordContact,
    Rerate,
    Restrict,
    ReturnDecision,
    ReviewAccess,
    Screen,
    SendBack,
    SignOff,
    Step,
    TakeOn,
)
from threshold.demo.stories import themes
from threshold.frontdoor.codes import AnalysisSection

MINUTE = dt.timedelta(minutes=1)

#: What has happened at each stage; everything about people has happened at all of them.
_GATHERED = (Screen, TakeOn, RecordConsent, Ask, Deliver, Rerate)
_DECIDED = (*_GATHERED, Answer, CancelRequest, Analyse, Propose, Decide)
_ANSWERED = (*_DECIDED, SignOff, ReturnDecision, GiveFeedback)
_HAPPENED: dict[str, tuple[type, ...]] = {
    "received": (),
    "gathering": _GATHERED,
    "deciding": (*_GATHERED, Answer, CancelRequest, Analyse, Propose),
    "awaiting": _DECIDED,
    "returned": (*_DECIDED, ReturnDecision),
    "answering": (*_DECIDED, SignOff),
    "offered": _ANSWERED,
    "accepted": (*_ANSWERED, Accept),
    "sent_back": (*_ANSWERED, SendBack),
    "allocated": (*_ANSWERED, Accept, Allocate),
}
_LATER = (*_ANSWERED, Accept, SendBack, OfferAgain, Allocate, CloseHandover)


class Scene(NamedTuple):
    """One contact that has come as far as `stage`, begun about `hours` of opening time ago."""

    stage: str
    theme: str
    hours: float
    rag: str = ""
    outcome: str = ""
    receiver: str = ""
    officer: str = ""
    worker: str = ""
    is_new: bool = True


_DESK = (
    Scene("received", "home", 0.4, "amber"),
    Scene("received", "domestic_abuse", 0.7, "amber"),
    Scene("received", "advice", 1.5, "blue", is_new=False),
    Scene("received", "contact_dispute", 3.5, "green", is_new=False),
    Scene("gathering", "injury", 1.2, "red", officer="officer"),
    Scene("gathering", "substances", 4, "amber", officer="officer", is_new=False),
    Scene("gathering", "hunger", 6, "green", officer="officer"),
    Scene("gathering", "exploitation", 3, "red", officer="socialworker", is_new=False),
    Scene("gathering", "self_harm", 14, "amber", officer="socialworker", is_new=False),
    Scene("gathering", "missing", 5, "amber"),
    Scene("deciding", "domestic_abuse", 11, "amber", officer="officer", is_new=False),
    Scene("deciding", "young_carer", 13, "green", officer="officer", is_new=False),
    Scene("deciding", "hunger", 16, "green", is_new=False),
    Scene("deciding", "online", 18, "amber", is_new=False),
    Scene("awaiting", "home", 14, "amber", "family_help", "fh_north", worker="socialworker"),
    Scene("awaiting", "contact_dispute", 15, "green", "no_further_action", worker="socialworker", is_new=False),
    Scene("awaiting", "self_harm", 17, "amber", "early_help", "eh_east", officer="officer", is_new=False),
    Scene("awaiting", "allegation", 12, "amber", "lado", "lado", is_new=False),
    Scene("awaiting", "injury", 9, "red", "strategy_discussion", "fh_north"),
    Scene("returned", "substances", 22, "amber", "no_further_action", worker="socialworker"),
    Scene("returned", "housing", 26, "green", "early_help", "eh_west", is_new=False),
    Scene("answering", "domestic_abuse", 20, "amber", "early_help", "eh_east", officer="officer"),
    Scene("answering", "disability", 24, "green", "information_and_advice", officer="officer", is_new=False),
    Scene("answering", "unborn", 25, "amber", "family_help", "fh_north"),
)
_HANDED_OVER = (
    Scene("offered", "hunger", 27, "green", "early_help", "eh_east"),
    Scene("offered", "home", 30, "amber", "family_help", "fh_north", is_new=False),
    Scene("offered", "allegation", 28, "amber", "lado", "lado"),
    Scene("offered", "private_fostering", 33, "green", "private_fostering", "fostering"),
    Scene("accepted", "young_carer", 36, "green", "early_help", "eh_east", is_new=False),
    Scene("accepted", "substances", 38, "amber", "family_help", "fh_north"),
    Scene("accepted", "transfer_in", 40, "amber", "transfer_in", "protection"),
    Scene("sent_back", "housing", 37, "green", "early_help", "eh_east"),
    Scene("allocated", "parent_mental_health", 44, "amber", "early_help", "eh_east"),
)


def scenes(planner: Planner, history: Sequence[Step], now: dt.datetime) -> list[Step]:
    """All steps of the cast, in no order of time."""
    director = _Director(planner, history, now)
    steps: list[Step] = []
    for scene in (*_DESK, *_HANDED_OVER):
        steps += director.stage(scene)
    steps += director.twice_recorded()
    steps += director.restricted()
    steps += director.drafts()
    steps += director.tonight()
    return steps


class _Director:
    def __init__(self, planner: Planner, history: Sequence[Step], now: dt.datetime) -> None:
        self._planner = planner
        self._now = now
        self._random = planner.random
        # Families of whom nothing is in hand: a second contact then changes nothing that was planned before.
        last_heard: dict[int, dt.datetime] = {}
        for step in history:
            if isinstance(step, RecordContact):
                last_heard.update((told.key, step.at) for told in step.children)
        quiet, settled = now - dt.timedelta(days=20), now - dt.timedelta(days=200)
        self._known: Iterator[Family] = (
            family
            for family in reversed(list(planner.known))
            if settled < max((last_heard.get(child.key, settled) for child in family.children), default=now) < quiet
            and all(child.birth_on and child.given_name for child in family.children)
        )
        self.desk: list[Course] = []

    # --- Contacts

    def stage(self, scene: Scene, family: Family | None = None) -> list[Step]:
        """The steps of a contact up to its stage, all of them before now: begun earlier until that is so."""
        theme = next(theme for theme in themes() if theme.code == scene.theme)
        minutes = scene.hours * 60
        if family is None and not scene.is_new:
            family = next(
                family
                for family in self._known
                if any(_fits(child, theme.youngest, theme.oldest, self._now) for child in family.children)
            )
        while True:
            received_at = before(self._now, minutes)
            cases = Cases(dict(self._planner.cases.referrals), dict(self._planner.cases.early_help))
            made = family or self._planner.families.make(
                received_at.date(), unborn=theme.youngest < 0, age=(theme.youngest, theme.oldest)
            )
            course = self._planner.course(
                received_at, theme, made, is_new=family is None or scene.is_new, cases=cases,
                pace=0.5, rag=scene.rag, outcome=scene.outcome, receiver=scene.receiver, officer=scene.officer,
                worker=scene.worker, team="ash" if scene.officer or scene.worker else "",
            )  # fmt: skip
            steps = _up_to(scene.stage, course.steps)
            if steps is not None and max(step.at for step in steps) < self._now - 4 * MINUTE:
                self.desk.append(course)
                return steps
            minutes += 20

    def twice_recorded(self) -> list[Step]:
        """Contacts about children who are on record already, written down a little differently."""
        steps: list[Step] = []
        changes = ("swap", "day", "typo", "no birth", "typo", "swap", "typo, no birth", "day")
        for number, change in enumerate(changes):
            family = next(self._known)
            child = family.children[0]
            again = self._planner.families.somebody_else(child, **_mistaken(child, change), identifiers=())
            is_old = number < 7
            scene = Scene("offered", "advice", 60 + 9 * number) if is_old else Scene("received", "advice", 2, "blue")
            told = self.stage(scene, _alone(again, family.place))
            steps += told
            at = work(max(step.at for step in told), 25)
            if number < 2:  # two were found and joined
                steps.append(Merge(at, "officer", child.key, again.key, _SAME))
            elif number == 2:
                steps.append(MarkNotSame(at, "socialworker", child.key, again.key, _NOT_SAME))
        return steps

    # --- Who may see whom

    def restricted(self) -> list[Step]:
        """Ten people whom not everybody may see, and two who broke the glass."""
        now = self._now
        steps: list[Step] = []
        hidden: list[Facts] = []
        for number, (kind, message, reason, users) in enumerate(_RESTRICTIONS):
            child = next(self._known).children[0]
            hidden.append(child)
            at = work(now - dt.timedelta(days=9 - number), 30)
            steps.append(Restrict(min(at, now - 30 * MINUTE), "manager", child.key, kind, message, reason, users))
        # One of them is on the board today.
        on_the_desk = next(
            step for course in self.desk for step in course.steps
            if isinstance(step, RecordContact) and course.steps[0] is step and len(step.children) == 1
        )  # fmt: skip
        kind, message, reason, users = _RESTRICTIONS[0]
        key = on_the_desk.children[0].key
        steps.append(Restrict(now - 3 * MINUTE, "manager", key, kind, message, reason, users))
        last_night = _local(now, -1, 22, 40) if now.astimezone(LONDON).hour < 23 else _local(now, 0, 22, 40)
        broken_at = work(now - dt.timedelta(days=4), 60)
        steps += [
            BreakGlass(broken_at, "fiona.cowslip", 1, hidden[0].key, _BROKE[0], broken_at + dt.timedelta(hours=4)),
            ReviewAccess(work(broken_at, 200), "leader", 1, True, "It was right to look."),
            BreakGlass(last_night, "edt", 2, hidden[1].key, _BROKE[1], last_night + dt.timedelta(hours=4)),
        ]
        # A restricted child was recorded again by somebody who may not see the first record.
        again = self._planner.families.somebody_else(hidden[2], identifiers=(), school="")
        told = self.stage(Scene("gathering", "advice", 4, "green", officer="officer"), _alone(again, again.place))
        at = max(step.at for step in told) + MINUTE
        return [*steps, *told, AlertRestrictedMatch(at, "officer", again.key, hidden[2].key)]

    # --- Out of hours, and half-finished

    def tonight(self) -> list[Step]:
        """Where it is night or weekend: what the emergency duty team has taken since the day team went home."""
        steps: list[Step] = []
        for theme, hours in (("injury", 1.2), ("missing", 3.5), ("domestic_abuse", 7)):
            received_at = self._now - dt.timedelta(hours=hours)
            if not HOURS.is_open(received_at) and not HOURS.is_open(self._now):
                kind = next(row for row in themes() if row.code == theme)
                family = self._planner.families.make(received_at.date(), age=(kind.youngest, kind.oldest))
                steps += self._planner.course(received_at, kind, family, is_new=True, rag="red").steps
        return [step for step in steps if step.at < self._now]

    def drafts(self) -> list[Step]:
        """What two people have typed and not sent."""
        gathering = next(
            course for course in self.desk
            if any(isinstance(step, Screen) and step.by == "officer" for step in course.steps)
        )  # fmt: skip
        contact = next(step.contact for step in gathering.steps if isinstance(step, RecordContact))
        typed = {section.value: "" for section in AnalysisSection}
        typed[AnalysisSection.WHAT_HAPPENED.value] = "The school rang this morning. What was seen is clear; what was"
        return [KeepDraft(self._now - 12 * MINUTE, "officer", "frontdoor.write_analysis", contact, urlencode(typed))]


_SAME = "The same child: name, date of birth and address agree once the slip is put right. Checked with the school."
_NOT_SAME = "Two children of the same name in one street. The school confirmed that they are cousins."
_BROKE = (
    "Police rang about a missing child at this address and needed to know tonight who has care of the child.",
    "A call from the hospital: the child is there with somebody, and I had to know who may take the child home.",
)
_CLOSED = "This record is restricted. Ask the front door's manager if you need it for your work."
_LIST = ("manager", "mabel.tarragon", "magnus.yarrow", "socialworker", "leader")
_RESTRICTIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("allow_list", _CLOSED, "The child's address must not become known: a court order protects it.", _LIST),
    ("allow_list", _CLOSED, "The child of a colleague. Only those who work with the family may look.", _LIST),
    ("allow_list", _CLOSED, "The family is known in public and the press has asked about it.", _LIST),
    ("allow_list", _CLOSED, "A parent gives evidence in a trial. The police asked for this.", (*_LIST, "lado")),
    ("allow_list", _CLOSED, "Adopted; the earlier name may be seen by few.", ("manager", "leader", "chair")),
    ("exclusion", "You are not able to open this record.", "A relative of the child works here.", ("olga.vetch",)),
    ("exclusion", "You are not able to open this record.", "A neighbour and friend of the mother.", ("officer",)),
    ("exclusion", "You are not able to open this record.", "The worker's own godchild.", ("familyhelp",)),
    ("exclusion", "You are not able to open this record.", "The parent is a former partner.", ("evan.chervil",)),
)


def _up_to(stage: str, steps: Sequence[Step]) -> list[Step] | None:
    """The steps that have happened at a stage; None where the course did not come by it."""
    if stage == "returned":
        place = next((n for n, step in enumerate(steps) if isinstance(step, ReturnDecision)), None)
        return [step for step in steps[: place + 1] if not isinstance(step, SignOff)] if place is not None else None
    if any(isinstance(step, ReturnDecision) for step in steps):
        return None
    was_sent_back = any(isinstance(step, SendBack) for step in steps)
    if was_sent_back != (stage == "sent_back"):
        return None
    happened = _HAPPENED[stage]
    kept = [step for step in steps if isinstance(step, happened) or not isinstance(step, _LATER)]
    if stage == "gathering":  # the first partner has answered, the others have not
        first = next((step for step in steps if isinstance(step, Answer)), None)
        asked = [step for step in kept if isinstance(step, Ask)]
        if len(asked) > 1 and first is not None:
            kept.append(first)
    return kept


def _alone(child: Facts, place: Place | None) -> Family:
    """A child of whom nothing else was recorded."""
    assert place is not None  # noqa: S101 - the planner gives every child a home
    return Family(
        number=-child.key, place=place, adults=(), children=(child,), ties=(), at_home=(child.key,), language="",
        needs_interpreter=False,
    )  # fmt: skip


def _fits(child: Facts, youngest: int, oldest: int, now: dt.datetime) -> bool:
    return child.birth_on is not None and youngest <= (now.date() - child.birth_on).days // 365 <= oldest


def _mistaken(child: Facts, change: str) -> dict[str, Any]:
    """What was written wrongly of a child on a busy day."""
    born, given = child.birth_on, child.given_name
    changes: dict[str, Any] = {}
    if "swap" in change:
        changes.update(given_name=child.family_name, family_name=given)
    if "typo" in change and len(given) > 3:
        changes["given_name"] = given[:2] + given[3] + given[2] + given[4:]
    if "no birth" in change:
        changes["birth_on"] = None
    if "day" in change and born:
        changes["birth_on"] = born.replace(day=born.month, month=born.day) if born.day <= 12 else born.replace(day=1)
    return changes


def _local(now: dt.datetime, days: int, hour: int, minute: int) -> dt.datetime:
    day = now.astimezone(LONDON).date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour, minute), LONDON).astimezone(dt.UTC)


def before(now: dt.datetime, minutes: float) -> dt.datetime:
    """The instant from which that many minutes of opening time have passed until now, to the minute."""
    left = dt.timedelta(minutes=round(minutes))
    day = now.astimezone(LONDON).date()
    while True:
        if is_working_day(day):
            opens = dt.datetime.combine(day, dt.time(8, 45), LONDON).astimezone(dt.UTC)
            closes = dt.datetime.combine(day, dt.time(17, 15), LONDON).astimezone(dt.UTC)
            end = min(closes, now)
            if end - opens > left:
                return end - left
            if end > opens:
                left -= end - opens
        day -= dt.timedelta(days=1)


__all__ = ["before", "scenes"]
