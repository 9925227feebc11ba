"""What happens to one contact, from its arrival to the closing of what it opened? Only who, what and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from threshold.core.calendar import Hours, add_hub_hours, day_of
from threshold.demo import county
from threshold.demo.cases import Case, Cases
from threshold.demo.families import Family
from threshold.demo.steps import (
    Accept,
    AddFormerAddress,
    AddName,
    Allocate,
    Analyse,
    Answer,
    Ask,
    Caller,
    CancelRequest,
    CloseHandover,
    Decide,
    Deliver,
    Facts,
    Footing,
    GiveFeedback,
    HoldInterview,
    OfferAgain,
    Propose,
    RecordConsent,
    RecordContact,
    RecordPerson,
    Relate,
    Rerate,
    ReturnDecision,
    Screen,
    SendBack,
    SetHousehold,
    SignOff,
    Step,
    TakeOn,
    Told,
    Where,
)  # fmt: skip
from threshold.demo.stories import Theme, analysis_of, phrases, say, story_of, words_for
from threshold.frontdoor.codes import Source

HOURS = Hours(dt.time(8, 45), dt.time(17, 15))
MINUTE = dt.timedelta(minutes=1)

#: Outcomes that open a referral where none is open.
_REFERRALS = frozenset({"family_help", "strategy_discussion", "private_fostering", "transfer_in"})
_LEVELS = {
    "no_further_action": ("1", "1", "2"), "information_and_advice": ("1", "2", "2"), "early_help": ("2", "2", "3"),
    "family_help": ("3", "4", "4"), "strategy_discussion": ("4",), "open_case": ("3", "4"), "lado": ("2", "3"),
    "private_fostering": ("3",), "transfer_in": ("4",), "other_authority": ("2", "3"),
}  # fmt: skip
#: What the agencies are called in the pack, with the partner of the county that answers and its limit in hours.
_AGENCIES = {
    "police": ("police", 2), "health": ("visiting", 4), "education": ("ashby", 4), "housing": ("homes", 6),
    "probation": ("probation", 6), "adults": ("adults", 4), "early_help": ("steps", 2), "voluntary": ("foodbank", 8),
}  # fmt: skip
_FAMILY_HELP = ("fh_north", "fh_south", "fh_west")
#: Which teams of the county may receive what an outcome leads to.
_RECEIVERS: Mapping[str, tuple[str, ...]] = {
    "early_help": ("eh_east", "eh_west"), "family_help": _FAMILY_HELP,
    "strategy_discussion": (*_FAMILY_HELP, "protection"), "lado": ("lado",), "private_fostering": ("fostering",),
    "transfer_in": ("protection",),
}  # fmt: skip
_OFFERS = ("parenting", "young_carers", "domestic_abuse_recovery", "youth_mentoring", "family_support")
#: How long what was opened lasts, in days, from and to.
_LASTS = {
    "early_help": (25, 150), "family_help": (30, 210), "strategy_discussion": (40, 260), "open_case": (5, 20),
    "lado": (20, 90), "private_fostering": (60, 200), "transfer_in": (60, 220),
}  # fmt: skip
#: Which partners of the county stand behind a source; the others are people without an organisation.
_CALLERS: Mapping[str, tuple[str, ...]] = {
    "2A": county.SCHOOLS, "2B": ("langmere", "kettlewell"), "3A": ("millstreet", "templegate"), "3B": ("visiting",),
    "3C": ("schoolnurses",), "3D": ("millstreet", "midwives"), "3E": ("infirmary",),
    "3F": ("minds", "midwives", "ambulance", "infirmary"), "4": ("homes", "borough_homes", "refuge"),
    "5A": ("adults", "recovery"), "5B": ("youthjustice",), "5C": ("northmoor", "eastfen"), "5D": ("steps",),
    "6": ("police", "police", "police", "transport_police"), "7": ("court", "probation"),
    "8": ("carers", "steps", "rovers", "foodbank", "lifeline", "acorns", "ducklings", "tumble"),
}  # fmt: skip
_RELATIVES = ("Grandmother", "Aunt", "Uncle", "Father", "Mother", "Cousin")
_FIRST = ("Ann", "Bill", "Carol", "Dev", "Elsie", "Frank", "Gita", "Harold", "Irene", "Jim", "Kath", "Leon")
_LAST = ("Appleyard", "Bobbin", "Cartwheel", "Dewberry", "Elderflower", "Fairweather", "Greenaway", "Haystack")


def work(at: dt.datetime, minutes: float) -> dt.datetime:
    """That many minutes of the front door's opening time later, to the whole minute."""
    return add_hub_hours(at, dt.timedelta(minutes=round(minutes)), HOURS)


@dataclass(frozen=True)
class Incoming:
    """A contact before anything has been done about it.

    Attributes:
        about: the facts of the children it names, in their order.
        is_new: the family is recorded with this contact.
        pace: how slowly the work goes; 1 is usual.
        receiver: the code of the team that what is decided leads to.
        officer, worker: who gathers, and who decides.
    """

    contact: int
    received_at: dt.datetime
    team: str
    family: Family
    about: tuple[Facts, ...]
    is_new: bool
    theme: Theme
    source: str
    pace: float = 1.0
    # What the scenes of the demo set and all others leave to chance:
    rag: str = ""
    outcome: str = ""
    receiver: str = ""
    officer: str = ""
    worker: str = ""


class Course:
    """The steps of one contact, in the order of time. `steps` is complete when the course has been made."""

    def __init__(self, random: Random, incoming: Incoming, cases: Cases) -> None:
        self._random = random
        self._in = incoming
        self._cases = cases
        self.steps: list[Step] = []
        self._officers = county.staff_of(incoming.team, "contact_officer")
        self._workers = county.staff_of(incoming.team, "social_worker")
        self._managers = county.staff_of(incoming.team, "team_manager")
        self._students = county.staff_of(incoming.team, "student")
        self._words = words_for(incoming.about)
        self._rag = incoming.rag or incoming.theme.ratings.pick(random)
        self._make()

    # --- The whole

    def _make(self) -> None:
        r, incoming = self._random, self._in
        by_night = not HOURS.is_open(incoming.received_at)
        with_edt = by_night and (self._rag == "red" or r.random() < 0.35)
        officer = r.choice(county.staff_of("edt", "edt")) if with_edt else self._officer()
        if with_edt:
            at = incoming.received_at + r.randrange(6, 40) * MINUTE
        else:
            at = work(incoming.received_at, r.randrange(3, 25))
        story = story_of(r, incoming.theme, self._words, known_before=not incoming.is_new)
        footing = self._footing(day_of(incoming.received_at))
        at = self._record(at, officer, story, footing, with_edt=with_edt)
        self.recorded_at = at + MINUTE
        if not with_edt and not incoming.officer:
            officer = r.choice((*self._officers, *self._officers, *self._workers, *self._students))
        screener = officer if officer not in self._students else r.choice(self._officers)
        if with_edt:
            at += r.randrange(5, 30) * MINUTE
        else:
            at = work(at, r.randrange(4, 20) if self._rag == "red" else r.randrange(8, 100) * incoming.pace)
        guess = incoming.outcome or incoming.theme.outcomes.pick(r)
        levels = tuple(r.choice(_LEVELS[guess]) for _ in incoming.about)
        self._hold_interviews(officer)
        self._add(
            Screen(
                at, screener, incoming.contact, self._rag, say(r, "screening", self._rag), levels, self._whys(levels)
            )
        )
        if with_edt:  # the day team takes it on in the morning
            officer = self._officer()
            at = work(at, r.randrange(10, 40))
            self._add(TakeOn(at, officer, incoming.contact))
        wins_over = {"red": 1.0, "amber": 0.6}.get(self._rag, 0.0)
        if footing.consent == "refused" and r.random() < wins_over:
            at = work(at, r.randrange(10, 60))
            footing = Footing("overridden", reason=say(r, "words", "consent_overridden"), lawful_basis="safeguarding")
            self._add(RecordConsent(at, r.choice(self._managers), incoming.contact, footing))
        at = self._gather(at, officer, footing)
        at = work(at, r.randrange(15, 90) * incoming.pace)
        self._add(Analyse(at, officer, incoming.contact, analysis_of(r, incoming.theme, self._words, story)))
        self._conclude(at, officer, guess, levels)

    def _officer(self) -> str:
        return self._in.officer or self._random.choice(self._officers)

    def _add(self, step: Step) -> None:
        self.steps.append(step)

    # --- Recording

    def _record(
        self, at: dt.datetime, officer: str, story: Mapping[str, str], footing: Footing, *, with_edt: bool
    ) -> dt.datetime:
        r, incoming, family = self._random, self._in, self._in.family
        level_known = incoming.source[0] in "2356" and r.random() < 0.6
        children = tuple(
            Told(facts if incoming.is_new else facts.key, r.choice("2233344") if level_known else "")
            for facts in incoming.about
        )
        returned = self._returned_at = None
        if incoming.theme.code == "missing":
            returned = self._returned_at = incoming.received_at - r.randrange(20, 240) * MINUTE
        self._add(
            RecordContact(
                at, officer, incoming.contact, incoming.team, self._channel(with_edt), incoming.source,
                incoming.received_at, children, story, self._caller(), footing,
                is_immediate_danger=self._rag == "red" and r.random() < 0.4,
                returned_from_missing_at=returned,
                language=family.language, interpreter_needed=family.needs_interpreter,
            )
        )  # fmt: skip
        if incoming.is_new:
            at = self._record_family(at + r.randrange(2, 6) * MINUTE, officer)
        return at

    def _record_family(self, at: dt.datetime, officer: str) -> dt.datetime:
        """Everybody else in the family, who is who, and who lives where."""
        family = self._in.family
        named = {facts.key for facts in self._in.about}
        for facts in family.people:
            if facts.key not in named:
                self._add(RecordPerson(at, officer, facts))
        at += MINUTE
        for tie in family.ties:
            self._add(Relate(at, officer, *tie))
        place: object = family.place
        for key in family.at_home:
            self._add(SetHousehold(at, officer, key, family.number, family.place if place else None))
            place = None
        for name in family.nicknames:
            self._add(AddName(at, officer, name.person, "short", name.given_name, name.family_name))
        if family.former:
            former, ended_on = family.former
            for key in family.at_home[:2]:
                self._add(AddFormerAddress(at, officer, key, former, None, ended_on))
        return at + MINUTE

    def _channel(self, with_edt: bool) -> str:
        r, source = self._random, self._in.source
        if with_edt:
            return "emergency_duty"
        if source == Source.POLICE:
            return r.choice(("police_notice", "police_notice", "police_notice", "phone"))
        if source in ("1A", "1B", "1C", "1D", "9"):
            return r.choice(("phone", "phone", "public_form"))
        if source == "10":
            return r.choice(("phone", "email"))
        return r.choice(("professional_form", "professional_form", "phone", "email"))

    def _caller(self) -> Caller:
        r, source = self._random, self._in.source
        if source in _CALLERS:
            partner = county.PARTNER[r.choice(_CALLERS[source])]
            name, job = r.choice(partner.people)
            return Caller(
                name, job, organisation=partner.code, telephone=county.telephone_of(r.randrange(1000)),
                email=county.email_of(name, partner.code), may_be_named=r.random() < 0.7,
            )  # fmt: skip
        if source in (Source.ANONYMOUS, Source.UNKNOWN):
            return Caller()
        if source == Source.SELF:
            return Caller(name=self._in.about[0].given_name, telephone=f"07700 900{r.randrange(1000):03}")
        name = f"{r.choice(_FIRST)} {r.choice(_LAST)}"
        email = f"{name.lower().replace(' ', '.')}@post.example" if r.random() < 0.5 else ""
        role = r.choice(_RELATIVES) if source == Source.FAMILY else r.choice(("Neighbour", "Family friend"))
        return Caller(name, role, telephone=f"07700 900{r.randrange(1000):03}", email=email)

    def _footing(self, received_on: dt.date) -> Footing:
        r = self._random
        basis = {"red": "section_47", "amber": "safeguarding"}.get(self._rag, "public_task")
        chance = r.random()
        if chance < 0.5:
            who = r.choice(("Mother", "Mother", "Father", "Both parents"))
            return Footing("given", who, received_on, scope=say(r, "words", "consent_scope"))
        if chance < 0.66:
            return Footing("refused", reason=say(r, "words", "consent_refused"), lawful_basis=basis)
        return Footing("not_sought", reason=say(r, "words", "consent_not_sought"), lawful_basis=basis)

    def _whys(self, levels: tuple[str, ...]) -> tuple[str, ...]:
        """Why each child's level at screening is not the one that the referrer saw; empty where it is."""
        told = next(step for step in self.steps if isinstance(step, RecordContact)).children
        r = Random(self._in.contact)  # noqa: S311 - a chance of its own: the rest of the plan stays what it was
        whys = []
        for child, level in zip(told, levels, strict=True):
            before = child.level_by_referrer
            is_same = not before or before == level
            whys.append("" if is_same else say(r, "screening", "higher" if level > before else "lower"))
        return tuple(whys)

    def _hold_interviews(self, officer: str) -> None:
        """Of every child who came back: most within three days, some late, some declined."""
        contact = self._in.contact
        if self._returned_at is None:
            return
        r = Random(contact)  # noqa: S311 - a chance of its own: the rest of the plan stays what it was
        for child in range(len(self._in.about)):
            happened_at = work(self.recorded_at, r.randrange(60, 1300) if r.random() < 0.8 else r.randrange(1400, 2600))
            at = work(happened_at, r.randrange(10, 120))
            chance = r.random()
            if chance < 0.72:
                text = say(r, "interviews", "said")
                self._add(HoldInterview(at, officer, contact, child, "held", happened_at, "Outreach worker", text))
            elif chance < 0.9:
                reason = say(r, "interviews", "declined")
                self._add(HoldInterview(at, officer, contact, child, "declined", happened_at, reason=reason))
            else:
                reason = say(r, "interviews", "not_possible")
                self._add(HoldInterview(at, officer, contact, child, "not_possible", None, reason=reason))

    # --- Gathering

    def _gather(self, at: dt.datetime, officer: str, footing: Footing) -> dt.datetime:
        r, incoming = self._random, self._in
        number = {"red": (2, 3), "amber": (1, 1, 2, 3), "green": (0, 0, 1), "blue": (0,)}[self._rag]
        agencies = list(_AGENCIES)
        r.shuffle(agencies)
        chosen = agencies[: r.choice(number)]
        if footing.consent == "refused":
            chosen = []  # nobody is asked against a refusal that no manager has overridden
        last = at
        pending: list[Step] = []
        for request, agency in enumerate(chosen, start=1):
            asked_at = work(at, r.randrange(3, 30))
            question = phrases()["questions"][agency]
            basis = "" if footing.consent == "given" else footing.lawful_basis
            self._insert(pending, Ask(asked_at, officer, incoming.contact, request, agency, question, basis))
            if agency != "voluntary":  # who has no address is rung up
                self._insert(pending, Deliver(asked_at + MINUTE))
            limit = _AGENCIES[agency][1] * 60
            answered_at = work(asked_at, limit * r.choice((0.2, 0.3, 0.5, 0.7, 0.9, 0.95, 1.3)) * incoming.pace**0.5)
            last = max(last, answered_at)
            self._insert(pending, self._answer(answered_at, officer, request, agency))
        if r.random() < 0.08 and self._rag in ("amber", "green"):
            up = r.random() < 0.6
            rag = {"amber": "red" if up else "green", "green": "amber" if up else "blue"}[self._rag]
            reason = say(r, "screening", "rerate_up" if up else "rerate_down")
            rated_at = work(at, r.randrange(40, 120))
            self._insert(pending, Rerate(rated_at, r.choice(self._workers), incoming.contact, rag, reason))
            last = max(last, rated_at)
        self.steps += pending
        return last

    def _insert(self, pending: list[Step], step: Step) -> None:
        """Keep the steps of several requests, which overlap, in the order of time."""
        place = len(pending)
        while place and pending[place - 1].at > step.at:
            place -= 1
        pending.insert(place, step)

    def _answer(self, at: dt.datetime, officer: str, request: int, agency: str) -> Step:
        r, contact = self._random, self._in.contact
        partner = county.PARTNER[_AGENCIES[agency][0]]
        name, job = r.choice(partner.people)
        chance = r.random()
        if chance < 0.78:
            return Answer(at, officer, contact, request, "returned", say(r, "answers", agency), name, job)
        if chance < 0.92:
            return Answer(at, officer, contact, request, "nothing_known", "", name, job)
        if chance < 0.96:
            reason = say(r, "answers", "declined")
            return Answer(at, officer, contact, request, "declined", "", name, job, reason)
        return CancelRequest(at, officer, contact, request, say(r, "words", "cancel_request"))

    # --- Deciding and handing over

    def _conclude(self, at: dt.datetime, officer: str, guess: str, levels: tuple[str, ...]) -> None:
        r, incoming = self._random, self._in
        worker = incoming.worker or r.choice([name for name in self._workers if name != officer])
        manager = r.choice(self._managers)
        first = work(at, r.randrange(10, 120) * incoming.pace)
        is_returned = r.random() < 0.07
        signed = work(first, r.randrange(10, 230) * incoming.pace)
        second = work(signed, r.randrange(30, 240))
        last = work(second, r.randrange(10, 120)) if is_returned else signed
        if r.random() < 0.55:
            for number in range(len(incoming.about)):
                outcome, where = self._outcome(number, guess, first, last)
                reason = say(r, "words", "proposal") + say(r, "reasons", outcome)
                self._add(Propose(work(at, 2), officer, incoming.contact, number, outcome, reason, where))
        handed: list[tuple[int, str, Where]] = []
        plans = []
        for number, screened in enumerate(levels):
            outcome, where = self._outcome(number, guess, first, last)
            level = screened if r.random() < 0.6 and screened in _LEVELS[outcome] else r.choice(_LEVELS[outcome])
            how = "level_same" if level == screened else ("level_up" if level > screened else "level_down")
            decide = Decide(
                first, worker, incoming.contact, number, outcome, say(r, "reasons", outcome), level,
                say(r, "words", how), where,
            )  # fmt: skip
            plans.append(decide)
            handed.append((number, outcome, where))
        self.steps += plans
        returned = r.randrange(len(plans)) if is_returned else None
        for decide in plans:
            if decide.child != returned:
                self._add(SignOff(signed, manager, incoming.contact, decide.child, say(r, "words", "sign_off")))
            else:
                reason = say(r, "words", "return_decision")
                self._add(ReturnDecision(signed, manager, incoming.contact, decide.child, reason))
        if returned is not None:
            decide = plans[returned]
            self._add(decide._replace(at=second, reason=say(r, "words", "second_reason") + decide.reason))
            self._add(SignOff(last, manager, incoming.contact, returned, say(r, "words", "sign_off")))
        after: list[Step] = []
        self._feedback(after, last, officer)
        for number, outcome, where in handed:
            at_sign = last if number == returned else signed
            self._hand_over(after, at_sign, number, outcome, where)
        after.sort(key=lambda step: step.at)
        self.steps += after

    def _outcome(self, number: int, guess: str, first: dt.datetime, last: dt.datetime) -> tuple[str, Where]:
        """The outcome for one child: the theme's, unless the child has something open or the siblings differ."""
        r = self._random
        child = self._in.about[number]
        is_set = number == 0 or self._in.outcome != ""
        outcome = guess if is_set or r.random() < 0.85 else self._in.theme.outcomes.pick(r)
        until = last + dt.timedelta(days=7)
        standing = self._cases.standing(child.key, first, until)
        if standing == "open" and outcome not in ("lado", "other_authority"):
            return "open_case", Where()
        if standing == "unclear" and outcome in _REFERRALS:
            outcome = "information_and_advice"
        if outcome == "early_help":
            case = self._cases.early_help.get(child.key)
            if case is not None and case.closes_at > first:
                outcome = "information_and_advice"
        return outcome, self._where(outcome)

    def _where(self, outcome: str) -> Where:
        r = self._random
        offer = r.choice(_OFFERS) if outcome == "early_help" else ""
        if outcome in _RECEIVERS:
            return Where(self._in.receiver or r.choice(_RECEIVERS[outcome]), offer)
        if outcome == "other_authority":
            return Where(note="Northmoor Borough Council: spoke to the duty social worker")
        return Where()

    def _hand_over(self, after: list[Step], signed: dt.datetime, number: int, outcome: str, where: Where) -> None:
        r, contact = self._random, self._in.contact
        if outcome not in _LASTS:
            return
        child = self._in.about[number].key
        team = where.team or self._cases.referrals[child].team
        receivers = county.staff_of(team, "team_manager", "early_help_manager", "lado")
        receiver = receivers[0]
        at = work(signed, r.randrange(10, 280) * self._in.pace**0.5)
        if r.random() < 0.05 and outcome != "open_case":
            after.append(SendBack(at, receiver, contact, number, say(r, "words", "send_back")))
            at = work(at, r.randrange(40, 200))
            after.append(
                OfferAgain(at, r.choice(self._managers), contact, number, team, say(r, "words", "offer_again"))
            )
            at = work(at, r.randrange(10, 200))
        after.append(Accept(at, receiver, contact, number))
        if outcome != "open_case":
            workers = county.staff_of(team, "social_worker", "early_help_practitioner") or receivers
            at = work(at, r.randrange(20, 560))
            after.append(Allocate(at, receiver, contact, number, r.choice(workers)))
        days = r.randrange(*_LASTS[outcome])
        closes = work(at + dt.timedelta(days=days), r.randrange(5, 300))
        after.append(CloseHandover(closes, receiver, contact, number, say(r, "words", "close_handover")))
        if outcome in _REFERRALS and self._cases.standing(child, signed, signed) == "free":
            self._cases.referrals[child] = Case(team, signed, closes)
        elif outcome == "early_help":
            self._cases.early_help[child] = Case(team, signed, closes)

    def _feedback(self, after: list[Step], signed: dt.datetime, officer: str) -> None:
        r, contact = self._random, self._in.contact
        record = next(step for step in self.steps if isinstance(step, RecordContact))
        at = work(signed, r.randrange(8, 420) * self._in.pace**0.5)
        if not (record.caller.name or record.caller.telephone):
            after.append(GiveFeedback(at, officer, contact, "not_possible", say(r, "words", "not_possible")))
        elif record.caller.email:
            after.append(GiveFeedback(at, officer, contact, "message"))
            after.append(Deliver(at + MINUTE))
        elif r.random() < 0.5:
            after.append(GiveFeedback(at, officer, contact, "printed"))
        else:
            after.append(GiveFeedback(at, officer, contact, "spoken", say(r, "words", "spoken")))


def children_of(family: Family, on: dt.date) -> Sequence[Facts]:
    """Who of a family is a child on a day."""
    return [facts for facts in family.children if facts.birth_on is None or (on - facts.birth_on).days < 18 * 365]
