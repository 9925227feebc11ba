"""A message could not be sent: try again, or say how the person was answered in another way."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible
from threshold.core.journal import record
from threshold.core.models import Message
from threshold.frontdoor import policies, queries_messages
from threshold.frontdoor.actions.common import person_ids


@action("frontdoor.send_message_again", permission=Permission.MESSAGE_RESEND)
def send_message_again(message: Message, *, by: User, now: dt.datetime) -> Message:
    """Put a message that was given up back into the outbox: what kept it from leaving may be mended.

    Raises:
        NotVisible: it is about a contact hidden from this person.
        Refused: it was sent, or settled, or its link no longer opens anything.
    """
    scope = Scope(by, now)
    message = lock(message)
    seen = queries_messages.get_message(scope, message.pk)
    policies.check_can_send_again(message, link_has_lapsed=queries_messages.link_has_lapsed(message, scope))
    message.state, message.attempts, message.next_attempt_at = Message.State.QUEUED, 0, now
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    _audit("frontdoor.send_message_again", message, seen, by, now)
    return message


@action("frontdoor.settle_message", permission=Permission.FEEDBACK_SEND)
def settle_message(message: Message, *, by: User, now: dt.datetime, how: str) -> Message:
    """Say how somebody was answered whom the message did not reach. The message stays as one that was not sent.

    Raises:
        NotVisible: it is about a contact hidden from this person, or about none.
        Refused: it was sent, or settled before, or nobody says how.
    """
    message = lock(message)
    seen = queries_messages.get_message(Scope(by, now), message.pk)
    if seen.contact is None:  # type: ignore[attr-defined]
        raise NotVisible
    policies.check_can_settle(message, how=how)
    message.settled_at, message.settled_by, message.settled_how = now, by, how.strip()
    message.save(update_fields=["settled_at", "settled_by", "settled_how"])
    _audit("frontdoor.settle_message", message, seen, by, now)
    return message


def _audit(name: str, message: Message, seen: Message, by: User, now: dt.datetime) -> None:
    contact = seen.contact  # type: ignore[attr-defined]
    about = person_ids(contact) if contact is not None else []
    record(name, by=by, now=now, subject=message, about=about, detail={"purpose": message.purpose})
