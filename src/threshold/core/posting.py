"""How does an e-mail come into the outbox? In the transaction of the action that has something to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from threshold.core.models import Message


def queue_email(
    subject: models.Model, *, purpose: str, to: str, heading: str, body: str, by: Any, now: dt.datetime
) -> Message:
    """Put an e-mail about a record into the outbox, to be sent at once.

    Args:
        subject: the record that it is about: kept beside the message, and not told in it.
        to: the address.
        by: the account that says it; core does not know accounts.
    """
    return Message.objects.create(
        channel=Message.Channel.EMAIL,
        purpose=purpose,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        to=to,
        heading=heading,
        body=body,
        next_attempt_at=now,
        created_at=now,
        created_by=by,
    )
