"""Messages that could not be sent: who finds them, what they see of them, and what they can do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from a_family import filled
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry, Message
from threshold.frontdoor import actions, queries_messages
from threshold.frontdoor.models import Contact
from threshold.people.models import Restriction
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

BODY = "Words that only the referrer may read"


@pytest.fixture
def door(door: Any) -> Any:
    door.now = timezone.now()
    return door


@pytest.fixture
def contact(door: Any) -> Contact:
    """Decided and answered, and the answer could not be sent."""
    contact = door.sign_off(door.decided()).contact
    actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="message", text=BODY)
    fail(contact)
    return contact


def fail(contact: Contact) -> None:
    Message.objects.filter(subject_id=contact.pk, purpose="feedback").update(
        state="failed", attempts=20, last_error="SMTPRecipientsRefused"
    )


def restrict(door: Any, contact: Contact) -> None:
    Restriction.objects.create(
        person=contact.children.get().person, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now,
        started_by=door.manager,
    )  # fmt: skip


class TestWhoFindsIt:
    def test_the_front_door_on_the_day_on_the_list_and_on_the_contact(self, door, contact):
        for user in (door.officer, door.worker, door.manager):
            client = client_of(user)
            assert "Messages that could not be sent" in body_of(client.get("/my-day"))
            html = body_of(client.get("/messages"))
            assert contact.reference in html
            assert "head@school.example" in html
            assert "does not accept the address, after 20 attempts" in html
            assert BODY not in html
            assert "Robin" not in html
            html = body_of(client.get(f"/contacts/{contact.reference}"))
            assert "Could not be sent" in html
            assert "Answered in another way" in html
        assert contact.reference in body_of(client_of(door.manager).get("/messages?format=csv"))

    def test_an_administrator_sees_that_it_is_there_and_not_whose(self, door, contact, make_user):
        client = client_of(make_user("administrator"))
        assert "Not sent" in body_of(client.get("/"))
        html = body_of(client.get("/messages"))
        assert "Answer to the person who was worried" in html
        for hidden in (contact.reference, "head@school.example", BODY, "Robin", "Answered in another way"):
            assert hidden not in html
        assert client.get("/messages?format=csv").status_code == 403
        message = Message.objects.get()
        assert client.get(f"/messages/{message.pk}/settle").status_code == 403
        assert client.post(f"/messages/{message.pk}/try-again", {"back": "contact"}).url == "/messages"
        message.refresh_from_db()
        assert message.state == "queued"

    def test_nobody_else(self, door, contact, make_user):
        message = Message.objects.get()
        for role in ("auditor", "analyst", "elected_member", "conference_chair", "early_help_manager", "senior_leader"):
            user = make_user(role)
            client = client_of(user)
            assert client.get("/messages").status_code == 403
            assert client.post(f"/messages/{message.pk}/try-again").status_code == 403
            assert client.get(f"/messages/{message.pk}/settle").status_code == 403
            with pytest.raises(NotPermitted):
                actions.send_message_again(message, by=user, now=door.now)
        html = body_of(client_of(make_user("auditor")).get(f"/contacts/{contact.reference}"))
        assert "Could not be sent" in html
        assert "Try again" not in html

    def test_nobody_who_may_not_see_the_contact(self, door, contact):
        restrict(door, contact)
        message = Message.objects.get()
        client = client_of(door.manager)
        html = body_of(client.get("/messages"))
        assert "Every message was sent" in html
        assert contact.reference not in html
        assert contact.reference not in body_of(client.get("/messages?format=csv"))
        assert "Messages that could not be sent" not in body_of(client.get("/my-day"))
        assert client.post(f"/messages/{message.pk}/try-again").status_code == 404
        assert client.get(f"/messages/{message.pk}/settle").status_code == 404
        with pytest.raises(NotVisible):
            actions.send_message_again(message, by=door.manager, now=door.now)
        with pytest.raises(NotVisible):
            actions.settle_message(message, by=door.manager, now=door.now, how="Told")


class TestTryingAgain:
    def test_puts_it_back_into_the_outbox_and_is_audited(self, door, contact):
        message = Message.objects.get()
        client = client_of(door.officer)
        first = client.post(f"/messages/{message.pk}/try-again", {"back": "contact"})
        second = client.post(f"/messages/{message.pk}/try-again", {"back": "contact"})
        assert first.url == second.url == f"/contacts/{contact.reference}"
        message.refresh_from_db()
        assert (message.state, message.attempts, message.body) == ("queued", 0, BODY)
        entry = AuditEntry.objects.get(action="frontdoor.send_message_again")
        assert entry.about_ids == [contact.children.get().person_id]
        assert entry.detail == {"purpose": "feedback"}
        assert not queries_messages.not_sent(Scope(door.officer, door.now)).exists()

    def test_a_sent_message_is_not_sent_twice(self, door, contact):
        message = Message.objects.get()
        Message.objects.update(state="sent", sent_at=door.now)
        with pytest.raises(Refused, match="nothing to do"):
            actions.send_message_again(message, by=door.officer, now=door.now)

    def test_a_link_that_has_lapsed_is_not_sent_again(self, door):
        contact = door.screened()
        asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Known?").request
        Message.objects.update(state="failed", attempts=20)
        scope = Scope(door.officer, door.now)
        message = queries_messages.not_sent(scope).get()
        assert queries_messages.with_contacts(scope, [message])[0].contact == contact
        late = asked.link_expires_at
        with pytest.raises(Refused, match="new link"):
            actions.send_message_again(message, by=door.officer, now=late)
        actions.cancel_request(asked, by=door.officer, now=door.now, reason="Telephoned")
        assert not queries_messages.not_sent(scope).exists()
        assert queries_messages.not_sent_about(scope, contact) == []


class TestAnsweredInAnotherWay:
    def test_is_said_once_and_stays_beside_the_answer(self, door, contact):
        message = Message.objects.get()
        client = client_of(door.officer)
        url = f"/messages/{message.pk}/settle"
        assert "Say how it was answered" in body_of(client.post(url, filled(client, url, how=" ")))
        sent = filled(client, url, how="Told on the telephone")
        assert client.post(url, sent).url == client.post(url, sent).url == f"/contacts/{contact.reference}"
        message.refresh_from_db()
        assert (message.state, message.settled_by, message.settled_how) == (
            "failed", door.officer, "Told on the telephone",
        )  # fmt: skip
        html = body_of(client.get(f"/contacts/{contact.reference}"))
        assert "Told on the telephone" in html
        assert "Try again" not in html
        assert contact.reference not in body_of(client.get("/messages"))
        assert AuditEntry.objects.filter(action="frontdoor.settle_message").count() == 1
        for act in (
            lambda: actions.settle_message(message, by=door.officer, now=door.now, how="Again"),
            lambda: actions.send_message_again(message, by=door.officer, now=door.now),
        ):
            with pytest.raises(Refused, match="already"):
                act()

    def test_the_database_keeps_it_whole(self, door, contact):
        with pytest.raises(IntegrityError, match="message_settled_whole"):
            Message.objects.update(settled_at=door.now)
