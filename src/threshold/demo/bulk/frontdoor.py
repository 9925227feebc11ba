"""The rows of the front door: what its actions write for a contact from its arrival to the answer."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from threshold.core.clocks import Unit
from threshold.core.models import Message
from threshold.core.outbox import CLAIM
from threshold.demo import steps
from threshold.demo.bulk.ledger import Row
from threshold.demo.bulk.people import PeopleInBulk
from threshold.demo.bulk.shared import Clocks, Subject
from threshold.frontdoor import pack
from threshold.frontdoor.actions import gathering
from threshold.frontdoor.actions.answer import LEFT_OUT, letter_for
from threshold.frontdoor.codes import AnalysisSection, Outcome, Section, Source
from threshold.frontdoor.links import hash_of
from threshold.frontdoor.models import (
    Contact,
    ContactChild,
    Decision,
    Feedback,
    InformationRequest,
    LevelOfNeed,
    RagRating,
)
from threshold.frontdoor.policies import LEADS_TO_TEAM
from threshold.frontdoor.states import ContactState, DecisionState, stage_of
from threshold.people.models import Passage

CONTACT, CHILD, DECISION, REQUEST = (
    "frontdoor.contact",
    "frontdoor.contactchild",
    "frontdoor.decision",
    "frontdoor.informationrequest",
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


class FrontdoorInBulk(PeopleInBulk):
    """One method for each kind of step at the front door."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.open: dict[int, OpenContact] = {}
        self._practice = pack.of()
        self._queued: deque[Row] = deque()
        # One hash for all: it takes long on purpose, and these links have lapsed.
        self._code_hash = make_password(secrets.token_hex(4))

    def hand_over(self, step: steps.SignOff, contact: OpenContact, child: OpenChild, decision: Row) -> None:
        """What `pathway` opens for a signed decision."""
        raise NotImplementedError

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
        if step.returned_from_missing_at:
            self._start(contact, "return-interview", step.returned_from_missing_at)
        self._note(
            "frontdoor.record_contact", contact, step, channel=step.channel, source=step.source, repeated=False
        )

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
        if told.level_by_referrer:
            self._level(child, LevelOfNeed.Point.REFERRER, told.level_by_referrer, "", step)
        self.tell(
            person_id, "contact", f"Contact received: {Source(step.source).label}", contact.subject, step,
            at=step.received_at, team_id=team_id,
        )  # fmt: skip

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
        for child, level in zip(contact.children, step.levels, strict=True):
            self.reassign(child.clocks, team_id=row["team_id"], owner_id=row["owner_id"])
            if level:
                self._level(child, LevelOfNeed.Point.SCREENING, level, "", step)
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
            self._queue("information_request", (REQUEST, request["id"]), step, to=partner.email, heading=heading, body=body)
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
        message.update(
            attempts=1, next_attempt_at=step.at + CLAIM, state=Message.State.SENT.value, sent_at=step.at
        )
        self.ledger.note(
            "core.send_message", by=self.users["worker"], at=step.at, subject=("core.message", message["id"]),
            detail={"state": "sent", "attempts": 1, "error": ""},
        )  # fmt: skip

    # --- Analysis and decision

    def on_analyse(self, step: steps.Analyse) -> None:
        contact = self.open[step.contact]
        for section in AnalysisSection:
            self.write(contact.subject, section.value, step.sections[section.value], step)
        contact.row["analysed_at"], contact.row["analysed_by_id"] = step.at, self.users[step.by]
        contact.row["version"] += 1
        self._advance(contact, step, "The analysis is written")
        self._note("frontdoor.write_analysis", contact, step)

    def _decision(self, step: steps.Propose | steps.Decide, state: str, **values: Any) -> Row:
        """A decision that takes the place of the child's current one."""
        contact = self.open[step.contact]
        child = contact.children[step.child]
        if child.decision is not None:
            before = child.decision["state"]
            child.decision["state"], child.decision["is_current"] = DecisionState.REPLACED.value, False
            self.moved((DECISION, child.decision["id"]), before, DecisionState.REPLACED.value, step)
        where = step.where
        leads = step.outcome in LEADS_TO_TEAM
        child.decision = self.ledger[Decision].add_open(
            "closed_at",
            contact.row,
            child_id=child.pk,
            contact_id=contact.row["id"],
            state=state,
            outcome=step.outcome,
            reason=step.reason,
            destination_team_id=self.county.teams[where.team].pk if leads and where.team else None,
            destination_offer=where.offer if step.outcome == Outcome.EARLY_HELP else "",
            destination_note=where.note,
            **values,
        )
        child.decision_clocks = {}
        self.book.decisions[step.contact, step.child] = child.decision["id"]
        self.moved((DECISION, child.decision["id"]), "", state, step)
        return child.decision

    def _note_decision(self, action: str, child: OpenChild, decision: Row, step: Any) -> None:
        self.note(
            action, (DECISION, decision["id"]), step, [child.person_id], outcome=decision["outcome"],
            contact_id=decision["contact_id"],
        )  # fmt: skip

    def on_propose(self, step: steps.Propose) -> None:
        contact = self.open[step.contact]
        decision = self._decision(
            step, DecisionState.PROPOSED.value, proposed_at=step.at, proposed_by_id=self.users[step.by]
        )
        contact.row["version"] += 1
        self._advance(contact, step)
        self._note_decision("frontdoor.propose_outcome", contact.children[step.child], decision, step)

    def on_decide(self, step: steps.Decide) -> None:
        contact = self.open[step.contact]
        child = contact.children[step.child]
        before = child.decision or {"proposed_at": None, "proposed_by_id": None}
        decision = self._decision(
            step, DecisionState.AWAITING_SIGN_OFF.value, proposed_at=before["proposed_at"],
            proposed_by_id=before["proposed_by_id"], decided_at=step.at, decided_by_id=self.users[step.by],
        )  # fmt: skip
        self._level(child, LevelOfNeed.Point.DECISION, step.level, step.level_reason, step)
        for code in ("decide", "decide-24h"):
            self.stop(child.clocks, code, step.at)
        self.start(
            child.decision_clocks, "sign-off", (DECISION, decision["id"]), owner=contact.row, started_at=step.at,
            about_id=child.person_id, team_id=contact.row["team_id"],
        )  # fmt: skip
        contact.row["version"] += 1
        self._advance(contact, step)
        self._note_decision("frontdoor.decide_outcome", child, decision, step)

    def _judge(self, step: steps.SignOff | steps.ReturnDecision, state: str) -> tuple[OpenContact, OpenChild, Row]:
        """Move the child's decision on, as a manager does."""
        contact = self.open[step.contact]
        child = contact.children[step.child]
        decision = child.decision
        assert decision is not None  # noqa: S101 - the plan decides before it signs off
        decision["version"] += 1
        self.moved((DECISION, decision["id"]), decision["state"], state, step, step.reason)
        decision["state"] = state
        return contact, child, decision

    def on_sign_off(self, step: steps.SignOff) -> None:
        contact, child, decision = self._judge(step, DecisionState.SIGNED_OFF.value)
        decision.update(signed_off_at=step.at, signed_off_by_id=self.users[step.by], sign_off_reason=step.reason)
        self.stop(child.decision_clocks, "sign-off", step.at)
        self.hand_over(step, contact, child, decision)
        self.tell(
            child.person_id, "decision", f"Decision signed off: {Outcome(decision['outcome']).label}",
            contact.subject, step, team_id=contact.row["team_id"],
        )  # fmt: skip
        contact.row["version"] += 1
        self._advance(contact, step)
        self._note_decision("frontdoor.sign_off_decision", child, decision, step)

    def on_return_decision(self, step: steps.ReturnDecision) -> None:
        contact, child, decision = self._judge(step, DecisionState.RETURNED.value)
        decision.update(returned_at=step.at, returned_by_id=self.users[step.by], return_reason=step.reason)
        self.stop(child.decision_clocks, "sign-off", step.at, "Returned")
        for code in ("decide", "decide-24h"):
            self.resume(child.clocks, code)
        contact.row["version"] += 1
        self._advance(contact, step, step.reason)
        self._note_decision("frontdoor.return_decision", child, decision, step)

    # --- The answer

    def on_give_feedback(self, step: steps.GiveFeedback) -> None:
        contact = self.open[step.contact]
        row = contact.row
        message_id, text = None, ""
        if step.status in (Feedback.Status.SENT_BY_MESSAGE, Feedback.Status.PRINTED):
            outcomes = [child.decision["outcome"] for child in contact.children if child.decision]
            heading, text = letter_for(
                Contact(pk=row["id"], referrer_name=row["referrer_name"], received_at=row["received_at"]), outcomes
            )
            message_id = self._letter(contact, step, heading, text)
        self.ledger[Feedback].add(
            contact_id=row["id"], status=step.status, message_id=message_id, text=text,
            left_out=_LEFT_OUT, reason=step.reason, at=step.at, by_id=self.users[step.by],
        )  # fmt: skip
        self.stop(contact.clocks, "feedback", step.at, step.reason)
        self._move(contact, ContactState.CLOSED.value, step)
        row["closed_at"] = step.at
        self._note("frontdoor.give_feedback", contact, step, status=step.status)
        del self.open[step.contact]

    def _letter(self, contact: OpenContact, step: steps.GiveFeedback, heading: str, text: str) -> int:
        if step.status == Feedback.Status.SENT_BY_MESSAGE:
            to = contact.row["referrer_email"]
            return self._queue("feedback", contact.subject, step, to=to, heading=heading, body=text)
        return self.ledger[Message].add(
            channel=Message.Channel.LETTER.value,
            purpose="feedback",
            subject_type=contact.subject[0],
            subject_id=contact.subject[1],
            heading=heading,
            body=text,
            state=Message.State.SENT.value,
            next_attempt_at=step.at,
            created_at=step.at,
            created_by_id=self.users[step.by],
            sent_at=step.at,
        )


_LEFT_OUT = json.dumps(list(LEFT_OUT))
