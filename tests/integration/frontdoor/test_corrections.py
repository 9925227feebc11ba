"""What is learnt or put right after a contact was recorded: danger, who told us, the language, the consent."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import ConsentRecord, Referrer
from threshold.frontdoor.models import RagRating
from threshold.people.models import Restriction
from visiting import client_of

pytestmark = pytest.mark.django_db


def form_of(client: Client, path: str) -> dict[str, str]:
    """The hidden fields of the page's form, as the browser would send them."""
    html = client.get(path).content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', html) for name in ("submission_key", "version")}
    return {name: match[1] for name, match in found.items() if match}


def page(user: object, path: str) -> str:
    return client_of(user).get(path).content.decode()


def mark(door, contact, is_danger: bool, by=None, reason="The father is at the door"):
    return actions.mark_danger(contact, by=by or door.officer, now=door.now, is_danger=is_danger, reason=reason)


class TestDanger:
    def test_the_page_changes_when_a_child_is_in_danger_and_when_it_has_passed(self, door):
        contact = door.screened()
        at = f"/contacts/{contact.reference}"
        assert "A child may be in danger now" not in page(door.officer, at)
        mark(door, contact, True)
        html = page(door.officer, at)
        assert "A child may be in danger now" in html
        assert "The father is at the door" in html
        contact.refresh_from_db()
        mark(door, contact, False, reason="The police are there and the children are with their aunt")
        html = page(door.officer, at)
        assert "A child may be in danger now" not in html
        assert "No longer in danger now" in html
        assert "The father is at the door" in html, "what was said before stays"

    def test_it_can_be_said_before_the_contact_is_screened(self, door):
        contact = door.record()
        mark(door, contact, True)
        assert RagRating.objects.get().rag == ""
        assert "In danger now" in page(door.officer, f"/contacts/{contact.reference}")

    def test_a_student_may_raise_it_and_not_end_it(self, door, make_user):
        student = make_user("student", team=door.team)
        contact = mark(door, door.screened(), True, by=student)
        with pytest.raises(NotPermitted, match="screens contacts"):
            mark(door, contact, False, by=student)

    def test_not_twice_not_without_a_reason_and_not_on_a_closed_contact(self, door):
        contact = door.screened()
        with pytest.raises(Refused, match="what was done at once"):
            mark(door, contact, True, reason=" ")
        mark(door, contact, True)
        with pytest.raises(Refused, match="already"):
            mark(door, contact, True)
        decision = door.decided()
        door.sign_off(decision)
        closed = decision.contact
        actions.give_feedback(closed, by=door.officer, now=door.now, status_of_answer="spoken", text="Told")
        with pytest.raises(Refused, match="closed"):
            mark(door, closed, True)

    def test_the_database_wants_a_rating_or_a_word_about_danger(self, door):
        contact = door.record()
        with pytest.raises(IntegrityError, match="rating_says_a_rating_or_danger"), transaction.atomic():
            RagRating.objects.create(contact=contact, rag="", reason="x", at=door.now, by=door.officer)

    def test_the_form(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        at = f"/contacts/{contact.reference}/danger"
        assert "Call 999 first" in client.get(at).content.decode()
        sent = {**form_of(client, at), "is_danger": "yes", "reason": "Shouting and breaking glass, police called"}
        client.post(at, sent)
        contact.refresh_from_db()
        assert contact.is_immediate_danger
        client.post(at, {**sent, "version": contact.version})
        contact.refresh_from_db()
        assert contact.is_immediate_danger, "a second press does not take it back"
        assert "Has the danger passed?" in client.get(at).content.decode()


class TestWhoToldUs:
    def test_is_put_right_with_the_language(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        at = f"/contacts/{contact.reference}/correct"
        assert 'value="Jo Head"' in client.get(at).content.decode()
        sent = {
            "source": "3A", "referrer_name": "Dr Sam Testdoctor", "referrer_email": "sam@surgery.example",
            "referrer_anonymity": "anonymous_to_family", "language": "Polish", "interpreter_needed": "yes",
        }  # fmt: skip
        client.post(at, {**form_of(client, at), **sent})
        contact.refresh_from_db()
        assert (contact.source, contact.referrer_name, contact.referrer_role) == ("3A", "Dr Sam Testdoctor", "")
        assert (contact.language, contact.interpreter_needed) == ("Polish", True)
        html = page(door.officer, f"/contacts/{contact.reference}")
        assert "The family must not be told who it was" in html
        assert "Polish" in html
        entry = AuditEntry.objects.filter(action="frontdoor.correct_contact").latest("pk")
        assert "referrer_email" in entry.detail["fields"]
        assert "sam@surgery.example" not in str(entry.detail), "the log names fields, never words"

    def test_the_second_of_two_sees_that_it_changed(self, door):
        contact = door.screened()
        common = {"by": door.officer, "now": door.now, "source": "2A", "expected_version": contact.version}
        actions.correct_contact(contact, referrer=Referrer(name="One"), **common)
        with pytest.raises(Stale):
            actions.correct_contact(contact, referrer=Referrer(name="Other"), **common)

    def test_a_hidden_contact_cannot_be_put_right(self, door):
        contact = door.screened()
        Restriction.objects.create(
            person=contact.children.get().person, kind="allow_list", message="Ask", reason="Safety",
            starts_at=door.now, started_by=door.manager,
        )  # fmt: skip
        for act in (
            lambda: mark(door, contact, True),
            lambda: actions.correct_contact(contact, by=door.officer, now=door.now, source="2A", referrer=Referrer()),
        ):
            with pytest.raises(NotVisible):
                act()


class TestConsent:
    def ask(self, door, contact, by=None):
        return actions.ask_agency(
            contact, by=by or door.officer, now=door.now, agency="health", question="Is the child seen?",
            lawful_basis="safeguarding",
        )  # fmt: skip

    def test_nobody_asks_against_a_refusal_that_no_manager_has_overridden(self, door):
        contact = door.screened(consent=ConsentRecord("refused", reason="Mother said no"))
        with pytest.raises(Refused, match="A manager can go ahead"):
            self.ask(door, contact)
        overridden = ConsentRecord("overridden", reason="The risk is too great", lawful_basis="section_47")
        with pytest.raises(NotPermitted, match="manager"):
            actions.record_consent(contact, by=door.officer, now=door.now, consent=overridden)
        actions.record_consent(contact, by=door.manager, now=door.now, consent=overridden)
        contact.refresh_from_db()
        assert self.ask(door, contact).request.lawful_basis == "safeguarding"

    def test_in_danger_nobody_waits_for_a_manager(self, door):
        contact = door.screened(consent=ConsentRecord("refused", reason="Mother said no"))
        contact = mark(door, contact, True)
        assert self.ask(door, contact).request.state == "asked"

    def test_a_refusal_stays_on_the_page_after_it_was_overridden(self, door):
        contact = door.screened(consent=ConsentRecord("refused", reason="Mother said no"))
        later = door.now + dt.timedelta(minutes=5)
        actions.record_consent(
            contact, by=door.manager, now=later, consent=ConsentRecord("overridden", reason="The risk is too great")
        )
        html = page(door.officer, f"/contacts/{contact.reference}")
        assert "The risk is too great" in html
        assert "Mother said no" in html
        assert [row.consent for row in contact.consents.order_by("at")] == ["refused", "overridden"]
