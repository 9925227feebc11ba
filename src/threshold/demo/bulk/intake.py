"""The rows of a contact: what the front door's actions write from its arrival to the partners' answers."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from threshold.core.clocks import Unit
from threshold.core.models import Message
from threshold.core.outbox import CLAIM
from threshold.demo import steps
from threshold.demo.book import ChildKey
from threshold.demo.bulk.ledger import Row
from threshold.demo.bulk.people import PeopleInBulk
from threshold.demo.bulk.shared import Clocks, Subject
from threshold.frontdoor import pack
from threshold.frontdoor.actions import gathering, missing
from threshold.frontdoor.codes import Section, Source
from threshold.frontdoor.links import hash_of
from threshold.frontdoor.models import (
    ConsentEntry,
    Contact,
    ContactChild,
    InformationRequest,
    LevelOfNeed,
    RagRating,
    ReturnInterview,
)
from threshold.frontdoor.states import ContactState, stage_of
from threshold.people.models import Passage

CONTACT, CHILD, DECISION, REQUEST, INTERVIEW = (
    "frontdoor.contact",
    "frontdoor.contactchild",
    "frontdoor.decision",
    "frontdoor.informationrequest",
    "frontdoor.returninterview",
)


@dataclass
class OpenChild:
    """A child on a contact that is not closed: the current decision, and the clocks of both."""

    pk: int
    key: int
    person_id: int
    decision: Row | None = None
    clocks: Clocks = field(default_factory=dict)
    decision_clocks: Clocks = field(default_factory=dict)


@dataclass
class OpenInterview:
    """A return home interview that is owed."""

    row: Row
    child: OpenChild
    contact: OpenContact
    clocks: Clocks


@dataclass
class OpenContact:
    """A contact that is not closed."""

    row: Row
    children: list[OpenChild] = field(default_factory=list)
    clocks: Clocks = field(default_factory=dict)
    requests: dict[int, tuple[Row, Clocks]] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return (CONTACT, self.row["id"])

    @property
    def people(self) -> list[int]:
        return [child.person_id for child in self.children]


class IntakeInBulk(PeopleInBulk):
    """One method for each kind of step from a contact's arrival to the partners' answers."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.open: dict[int, OpenContact] = {}
        self._practice = pack.of()
        self._queued: deque[Row] = deque()
        self._interviews: dict[ChildKey, OpenInterview] = {}
        # One hash for all: it takes long on purpose, and these links have lapsed.
        self._code_hash = make_password(secrets.token_hex(4))

    def _note(self, action: str, contact: OpenContact, step: Any, **detail: Any) -> None:
        self.note(action, contact.subject, step, contact.people, **detail)

    def _start(self, contact: OpenContact, code: str, started_at: dt.datetime, **options: Any) -> None:
        """`start_clock` of the front door's actions: about the child where there is only one."""
        self.start(
            contact.clocks, code, contact.subject, owner=contact.row, started_at=started_at,
            about_id=contact.people[0] if len(contact.children) == 1 else None, team_id=contact.row["team_id"],
            owner_id=contact.row["owner_id"], **options,
        )  # fmt: skip

    def _move(self, contact: OpenContact, to: str, step: Any, reason: str = "") -> None:
        self.moved(contact.subject, contact.row["state"], to, step, reason)
        contact.row["state"] = to

    def _advance(self, contact: OpenContact, step: Any, reason: str = "") -> None:
        decisions = [child.decision["state"] if child.decision else None for child in contact.children]
        stage = stage_of(is_analysed=contact.row["analysed_at"] is not None, decisions=decisions).value
        if stage == contact.row["state"]:
            return
        self._move(contact, stage, step, reason)
        if stage == ContactState.ANSWERING:
            self._start(contact, "feedback", step.at)
        elif stage == ContactState.DECIDING:
            self.stop(contact.clocks, "rag", step.at)

    # --- Intake

    def on_record_contact(self, step: steps.RecordContact) -> None:
        caller = step.caller
        anonymity = Contact.Anonymity.MAY_BE_NAMED if caller.may_be_named else Contact.Anonymity.ANONYMOUS_TO_FAMILY
        organisation = self.county.organisations[caller.organisation].pk if caller.organisation else None
        row = self.ledger[Contact].add_open(
            "closed_at",
            state=ContactState.RECEIVED.value,
            channel=step.channel,
            source=step.source,
            received_at=step.received_at,
            recorded_at=step.at,
            recorded_by_id=self.users[step.by],
            is_immediate_danger=step.is_immediate_danger,
            returned_from_missing_at=step.returned_from_missing_at,
            referrer_name=caller.name,
            referrer_role=caller.role,
            referrer_organisation_id=organisation,
            referrer_organisation_name=caller.organisation_name,
            referrer_telephone=caller.telephone,
            referrer_email=caller.email,
            referrer_anonymity=anonymity.value,
            language=step.language,
            interpreter_needed=step.interpreter_needed,
            team_id=self.county.teams[step.team].pk,
            pack_version_id=self.pack_version.pk,
        )
        contact = self.open[step.contact] = OpenContact(row)
        self.book.contacts[step.contact] = row["id"]
        self.moved(contact.subject, "", ContactState.RECEIVED.value, step)
        for place, told in enumerate(step.children):
            self._put_on(contact, step, place, told)
        for section in Section:
            if text := step.story.get(section.value, ""):
                self.write(contact.subject, section.value, text, step)
        if step.footing is not None:
            self._set_consent(contact, step, step.footing)
        self._note("frontdoor.record_contact", contact, step, channel=step.channel, source=step.source, repeated=False)

    def _put_on(self, contact: OpenContact, step: steps.RecordContact, place: int, told: steps.Told) -> None:
        if isinstance(told.person, int):
            key, person_id = told.person, self.book.people[told.person]
        else:
            key, person_id = told.person.key, self.record_person(step, told.person)
        team_id = contact.row["team_id"]
        pk = self.ledger[ContactChild].add(
            contact_id=contact.row["id"], person_id=person_id, position=place + 1, received_at=step.received_at
        )
        child = OpenChild(pk, key, person_id)
        contact.children.append(child)
        self.book.children[step.contact, place] = pk
        for code in ("decide", "decide-24h"):
            self.start(
                child.clocks, code, (CHILD, pk), owner=contact.row, started_at=step.received_at, about_id=person_id,
                team_id=team_id,
            )  # fmt: skip
        if step.returned_from_missing_at:
            self._expect_interview(contact, child, step.returned_from_missing_at, (step.contact, place))
        if told.level_by_referrer:
            self._level(child, LevelOfNeed.Point.REFERRER, told.level_by_referrer, "", step)
        self.tell(
            person_id, "contact", f"Contact received: {Source(step.source).label}", contact.subject, step,
            at=step.received_at, team_id=team_id,
        )  # fmt: skip

    def _expect_interview(
        self, contact: OpenContact, child: OpenChild, returned_at: dt.datetime, key: ChildKey
    ) -> None:
        """Open until it is recorded, which may be after the contact is closed."""
        row = contact.row
        interview = self.ledger[ReturnInterview].add_open("recorded_at", child_id=child.pk, returned_at=returned_at)
        clocks: Clocks = {}
        self.start(
            clocks, "return-interview", (CHILD, child.pk), owner=interview, started_at=returned_at,
            about_id=child.person_id, team_id=row["team_id"], owner_id=row["owner_id"], until="recorded_at",
        )  # fmt: skip
        child.clocks |= clocks
        self._interviews[key] = OpenInterview(interview, child, contact, clocks)

    def on_hold_interview(self, step: steps.HoldInterview) -> None:
        owed = self._interviews.pop((step.contact, step.child))
        row, child = owed.row, owed.child
        row.update(
            state=step.state, happened_at=step.happened_at, held_by_name=step.held_by, reason=step.reason,
            recorded_at=step.at, recorded_by_id=self.users[step.by],
        )  # fmt: skip
        row["version"] += 1
        if step.state == ReturnInterview.State.HELD:
            self.write((INTERVIEW, row["id"]), missing.SAID, step.text, step, about_id=child.person_id)
        self.stop(owed.clocks, missing.CLOCK, step.happened_at or step.at, step.reason, cancel=step.happened_at is None)
        self.tell(
            child.person_id, "return_interview", missing.TITLES[ReturnInterview.State(step.state)],
            owed.contact.subject, step, at=step.happened_at or step.at, team_id=owed.contact.row["team_id"],
        )  # fmt: skip
        self.note(
            "frontdoor.record_return_interview", (INTERVIEW, row["id"]), step, [child.person_id], state=step.state
        )

    def _level(self, child: OpenChild, point: str, level: str, reason: str, step: Any) -> None:
        self.ledger[LevelOfNeed].add(
            child_id=child.pk, point=str(point), level=level, reason=reason,
            pack_version_id=self.pack_version.pk, at=step.at, by_id=self.users[step.by],
        )  # fmt: skip

    def _set_consent(self, contact: OpenContact, step: Any, footing: steps.Footing) -> None:
        contact.row.update(
            consent=footing.consent,
            consent_given_by=footing.given_by,
            consent_given_on=footing.given_on,
            consent_scope=footing.scope,
            consent_reason=footing.reason,
            consent_overridden_by_id=self.users[step.by] if footing.consent == "overridden" else None,
            lawful_basis=footing.lawful_basis,
        )
        contact.row["version"] += 1
        self.ledger[ConsentEntry].add(
            contact_id=contact.row["id"], consent=footing.consent, given_by=footing.given_by,
            given_on=footing.given_on, scope=footing.scope, reason=footing.reason, lawful_basis=footing.lawful_basis,
            at=step.at, by_id=self.users[step.by],
        )  # fmt: skip

    def on_record_consent(self, step: steps.RecordConsent) -> None:
        contact = self.open[step.contact]
        self._set_consent(contact, step, step.footing)
        self._note("frontdoor.record_consent", contact, step, consent=step.footing.consent)

    def on_screen(self, step: steps.Screen) -> None:
        contact = self.open[step.contact]
        row = contact.row
        row["owner_id"] = row["owner_id"] or self.users[step.by]
        row["version"] += 1
        row["rag"] = step.rag
        self._move(contact, ContactState.GATHERING.value, step, step.reason)
        self._rate(contact, step)
        for child, level, why in zip(contact.children, step.levels, step.level_reasons, strict=True):
            self.reassign(child.clocks, team_id=row["team_id"], owner_id=row["owner_id"])
            if level:
                self._level(child, LevelOfNeed.Point.SCREENING, level, why, step)
        self._note("frontdoor.screen_contact", contact, step, rag=step.rag)

    def _rate(self, contact: OpenContact, step: steps.Screen | steps.Rerate) -> None:
        self.ledger[RagRating].add(
            contact_id=contact.row["id"], rag=step.rag, reason=step.reason, at=step.at, by_id=self.users[step.by]
        )
        self.stop(contact.clocks, "rag", step.at, "Re-rated", cancel=True)
        if contact.row["analysed_at"] is None:
            rating = self._practice.rating(step.rag)
            self._start(contact, "rag", step.at, limit=rating.limit, unit=rating.unit)

    def on_rerate(self, step: steps.Rerate) -> None:
        contact = self.open[step.contact]
        contact.row["rag"] = step.rag
        contact.row["version"] += 1
        self._rate(contact, step)
        self._note("frontdoor.rerate_contact", contact, step, rag=step.rag)

    def on_take_on(self, step: steps.TakeOn) -> None:
        contact = self.open[step.contact]
        owner_id = contact.row["owner_id"] = self.users[step.by]
        contact.row["version"] += 1
        for clocks in (contact.clocks, *(child.clocks for child in contact.children)):
            self.reassign(clocks, team_id=contact.row["team_id"], owner_id=owner_id)
        self._note("frontdoor.take_on_contact", contact, step, owner_id=owner_id)

    # --- Gathering

    def on_ask(self, step: steps.Ask) -> None:
        contact = self.open[step.contact]
        partner = self._practice.agency(step.agency)
        token = secrets.token_urlsafe(24)
        request = self.ledger[InformationRequest].add_open(
            "closed_at",
            contact.row,
            contact_id=contact.row["id"],
            agency=step.agency,
            question=step.question,
            lawful_basis="consent" if contact.row["consent"] == "given" else step.lawful_basis,
            asked_at=step.at,
            asked_by_id=self.users[step.by],
            sent_to=partner.email,
            token_hash=hash_of(token) if partner.email else "",
            code_hash=self._code_hash if partner.email else "",
            link_expires_at=step.at + gathering.LINK_LASTS if partner.email else None,
        )
        clocks: Clocks = {}
        contact.requests[step.request] = (request, clocks)
        self.book.requests[step.contact, step.request] = request["id"]
        clock = self.start(
            clocks, "information", (REQUEST, request["id"]), owner=contact.row, started_at=step.at,
            about_id=contact.people[0] if len(contact.children) == 1 else None, team_id=contact.row["team_id"],
            owner_id=contact.row["owner_id"], limit=partner.limit_hours, unit=Unit.HUB_HOURS,
        )  # fmt: skip
        request["due_at"] = clock["due_at"]
        if partner.email:
            heading, body = gathering.link_message(token, expires_at=request["link_expires_at"])
            subject = (REQUEST, request["id"])
            self._queue("information_request", subject, step, to=partner.email, heading=heading, body=body)
        self._note("frontdoor.ask_agency", contact, step, agency=step.agency, request_id=request["id"])

    def on_answer(self, step: steps.Answer) -> None:
        contact = self.open[step.contact]
        request, clocks = contact.requests[step.request]
        self._close_request(request, step, step.state)
        request.update(answered_by_name=step.name, answered_by_role=step.role)
        if step.text:
            travels = gathering.TRAVELS.get(request["agency"], Passage.Travels.THIRD_PARTY)
            self.write((REQUEST, request["id"]), gathering.ANSWER, step.text, step, travels)
        self.stop(clocks, "information", step.at)
        self._note("frontdoor.record_answer", contact, step, request_id=request["id"], state=step.state)

    def on_cancel_request(self, step: steps.CancelRequest) -> None:
        contact = self.open[step.contact]
        request, clocks = contact.requests[step.request]
        self._close_request(request, step, InformationRequest.State.CANCELLED.value)
        self.stop(clocks, "information", step.at, step.reason, cancel=True)
        self._note("frontdoor.cancel_request", contact, step, request_id=request["id"])

    def _close_request(self, request: Row, step: steps.Answer | steps.CancelRequest, state: str) -> None:
        request.update(
            state=state, answered_at=step.at, recorded_by_id=self.users[step.by], reason=step.reason, token_hash=""
        )
        request["version"] += 1

    def _queue(self, purpose: str, subject: Subject, step: Any, *, to: str, heading: str, body: str) -> int:
        message = self.ledger[Message].add_open(
            "sent_at",
            channel=Message.Channel.EMAIL.value,
            purpose=purpose,
            subject_type=subject[0],
            subject_id=subject[1],
            to=to,
            heading=heading,
            body=body,
            next_attempt_at=step.at,
            created_at=step.at,
            created_by_id=self.users[step.by],
        )
        self._queued.append(message)
        return int(message["id"])

    def on_deliver(self, step: steps.Deliver) -> None:
        if not self._queued:
            return
        message = self._queued.popleft()
        message.update(attempts=1, next_attempt_at=step.at + CLAIM, state=Message.State.SENT.value, sent_at=step.at)
        self.ledger.note(
            "core.send_message", by=self.users["worker"], at=step.at, subject=("core.message", message["id"]),
            detail={"state": "sent", "attempts": 1, "error": ""},
        )  # fmt: skip
