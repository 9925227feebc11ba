"""How do waiting messages leave? Sends the outbox, one message at a time, and never loses one.

A message is claimed in one short transaction (its next attempt is set to later, so that no other worker takes it),
sent outside any transaction, and the result is written in another. So a message is sent at least once: a worker
that is killed between the mail server's "yes" and our row sends it again after the claim has run out. Both copies
then carry the same Message-ID, by which mail programs recognise a duplicate.

Nothing here puts an address, a heading or a text into the log.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from notifications_python_client.notifications import NotificationsAPIClient

from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.core.actors import Actor
from threshold.core.models import Message

logger = logging.getLogger("threshold.outbox")

#: Longer than a mail server can take to answer; after it another worker may take the message.
CLAIM = dt.timedelta(minutes=10)
_LONGEST_WAIT = dt.timedelta(hours=6)
#: With the waits of `wait_after` about three days; then staff see that it could not be sent.
MOST_ATTEMPTS = 20


def wait_after(attempts: int) -> dt.timedelta:
    """How long until the next attempt: a minute, doubled each time, six hours at most."""
    return min(dt.timedelta(minutes=2 ** min(attempts - 1, 20)), _LONGEST_WAIT)


def send_next(*, by: Actor, now: dt.datetime) -> Message | None:
    """Send the message that has waited longest. None where none is due."""
    message = claim(now)
    if message is None:
        return None
    error = ""
    try:
        _by_notify(message) if settings.NOTIFY_API_KEY else _by_mail(message)
    except Exception as caught:  # whatever a mail server or its library does, the message is kept
        error = type(caught).__name__  # never its text, which quotes the address
    return record_sending(message, by=by, now=now, error=error)


def claim(now: dt.datetime) -> Message | None:
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=Message.State.QUEUED, channel=Message.Channel.EMAIL, next_attempt_at__lte=now)
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.next_attempt_at = now + CLAIM
            message.save(update_fields=["attempts", "next_attempt_at"])
    return message


@action("core.send_message", permission="system.work")
def record_sending(message: Message, *, by: Actor, now: dt.datetime, error: str = "") -> Message:
    """Write how the sending of a claimed message ended: sent, to be tried again, or given up.

    Args:
        error: the type of the error; empty where it was sent.
    """
    message = lock(message)
    message.last_error = error
    if not error:
        message.state, message.sent_at = Message.State.SENT, now
    elif message.state == Message.State.QUEUED and message.attempts >= MOST_ATTEMPTS:
        message.state = Message.State.FAILED
    else:
        message.next_attempt_at = now + wait_after(message.attempts)
    message.save(update_fields=["state", "sent_at", "next_attempt_at", "last_error"])
    journal.record(
        "core.send_message",
        by=by,
        now=now,
        subject=message,
        detail={"state": message.state, "attempts": message.attempts, "error": error},
    )
    logger.log(
        logging.WARNING if error else logging.INFO,
        "message %s: %s after attempt %s %s", message.pk, message.state, message.attempts, error,
    )  # fmt: skip
    return message


def message_id(message: Message) -> str:
    """The same for every sending of one message."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<threshold.{message.pk}.{message.created_at.timestamp():.6f}@{domain}>"


def _by_mail(message: Message) -> None:
    EmailMessage(
        subject=message.heading,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    ).send()


def _by_notify(message: Message) -> None:
    """GOV.UK Notify: the template has two placeholders, `heading` as its subject and `body`."""
    NotificationsAPIClient(settings.NOTIFY_API_KEY).send_email_notification(
        email_address=message.to,
        template_id=settings.NOTIFY_TEMPLATE_ID,
        personalisation={"heading": message.heading, "body": message.body},
        reference=message_id(message),
    )
