"""Which method plays which step, and which tables are written?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from threshold.core.models import AuditEntry, Clock, Message, StatusChange
from threshold.demo import steps
from threshold.demo.bulk.pathway import PathwayInBulk
from threshold.frontdoor import models as frontdoor
from threshold.pathway import models as pathway
from threshold.people import models as people

#: What `Ledger` copies, in this order. The audit log is written by the ledger itself.
TABLES: tuple[type[Model], ...] = (
    people.Address, people.Identity, people.Person, people.PersonName, people.PersonAddress, people.Identifier,
    people.Relationship, people.Household, people.HouseholdMember, frontdoor.Contact, frontdoor.ContactChild,
    frontdoor.ReturnInterview, frontdoor.RagRating, frontdoor.ConsentEntry, frontdoor.LevelOfNeed,
    frontdoor.Decision, frontdoor.InformationRequest, Message,
    frontdoor.Feedback, pathway.Handover, pathway.Referral, pathway.EarlyHelpEpisode, people.Involvement,
    people.Passage, people.Passage.about.through, people.ChronologyEntry, Clock, StatusChange,
)  # fmt: skip
WITH_AUDIT: tuple[type[Model], ...] = (*TABLES, AuditEntry)


class InBulk(PathwayInBulk):
    """Plays steps into the ledger. What people do by night and in meetings is left to the actions."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._methods: dict[type, Callable[[Any], None]] = {
            steps.RecordPerson: self.on_record_person,
            steps.AddName: self.on_add_name,
            steps.AddFormerAddress: self.on_add_former_address,
            steps.Relate: self.on_relate,
            steps.SetHousehold: self.on_set_household,
            steps.RecordBirth: self.on_record_birth,
            steps.RecordContact: self.on_record_contact,
            steps.HoldInterview: self.on_hold_interview,
            steps.RecordConsent: self.on_record_consent,
            steps.Screen: self.on_screen,
            steps.TakeOn: self.on_take_on,
            steps.Rerate: self.on_rerate,
            steps.Ask: self.on_ask,
            steps.Answer: self.on_answer,
            steps.CancelRequest: self.on_cancel_request,
            steps.Analyse: self.on_analyse,
            steps.Propose: self.on_propose,
            steps.Decide: self.on_decide,
            steps.SignOff: self.on_sign_off,
            steps.ReturnDecision: self.on_return_decision,
            steps.GiveFeedback: self.on_give_feedback,
            steps.Deliver: self.on_deliver,
            steps.Accept: self.on_accept,
            steps.SendBack: self.on_send_back,
            steps.OfferAgain: self.on_offer_again,
            steps.Allocate: self.on_allocate,
            steps.CloseHandover: self.on_close_handover,
        }

    def knows(self, step: Any) -> bool:
        """Whether this kind of step can be played in bulk."""
        return type(step) in self._methods

    def play(self, step: Any) -> None:
        self._methods[type(step)](step)
