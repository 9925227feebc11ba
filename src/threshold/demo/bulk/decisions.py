"""The rows of decisions: what the front door's actions write from the analysis to the answer."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

from threshold.core import references
from threshold.core.models import Message
from threshold.demo import steps
from threshold.demo.bulk.intake import DECISION, IntakeInBulk, OpenChild, OpenContact
from threshold.demo.bulk.ledger import Row
from threshold.frontdoor.actions.answer import LEFT_OUT, letter_for
from threshold.frontdoor.codes import AnalysisSection, Outcome
from threshold.frontdoor.models import Decision, Feedback, LevelOfNeed
from threshold.frontdoor.policies import LEADS_TO_TEAM
from threshold.frontdoor.states import ContactState, DecisionState


class _Answered(NamedTuple):
    """A contact as its letter sees it: making a model's instance for each would take longer than the letter."""

    reference: str
    referrer_name: str
    received_at: dt.datetime


_LEFT_OUT = json.dumps(list(LEFT_OUT))


class DecisionsInBulk(IntakeInBulk):
    """One method for each kind of step from the analysis to the answer."""

    def hand_over(self, step: steps.SignOff, contact: OpenContact, child: OpenChild, decision: Row) -> None:
        """What `pathway` opens for a signed decision."""
        raise NotImplementedError

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
        self._advance(contact, step, "A decision was returned")
        self._note_decision("frontdoor.return_decision", child, decision, step)

    # --- The answer

    def on_give_feedback(self, step: steps.GiveFeedback) -> None:
        contact = self.open[step.contact]
        row = contact.row
        message_id, text = None, ""
        if step.status in (Feedback.Status.SENT_BY_MESSAGE, Feedback.Status.PRINTED):
            outcomes = [child.decision["outcome"] for child in contact.children if child.decision]
            reference = references.make("C", row["id"])
            heading, text = letter_for(
                _Answered(reference, row["referrer_name"], row["received_at"]), outcomes,
                greets_by_name=step.status != Feedback.Status.SENT_BY_MESSAGE,
            )  # fmt: skip
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
