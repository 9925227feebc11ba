"""Double clicks, going back in the browser and somebody else's key: one thing is made once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from a_family import filled, text_of
from threshold.frontdoor.models import Contact, ContactChild, InformationRequest, Shift, ShiftEntry
from threshold.people.models import PersonName
from walk import Frontdoor


@pytest.fixture
def contact(door: Frontdoor) -> Contact:
    return door.screened()


def test_adding_a_child_is_done_once(door: Frontdoor, contact: Contact, signed_in: Callable[..., Client]) -> None:
    """The second press also finds that the child is one we know, since the first has just recorded them."""
    client, url = signed_in(door.officer), f"/contacts/{contact.reference}/children/add"
    sent = filled(client, url, given_name="Wren", family_name="Testcase", kind="child")
    sent |= {"birth_on-day": "3", "birth_on-month": "5", "birth_on-year": "2018"}
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 302), text_of(second)
    assert ContactChild.objects.filter(contact=contact).count() == 2


def test_asking_partners_is_done_once(door: Frontdoor, contact: Contact, signed_in: Callable[..., Client]) -> None:
    client, url = signed_in(door.officer), f"/contacts/{contact.reference}/ask"
    sent = filled(client, url, agencies=["police", "health"], question="Is the family known to you?")
    for _ in range(2):
        client.post(url, sent)
    assert sorted(InformationRequest.objects.values_list("agency", flat=True)) == ["health", "police"]


def test_going_back_and_writing_another_line_makes_another_line(
    door: Frontdoor, signed_in: Callable[..., Client], make_user: Callable[..., object]
) -> None:
    """The browser's "back" may show the page as it was, its key included."""
    night = make_user("edt", registered=True)
    client = signed_in(night)
    client.post("/shifts/start")
    shift = Shift.objects.get()
    url = f"/shifts/{shift.reference}"
    sent = filled(client, url, kind="advice", decision="Told to call the police", reason="A crime")
    for decision in ("Told to call the police", "Told to call the police", "Called the grandmother"):
        assert client.post(url, sent | {"decision": decision}).status_code == 302
    assert list(ShiftEntry.objects.order_by("pk").values_list("decision", flat=True)) == [
        "Told to call the police",
        "Called the grandmother",
    ]


def test_a_key_that_somebody_else_has_used_does_not_swallow_what_one_sends(
    door: Frontdoor, contact: Contact, signed_in: Callable[..., Client]
) -> None:
    person = contact.children.get().person
    url = f"/people/{person.reference}/names/add"
    first, second = signed_in(door.officer), signed_in(door.worker)
    sent = filled(first, url, kind="alias", given_name="Robbie", family_name="Testcase")
    assert first.post(url, sent).status_code == 302
    mine = filled(second, url, kind="alias", given_name="Bobby", family_name="Testcase")
    mine["submission_key"] = sent["submission_key"]
    assert second.post(url, mine).status_code == 302
    assert PersonName.objects.filter(person=person, kind="alias").count() == 2
