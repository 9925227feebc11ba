"""How does a plan become rows by way of the actions? One method for each kind of step; each calls one action."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

from threshold.access.models import User
from threshold.core import drafts, outbox
from threshold.demo import steps
from threshold.demo.book import Book, ChildKey
from threshold.demo.county import County
from threshold.frontdoor import actions as frontdoor
from threshold.frontdoor.actions.answer import letter_for
from threshold.frontdoor.actions.decision import Destination
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild, Referrer
from threshold.frontdoor.models import (
    Contact,
    ContactChild,
    Decision,
    InformationRequest,
    ReturnInterview,
    Shift,
    ShiftEntry,
    TriageItem,
    TriageMeeting,
)
from threshold.pathway import actions as pathway
from threshold.pathway.models import Handover
from threshold.people import actions as people
from threshold.people.models import EmergencyAccess, Household, Person


class ByActions:
    """Plays steps by calling the actions, each in its own transaction or savepoint."""

    def __init__(self, county: County, book: Book) -> None:
        self._county = county
        self._book = book

    @singledispatchmethod
    def play(self, step: Any) -> None:
        raise TypeError(f"No action is known for {type(step).__name__}.")

    def _user(self, local: str) -> User:
        return self._county.users[local]

    def _who(self, step: Any) -> dict[str, Any]:
        return {"by": self._user(step.by), "now": step.at}

    def _person(self, key: int) -> Person:
        return Person.objects.get(pk=self._book.people[key])

    def _contact(self, key: int) -> Contact:
        return Contact.objects.get(pk=self._book.contacts[key])

    def _child(self, key: ChildKey) -> ContactChild:
        return ContactChild.objects.select_related("contact").get(pk=self._book.children[key])

    def _decision(self, step: Any) -> Decision:
        pk = self._book.decisions[step.contact, step.child]
        return Decision.objects.select_related("child__contact").get(pk=pk)

    def _request(self, step: Any) -> InformationRequest:
        pk = self._book.requests[step.contact, step.request]
        return InformationRequest.objects.select_related("contact").get(pk=pk)

    def _handover(self, step: Any) -> Handover:
        return Handover.objects.get(pk=self._book.handovers[step.contact, step.child])

    # --- People

    def details_of(self, facts: steps.Facts) -> dict[str, Any]:
        """The keyword arguments of `record_person`."""
        details = facts._asdict()
        for name in ("key", "place", "place_is_confidential", "school"):
            del details[name]
        if facts.place:
            details["address"] = {**facts.place._asdict(), "is_confidential": facts.place_is_confidential}
        if facts.school:
            details["school"] = self._county.organisations[facts.school]
        return details

    @play.register
    def _(self, step: steps.RecordPerson) -> None:
        person = people.record_person(**self._who(step), **self.details_of(step.facts))
        self._book.people[step.facts.key] = person.pk

    @play.register
    def _(self, step: steps.AddName) -> None:
        people.add_name(
            self._person(step.person), **self._who(step), kind=step.kind, given_name=step.given_name,
            family_name=step.family_name,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.AddFormerAddress) -> None:
        people.add_former_address(
            self._person(step.person), **self._who(step), address=step.place._asdict(), starts_on=step.starts_on,
            ends_on=step.ends_on,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.Relate) -> None:
        people.relate_people(
            self._person(step.person), **self._who(step), other=self._person(step.other), kind=step.kind,
            has_parental_responsibility=step.has_parental_responsibility,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.SetHousehold) -> None:
        known = self._book.households.get(step.household)
        member = people.set_household(
            self._person(step.person),
            **self._who(step),
            household=Household.objects.get(pk=known) if known else None,
            address=step.place._asdict() if step.place else None,
        )
        self._book.households[step.household] = member.household_id

    @play.register
    def _(self, step: steps.RecordBirth) -> None:
        people.record_birth(
            self._person(step.person), **self._who(step), birth_on=step.birth_on, given_name=step.given_name,
            family_name=step.family_name, sex=step.sex,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.Merge) -> None:
        people.merge_people(
            self._person(step.person), **self._who(step), other=self._person(step.other), reason=step.reason
        )

    @play.register
    def _(self, step: steps.MarkNotSame) -> None:
        people.mark_not_same(
            self._person(step.person), **self._who(step), other=self._person(step.other), reason=step.reason
        )

    @play.register
    def _(self, step: steps.Restrict) -> None:
        people.restrict_person(
            self._person(step.person), **self._who(step), kind=step.kind, message=step.message, reason=step.reason,
            users=[self._user(local) for local in step.users],
        )  # fmt: skip

    @play.register
    def _(self, step: steps.BreakGlass) -> None:
        access = people.break_glass(
            self._person(step.person), **self._who(step), reason=step.reason, ends_at=step.ends_at
        )
        self._book.accesses[step.key] = access.pk

    @play.register
    def _(self, step: steps.ReviewAccess) -> None:
        access = EmergencyAccess.objects.get(pk=self._book.accesses[step.key])
        people.review_emergency_access(access, **self._who(step), was_justified=step.was_justified, note=step.note)

    @play.register
    def _(self, step: steps.AlertRestrictedMatch) -> None:
        people.alert_restricted_match(
            self._person(step.record), **self._who(step), restricted=self._person(step.restricted)
        )

    # --- The front door

    @play.register
    def _(self, step: steps.RecordContact) -> None:
        caller = step.caller._asdict()
        caller["organisation"] = self._county.organisations.get(step.caller.organisation)
        if caller.pop("may_be_named"):
            caller["anonymity"] = Contact.Anonymity.MAY_BE_NAMED
        children = [
            NamedChild(person=self._person(told.person), level_by_referrer=told.level_by_referrer)
            if isinstance(told.person, int)
            else NamedChild(details=self.details_of(told.person), level_by_referrer=told.level_by_referrer)
            for told in step.children
        ]
        contact = frontdoor.record_contact(
            **self._who(step),
            team=self._county.teams[step.team],
            channel=step.channel,
            source=step.source,
            received_at=step.received_at,
            children=children,
            story=step.story,
            referrer=Referrer(**caller),
            consent=ConsentRecord(**step.footing._asdict()) if step.footing else None,
            is_immediate_danger=step.is_immediate_danger,
            returned_from_missing_at=step.returned_from_missing_at,
            language=step.language,
            interpreter_needed=step.interpreter_needed,
        )
        self._book.contacts[step.contact] = contact.pk
        for told, child in zip(step.children, contact.children.order_by("position"), strict=True):
            self._book.children[step.contact, child.position - 1] = child.pk
            if not isinstance(told.person, int):
                self._book.people[told.person.key] = child.person_id

    @play.register
    def _(self, step: steps.HoldInterview) -> None:
        frontdoor.record_return_interview(
            ReturnInterview.objects.get(child_id=self._book.children[step.contact, step.child]), **self._who(step),
            state=step.state, happened_at=step.happened_at, held_by=step.held_by, text=step.text, reason=step.reason,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.RecordConsent) -> None:
        frontdoor.record_consent(
            self._contact(step.contact), **self._who(step), consent=ConsentRecord(**step.footing._asdict())
        )

    @play.register
    def _(self, step: steps.Screen) -> None:
        levels = {self._book.children[step.contact, place]: level for place, level in enumerate(step.levels)}
        reasons = {self._book.children[step.contact, place]: why for place, why in enumerate(step.level_reasons)}
        frontdoor.screen(
            self._contact(step.contact), **self._who(step), rag=step.rag, reason=step.reason, levels=levels,
            level_reasons=reasons,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.TakeOn) -> None:
        frontdoor.take_on(self._contact(step.contact), **self._who(step))

    @play.register
    def _(self, step: steps.Rerate) -> None:
        frontdoor.rerate(self._contact(step.contact), **self._who(step), rag=step.rag, reason=step.reason)

    @play.register
    def _(self, step: steps.Ask) -> None:
        asked = frontdoor.ask_agency(
            self._contact(step.contact), **self._who(step), agency=step.agency, question=step.question,
            lawful_basis=step.lawful_basis,
        )  # fmt: skip
        self._book.requests[step.contact, step.request] = asked.request.pk

    @play.register
    def _(self, step: steps.Answer) -> None:
        frontdoor.record_answer(
            self._request(step), **self._who(step), state=step.state, text=step.text, answered_by_name=step.name,
            answered_by_role=step.role, reason=step.reason,
        )  # fmt: skip

    @play.register
    def _(self, step: steps.CancelRequest) -> None:
        frontdoor.cancel_request(self._request(step), **self._who(step), reason=step.reason)

    @play.register
    def _(self, step: steps.Analyse) -> None:
        frontdoor.write_analysis(self._contact(step.contact), **self._who(step), sections=step.sections)

    def _destination(self, where: steps.Where) -> Destination:
        return Destination(self._county.teams.get(where.team), where.offer, where.note)

    @play.register
    def _(self, step: steps.Propose) -> None:
        decision = frontdoor.propose(
            self._child((step.contact, step.child)), **self._who(step), outcome=step.outcome, reason=step.reason,
            destination=self._destination(step.where),
        )  # fmt: skip
        self._book.decisions[step.contact, step.child] = decision.pk

    @play.register
    def _(self, step: steps.Decide) -> None:
        decision = frontdoor.decide(
            self._child((step.contact, step.child)), **self._who(step), outcome=step.outcome, reason=step.reason,
            level=step.level, level_reason=step.level_reason, destination=self._destination(step.where),
        )  # fmt: skip
        self._book.decisions[step.contact, step.child] = decision.pk

    @play.register
    def _(self, step: steps.SignOff) -> None:
        decision = frontdoor.sign_off(self._decision(step), **self._who(step), reason=step.reason)
        opened = Handover.objects.filter(source_type="frontdoor.decision", source_id=decision.pk).first()
        if opened is not None:
            self._book.handovers[step.contact, step.child] = opened.pk

    @play.register
    def _(self, step: steps.ReturnDecision) -> None:
        frontdoor.return_decision(self._decision(step), **self._who(step), reason=step.reason)

    @play.register
    def _(self, step: steps.GiveFeedback) -> None:
        contact = self._contact(step.contact)
        text = ""
        if step.status in ("message", "printed"):
            outcomes = contact.decisions.filter(is_current=True).values_list("outcome", flat=True)
            text = letter_for(contact, list(outcomes))[1]
        frontdoor.give_feedback(contact, **self._who(step), status_of_answer=step.status, text=text, reason=step.reason)

    @play.register
    def _(self, step: steps.Deliver) -> None:
        # The worker's own two halves, without the mail server between them.
        message = outbox.claim(step.at)
        if message is not None:
            outbox.record_sending(message, by=self._user("worker"), now=step.at)

    # --- Receiving

    @play.register
    def _(self, step: steps.Accept) -> None:
        pathway.accept_handover(self._handover(step), **self._who(step))

    @play.register
    def _(self, step: steps.SendBack) -> None:
        pathway.send_back_handover(self._handover(step), **self._who(step), reason=step.reason)

    @play.register
    def _(self, step: steps.OfferAgain) -> None:
        pathway.offer_again(
            self._handover(step), **self._who(step), team=self._county.teams[step.team], answer=step.answer
        )

    @play.register
    def _(self, step: steps.Allocate) -> None:
        pathway.allocate_handover(self._handover(step), **self._who(step), worker=self._user(step.worker))

    @play.register
    def _(self, step: steps.CloseHandover) -> None:
        pathway.close_handover(self._handover(step), **self._who(step), reason=step.reason)

    # --- Nights, meetings, drafts

    @play.register
    def _(self, step: steps.StartShift) -> None:
        self._book.shifts[step.shift] = frontdoor.start_shift(**self._who(step)).pk

    def _shift(self, key: int) -> Shift:
        return Shift.objects.get(pk=self._book.shifts[key])

    @play.register
    def _(self, step: steps.AddShiftEntry) -> None:
        entry = frontdoor.add_shift_entry(
            self._shift(step.shift),
            **self._who(step),
            kind=step.kind,
            decision=step.decision,
            reason=step.reason,
            contact=self._contact(step.contact) if step.contact is not None else None,
            person=self._person(step.person) if step.person is not None else None,
            follow_up=step.follow_up,
            follow_up_due_at=step.follow_up_due_at,
        )
        self._book.shift_entries[step.entry] = entry.pk

    @play.register
    def _(self, step: steps.CompleteFollowUp) -> None:
        entry = ShiftEntry.objects.get(pk=self._book.shift_entries[step.entry])
        frontdoor.complete_follow_up(entry, **self._who(step))

    @play.register
    def _(self, step: steps.HandOverShift) -> None:
        frontdoor.hand_over_shift(self._shift(step.shift), **self._who(step), note=step.note)

    @play.register
    def _(self, step: steps.AcceptShift) -> None:
        frontdoor.accept_shift(self._shift(step.shift), **self._who(step))

    @play.register
    def _(self, step: steps.RecordMeeting) -> None:
        meeting = frontdoor.record_meeting(
            **self._who(step), kind=step.kind, held_at=step.held_at, chaired_by=self._user(step.chaired_by),
            attendees=step.attendees,
        )  # fmt: skip
        self._book.meetings[step.meeting] = meeting.pk

    @play.register
    def _(self, step: steps.DiscussChild) -> None:
        frontdoor.discuss_child(
            TriageMeeting.objects.get(pk=self._book.meetings[step.meeting]),
            **self._who(step),
            child=self._child((step.contact, step.child)),
            decision=step.decision,
            reason=step.reason,
            task=step.task,
            task_owner=step.task_owner,
            task_due_on=step.task_due_on,
        )

    @play.register
    def _(self, step: steps.CompleteTriageAction) -> None:
        item = TriageItem.objects.get(
            meeting_id=self._book.meetings[step.meeting], child_id=self._book.children[step.contact, step.child]
        )
        frontdoor.complete_triage_action(item, **self._who(step))

    @play.register
    def _(self, step: steps.KeepDraft) -> None:
        subject = f"frontdoor.contact:{self._book.contacts[step.contact]}" if step.contact is not None else ""
        key = drafts.DraftKey(f"user:{self._user(step.by).pk}", step.form, subject)
        drafts.save(key, step.typed, step.at)
