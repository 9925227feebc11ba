"""Which messages could not be sent, and what of them may somebody see?

Front-door staff see those about contacts that they may see. An administrator sees that there is a message, what kind
it is and why it failed, and not whose: neither the address, the heading, the text nor the contact.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.core.models import Message
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.frontdoor.queries import visible_contacts

_NOT_SENT = Q(state=Message.State.FAILED, settled_at__isnull=True)
_CONTACT, _REQUEST = Contact._meta.label_lower, InformationRequest._meta.label_lower


def visible_messages(scope: Scope) -> QuerySet[Message]:
    """The messages about contacts which this person may see; for an administrator the envelopes of all."""
    if not scope.may(Permission.MESSAGE_RESEND):
        return Message.objects.none()
    if scope.may(Permission.USERS_MANAGE):
        return Message.objects.all()
    return Message.objects.filter(_about_visible(scope))


def not_sent(scope: Scope) -> QuerySet[Message]:
    """What could not be sent and nobody has seen to, the oldest first. A question that was answered since is over."""
    over = InformationRequest.objects.filter(pk=OuterRef("subject_id")).exclude(state=InformationRequest.State.ASKED)
    return (
        visible_messages(scope)
        .filter(_NOT_SENT)
        .exclude(Exists(over), subject_type=_REQUEST)
        .order_by("created_at", "pk")
    )


def not_sent_about(scope: Scope, contact: Contact) -> list[Message]:
    """The same for one contact that the reader may see, whatever their role may do about it."""
    requests = InformationRequest.objects.filter(contact=contact, state=InformationRequest.State.ASKED)
    about = Q(subject_type=_CONTACT, subject_id=contact.pk) | Q(
        subject_type=_REQUEST, subject_id__in=requests.values("pk")
    )
    return list(Message.objects.filter(_NOT_SENT, about).order_by("created_at", "pk"))


def with_contacts(scope: Scope, messages: Iterable[Message]) -> list[Message]:
    """Messages with their `contact`, None where it is not for this person: one query for each kind of record."""
    listed = list(messages)
    of_request = dict(
        InformationRequest.objects.filter(pk__in=[row.subject_id for row in listed if row.subject_type == _REQUEST])
        .values_list("pk", "contact_id")
    )  # fmt: skip
    contact_of = {
        row.pk: row.subject_id if row.subject_type == _CONTACT else of_request.get(row.subject_id)
        for row in listed
        if row.subject_type in (_CONTACT, _REQUEST)
    }
    visible = visible_contacts(scope).in_bulk([pk for pk in contact_of.values() if pk])
    for row in listed:
        row.contact = visible.get(contact_of.get(row.pk) or 0)  # type: ignore[attr-defined]
    return listed


def get_message(scope: Scope, number: int) -> Message:
    """A message with its `contact`. Raises NotVisible where it is not for this person."""
    found = visible_messages(scope).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return with_contacts(scope, [found])[0]


def link_has_lapsed(message: Message, scope: Scope) -> bool:
    """Whether a partner's one-time link in the message no longer opens anything."""
    if message.subject_type != _REQUEST:
        return False
    still_open = InformationRequest.objects.filter(
        pk=message.subject_id, state=InformationRequest.State.ASKED, link_expires_at__gt=scope.now
    )
    return not still_open.exists()


def _about_visible(scope: Scope) -> Q:
    contacts = visible_contacts(scope)
    requests = InformationRequest.objects.filter(pk=OuterRef("subject_id"), contact__in=contacts)
    return Q(Exists(contacts.filter(pk=OuterRef("subject_id"))), subject_type=_CONTACT) | Q(
        Exists(requests), subject_type=_REQUEST
    )
