"""A manager answers for what they have read: what is written meanwhile sends the page back, and nothing else does."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from at_once import at_once
from threshold.access.scope import Scope
from threshold.core.errors import Stale
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild
from threshold.frontdoor.codes import AnalysisSection
from threshold.frontdoor.models import Contact, ContactChild, Decision, InformationRequest
from threshold.frontdoor.queries_sign_off import case_for_sign_off
from threshold.people import narrative
from threshold.people.models import Passage
from walk import ANALYSIS

from .test_pages import client_of, form_of

pytestmark = pytest.mark.django_db

SINCE = "Since you opened this page something has changed: "


def named(given: str) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given, "family_name": "Testcase"})


def sheet(decision: Decision) -> str:
    return f"/contacts/{decision.contact.reference}/children/{decision.child.person.reference}/sign-off"


def send(client: Client, url: str, form: dict[str, str], verb: str = "sign-off") -> str:
    """What the page says after the form was sent; empty where it was taken."""
    response = client.post(url, {**form, "reason": "Sound and proportionate", "verb": verb})
    return "" if response.status_code == 302 else unescape(response.content.decode())


def read(door, decision: Decision) -> str:
    contact = Contact.objects.get(pk=decision.contact_id)
    scope = Scope(door.manager, door.now)
    return case_for_sign_off(scope, contact, ContactChild.objects.get(pk=decision.child_id), decision).version


def story(door, contact: Contact) -> None:
    actions.write_story(contact, by=door.officer, now=door.now, section="what_happened", text="The school rang again.")


def analysis(door, contact: Contact) -> None:
    sections = {**ANALYSIS, AnalysisSection.RISK: "Much more than we thought."}
    actions.write_analysis(contact, by=door.officer, now=door.now, sections=sections)


def answer(door, contact: Contact) -> None:
    actions.record_answer(
        InformationRequest.objects.get(contact=contact), by=door.officer, now=door.now, state="returned",
        text="Three call-outs this year.", answered_by_name="PC Drama",
    )  # fmt: skip


def nothing_known(door, contact: Contact) -> None:
    """An answer without a word of text."""
    asked = InformationRequest.objects.get(contact=contact)
    actions.record_answer(asked, by=door.officer, now=door.now, state="nothing_known", answered_by_name="PC Drama")


def consent(door, contact: Contact) -> None:
    refused = ConsentRecord("refused", reason="Mother rang and took it back")
    actions.record_consent(contact, by=door.officer, now=door.now, consent=refused)


def danger(door, contact: Contact) -> None:
    actions.mark_danger(contact, by=door.officer, now=door.now, is_danger=True, reason="Father is at the door")


MEANWHILE = [
    (story, "the story."),
    (analysis, "the analysis."),
    (answer, "what partners were asked or said."),
    (nothing_known, "what partners were asked or said."),
    (consent, "the consent."),
    (danger, "whether a child is in danger and how urgent it is."),
]


@pytest.fixture
def decision(door) -> Decision:
    contact = door.analysed()
    actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Anything known?")
    return door.decide(contact.children.get(), outcome="no_further_action", level="1")


@pytest.mark.parametrize(("happens", "what"), MEANWHILE, ids=[one.__name__ for one, _ in MEANWHILE])
@pytest.mark.parametrize("verb", ["sign-off", "return"])
def test_what_was_written_meanwhile_is_read_first(door, decision, happens, what, verb):
    client, url = client_of(door.manager), sheet(decision)
    form = form_of(client, url)
    happens(door, Contact.objects.get())
    said = send(client, url, form, verb)
    assert SINCE + what + " Look at it as it is now, then send again." in said
    assert "Sound and proportionate</textarea>" in said
    assert "Compare the two versions" not in said
    assert Decision.objects.get().state == "awaiting_sign_off"
    shown = {name: said.split(f'name="{name}" value="')[1].split('"')[0] for name in form}
    assert send(client, url, shown, verb) == ""
    assert Decision.objects.get().state == ("signed_off" if verb == "sign-off" else "returned")


def test_the_new_words_stand_on_the_page_that_came_back(door, decision):
    client, url = client_of(door.manager), sheet(decision)
    form = form_of(client, url)
    story(door, Contact.objects.get())
    answer(door, Contact.objects.get())
    said = send(client, url, form)
    assert f"{SINCE}the story; what partners were asked or said." in said
    assert "The school rang again." in said
    assert "Three call-outs this year." in said


def test_a_danger_is_said_on_the_page(door, decision):
    client = client_of(door.manager)
    assert "A child may be in danger now" not in client.get(sheet(decision)).content.decode()
    danger(door, Contact.objects.get())
    assert "A child may be in danger now" in client.get(sheet(decision)).content.decode()


def test_an_untouched_case_is_signed_off_at_once(door, decision):
    client, url = client_of(door.manager), sheet(decision)
    assert send(client, url, form_of(client, url)) == ""


def test_a_page_without_its_mark_signs_nothing_off(door, decision):
    client, url = client_of(door.manager), sheet(decision)
    form = form_of(client, url)
    for broken in ("", "forged", "a.b.c.d.e.f"):
        assert "There is a problem" in send(client, url, {**form, "contact_version": broken})
    del form["contact_version"]
    assert "The page was not complete when it was sent" in send(client, url, form)
    assert Decision.objects.get().state == "awaiting_sign_off"


class TestABrotherOrSister:
    @pytest.fixture
    def both(self, door) -> list[Decision]:
        contact = door.analysed(named("Ash"), named("Briar"))
        return [door.decide(child, outcome="no_further_action", level="1") for child in contact.children.all()]

    def test_that_another_child_was_signed_off_or_returned_stops_nobody(self, door, both):
        client, url = client_of(door.manager), sheet(both[0])
        form = form_of(client, url)
        actions.return_decision(both[1], by=door.manager, now=door.now, reason="Ask the school")
        again = door.decide(both[1].child, outcome="no_further_action", level="1")
        door.sign_off(again)
        assert send(client, url, form) == ""

    def test_that_another_child_was_decided_for_or_added_stops_nobody(self, door):
        contact = door.analysed(named("Ash"), named("Briar"))
        ash, briar = contact.children.all()
        first = door.decide(ash, outcome="no_further_action", level="1")
        client, url = client_of(door.manager), sheet(first)
        form = form_of(client, url)
        door.decide(briar, outcome="no_further_action", level="1")
        actions.add_child(contact, by=door.officer, now=door.now, child=named("Cedar"))
        assert send(client, url, form) == ""

    def test_what_is_only_about_the_other_is_not_on_this_page(self, door, both):
        """A paragraph that was narrowed to the one child leaves the other's page: that is a change, and later ones
        of it are none."""
        before = read(door, both[0])
        passage = Passage.objects.filter(section="what_happened", superseded_at=None).order_by("position").first()
        about = (both[1].child.person_id,)
        narrower = narrative.narrow_passage(passage, by=door.officer, now=door.now, travels="open", about=about)
        after = read(door, both[0])
        assert after != before
        narrative.narrow_passage(narrower, by=door.officer, now=door.now, travels="third_party", about=about)
        assert read(door, both[0]) == after


def test_another_decision_in_its_place_is_not_signed_off_unread(door, decision, make_user):
    """It too begins at version 1, as the one that was read."""
    client, url = client_of(door.manager), sheet(decision)
    form = form_of(client, url)
    other = make_user("team_manager", team=door.team, registered=True)
    actions.return_decision(decision, by=other, now=door.now, reason="Ask the school")
    door.decide(decision.child, outcome="information_and_advice", level="1")
    assert f"{SINCE}the decision." in send(client, url, form)
    assert Decision.objects.get(is_current=True).state == "awaiting_sign_off"


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_it_is_signed_off(door, decision):
    """Whichever is first: a decision is never signed off on an answer that was there and had not been read."""
    mark = read(door, decision)
    signed, _ = at_once(
        lambda: actions.sign_off(
            decision, by=door.manager, now=door.now, reason="Sound", expected_contact_version=mark
        ),
        lambda: answer(door, Contact.objects.get()),
    )
    assert InformationRequest.objects.get().state == "returned"
    if isinstance(signed, Stale):
        assert Decision.objects.get().state == "awaiting_sign_off"
    else:
        assert signed.state == "signed_off"
