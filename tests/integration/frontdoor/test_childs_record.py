"""One story about three children: each child's record reads alone and has nothing of the others."""

from __future__ import annotations

import pytest
from django.test import Client

from threshold.core.models import AuditEntry
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild, Referrer
from threshold.frontdoor.models import Contact
from threshold.people import narrative
from threshold.people.models import Passage, Restriction

pytestmark = pytest.mark.django_db


def named(given_name: str) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": "Testcase"})


def narrow(door, text: str, *, travels: str = "open", about: tuple[int, ...] | None = None) -> None:
    passage = Passage.objects.get(text=text, superseded_at=None)
    narrative.narrow_passage(passage, travels=travels, about=about, by=door.officer, now=door.now)


@pytest.fixture
def contact(door) -> Contact:
    """Ash, Briar and Cedar; a paragraph each, one of all, one of the neighbour's, and what the police said."""
    story = {
        "what_happened": "All three were cold.\n\nAsh has a bruise.\n\nBriar was asleep.\n\n"
        "The neighbour heard shouts.",
        "child_says": "Ash wants to stay with Nan.",
    }
    contact = door.screened(named("Ash"), named("Briar"), named("Cedar"), story=story)
    ash, briar, _ = (child.person_id for child in contact.children.order_by("position"))
    narrow(door, "Ash has a bruise.", about=(ash,))
    narrow(door, "Briar was asleep.", about=(briar,))
    narrow(door, "The neighbour heard shouts.", travels="third_party")
    narrow(door, "Ash wants to stay with Nan.", about=(ash,))
    asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="What is known?")
    actions.record_answer(
        asked.request, by=door.officer, now=door.now, state="returned", text="Two calls this year.",
        answered_by_name="PC Test",
    )  # fmt: skip
    return contact


def sheet(door, contact: Contact, position: int, reader: str, user=None) -> str:
    client = Client()
    client.force_login(user or door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    person = contact.children.get(position=position).person
    response = client.get(
        f"/contacts/{contact.reference}/children/{person.reference}/record",
        {"to": "Pat Reader", "role": "Chair", "reader": reader},
    )
    assert response.status_code == 200
    return response.content.decode()


def test_each_childs_record_reads_alone(door, contact):
    ash, briar, cedar = (sheet(door, contact, position, "internal") for position in (1, 2, 3))
    for html in (ash, briar, cedar):
        assert "All three were cold." in html
        assert "Pat Reader" in html
    assert "Ash has a bruise." in ash
    assert "Ash wants to stay with Nan." in ash
    assert "Briar" not in ash
    assert "Ash" not in briar
    assert "Ash" not in cedar
    assert "Briar was asleep." in briar


def test_what_each_reader_may_have(door, contact):
    family, professional, inside = (
        sheet(door, contact, 1, reader) for reader in ("family", "professional", "internal")
    )
    assert "The neighbour heard shouts." not in family
    assert "Third-party information" in family
    assert "What other agencies said" in family.split("Left out for this reader:")[1]
    assert "The neighbour heard shouts." in professional
    assert "Two calls this year." not in professional
    assert "Police information given in confidence" in professional
    assert "Two calls this year." in inside


@pytest.mark.parametrize(("anonymity", "is_named"), [("may_be_named", True), ("anonymous_to_family", False)])
def test_who_told_us_is_named_to_the_family_only_where_the_referrer_agreed(door, anonymity, is_named):
    contact = door.screened(named("Ash"), referrer=Referrer(name="Jo Neighbour", anonymity=anonymity))
    assert ("Jo Neighbour" in sheet(door, contact, 1, "family")) is is_named
    assert ("Who told us" in sheet(door, contact, 1, "family")) is not is_named
    assert "Jo Neighbour" in sheet(door, contact, 1, "internal")


def test_the_reasons_of_staff_stay_inside(door):
    decision = door.decided()
    door.sign_off(decision)
    contact = decision.contact
    inside, family = sheet(door, contact, 1, "internal"), sheet(door, contact, 1, "family")
    assert "Because of what was found" in inside
    assert "Because of what was found" not in family
    assert "signed off by a manager" in family


def test_what_is_also_about_a_hidden_child_is_on_no_sheet(door, contact):
    ash, briar, _ = (child.person for child in contact.children.order_by("position"))
    text = "Ash and Briar share a bed."
    actions.write_story(contact, by=door.officer, now=door.now, section="worries", text=text)
    narrow(door, text, about=(ash.pk, briar.pk))
    assert text in sheet(door, contact, 1, "internal")
    Restriction.objects.create(
        person=briar, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
    )
    for reader in ("family", "professional", "internal"):
        assert text not in sheet(door, contact, 1, reader)


def test_it_asks_for_whom_first_and_the_print_is_in_the_log(door, contact):
    client = Client()
    client.force_login(door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    person = contact.children.get(position=1).person
    at = f"/contacts/{contact.reference}/children/{person.reference}/record"
    assert "For whom is this record?" in client.get(at).content.decode()
    assert "There is a problem" in client.get(at, {"to": "", "role": "x"}).content.decode()
    assert not AuditEntry.objects.filter(action="frontdoor.print_childs_record").exists()
    sheet(door, contact, 1, "family")
    entry = AuditEntry.objects.get(action="frontdoor.print_childs_record")
    assert entry.about_ids == [person.pk]


def test_the_printed_chronology_does_not_tell_the_family_who_it_was(door):
    contact = door.screened(named("Ash"), source="3C")
    client = Client()
    client.force_login(door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    at = f"/people/{contact.children.get().person.reference}/chronology/print"
    asked = {"to": "Pat Reader", "role": "Mother", "significant": "all"}
    family = client.get(at, {**asked, "reader": "family"}).content.decode()
    assert "Contact received" in family
    assert "School nurse" not in family
    assert "who told us of a worry" in family
    assert "School nurse" in client.get(at, {**asked, "reader": "professional"}).content.decode()
