"""What does the person who was worried hear? The answer, for every outcome, and the contact's end.

The letter is written by the pack from the outcome alone: it has no place for a name or for anything that was
found out. The message lies in the outbox in the same transaction as the record that it was given.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Protocol

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, status
from threshold.core.actions import action, once
from threshold.core.calendar import LONDON
from threshold.core.models import Message
from threshold.frontdoor import pack, policies
from threshold.frontdoor.actions.common import audit, locked
from threshold.frontdoor.codes import Outcome
from threshold.frontdoor.models import Contact, Feedback
from threshold.frontdoor.queries import names_around
from threshold.frontdoor.states import ContactState

_SOCIAL_CARE = {Outcome.FAMILY_HELP, Outcome.STRATEGY_DISCUSSION, Outcome.OPEN_CASE, Outcome.TRANSFER_IN}
_ELSEWHERE = {Outcome.LADO, Outcome.PRIVATE_FOSTERING, Outcome.OTHER_AUTHORITY}

#: What every letter leaves out, said on the page before it is sent.
LEFT_OUT = (
    "every name of a child or a member of the family",
    "what was found out from other agencies",
    "which level of need was decided, and why",
)


class Answered(Protocol):
    """What the letter needs to know of a contact."""

    @property
    def reference(self) -> str: ...
    @property
    def referrer_name(self) -> str: ...
    @property
    def received_at(self) -> dt.datetime: ...


def letter_for(contact: Answered, outcomes: Collection[str], *, greets_by_name: bool = True) -> tuple[str, str]:
    """The heading and text of the answer, for the outcomes of the contact's children.

    Different outcomes for different children give a letter that does not tell them apart. A printed letter greets
    its reader by name; an e-mail names nobody, because others open the same mailbox.
    """
    kinds = {_kind(outcome) for outcome in outcomes}
    kind = kinds.pop() if len(kinds) == 1 else "several"
    practice = pack.of()
    letter = next(letter for letter in practice.letters if letter.outcome == kind)
    received = contact.received_at.astimezone(LONDON)
    words = {
        "reference": contact.reference,
        "referrer": (greets_by_name and " ".join(contact.referrer_name.split())) or "Sir or Madam",
        "service": f"{practice.authority.service}, {practice.authority.name}",
        "telephone": practice.authority.telephone,
        "received": f"{received.day} {received:%B %Y}",
    }
    return letter.heading.format_map(words), letter.body.strip().format_map(words)


def _kind(outcome: str) -> str:
    if outcome in _SOCIAL_CARE:
        return "social_care"
    return "elsewhere" if outcome in _ELSEWHERE else outcome


@action("frontdoor.give_feedback", permission=Permission.FEEDBACK_SEND)
def give_feedback(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    status_of_answer: str,
    text: str = "",
    reason: str = "",
    submission_key: uuid.UUID | None = None,
) -> Feedback:
    """Answer the referrer by e-mail, letter or word of mouth, or say why it could not be; closes the contact."""
    contact = locked(contact, by, now)

    def make() -> Feedback:
        policies.check_can_give_feedback(
            contact, status=status_of_answer, text=text, has_email=bool(contact.referrer_email), reason=reason
        )
        message, wording = None, text
        if status_of_answer in (Feedback.Status.SENT_BY_MESSAGE, Feedback.Status.PRINTED):
            by_email = status_of_answer == Feedback.Status.SENT_BY_MESSAGE
            outcomes = list(contact.decisions.filter(is_current=True).values_list("outcome", flat=True))
            wording = _checked(Scope(by, now), contact, text, outcomes, by_email=by_email)
            message = Message.objects.create(
                channel=Message.Channel.EMAIL if by_email else Message.Channel.LETTER,
                purpose="feedback",
                subject_type=contact._meta.label_lower,
                subject_id=contact.pk,
                to=contact.referrer_email if by_email else "",
                heading=letter_for(contact, outcomes)[0],
                body=wording,
                next_attempt_at=now,
                created_at=now,
                created_by=by,
                # A letter is in somebody's hand the moment it is printed.
                state=Message.State.QUEUED if by_email else Message.State.SENT,
                sent_at=None if by_email else now,
            )
        feedback = Feedback.objects.create(
            contact=contact,
            status=status_of_answer,
            message=message,
            text=wording,
            left_out=list(LEFT_OUT),
            reason=reason,
            at=now,
            by=by,
        )
        clocks.stop("feedback", contact, now=now, reason=reason)
        status.move(contact, ContactState.CLOSED, by=by, now=now, values={"closed_at": now})
        return feedback

    feedback, _ = once("frontdoor.give_feedback", submission_key, now, Feedback, make, by=by)
    audit("frontdoor.give_feedback", contact, by, now, status=feedback.status)
    return feedback


def _checked(scope: Scope, contact: Contact, text: str, outcomes: Collection[str], *, by_email: bool) -> str:
    """The letter as it leaves: no name that the pack's own letter does not have, and in an e-mail none at all.

    Only names that the writer may see are looked for: a refusal must not tell that a hidden child is on the contact.
    """
    template = letter_for(contact, outcomes)[1]
    names = names_around(scope, contact)
    if by_email:
        nameless = letter_for(contact, outcomes, greets_by_name=False)[1]
        for named_line, line in zip(template.splitlines(), nameless.splitlines(), strict=False):
            if named_line and named_line != line:  # an empty one would be found between any two signs
                text = text.replace(named_line, line)
        template = nameless
        names |= {contact.referrer_name}
    policies.check_letter(text, template=template, names=names)
    return text
