"""What does the first line of a page say: who, why now, what next and by when?"""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid

import pytest
from django.test import Client

from threshold.core.models import Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.pathway.models import Handover
from threshold.people.models import Person
from walk import ANALYSIS

pytestmark = pytest.mark.django_db


def page(user: object, address: str) -> str:
    """The page as somebody reads it: its words, in order, without the tags."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(address)
    assert response.status_code == 200
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r" ([;:,.])", r"\1", " ".join(html.unescape(words).split()))


def ash(**details: object) -> NamedChild:
    return NamedChild(
        details={
            "kind": "child",
            "given_name": "Ash",
            "family_name": "Testcase",
            "birth_on": dt.date(2017, 5, 3),
            **details,
        }
    )


class TestOfAContact:
    def test_it_names_the_children_with_their_ages_and_the_deadline_with_its_rule(self, door):
        contact = door.screened(ash())
        said = page(door.officer, f"/contacts/{contact.reference}")
        assert re.search(r"Who Ash Testcase \(\d+ years\)", said)
        assert "What next Find out what partners know and write the analysis" in said
        assert re.search(r"By when Overdue\. [A-Z][^:]+: \d+ March 2026", said)

    def test_a_birthday_worked_out_from_an_age_is_not_shown_as_known(self, door):
        contact = door.screened(ash(birth_precision=Person.Precision.ESTIMATED))
        said = page(door.officer, f"/contacts/{contact.reference}")
        assert re.search(r"about \d+ years, born about \d+", said)

    def test_the_next_thing_to_do_is_a_button_for_whoever_may_do_it(self, door):
        contact = door.screened()
        assert "Write the analysis Ask partners" in page(door.officer, f"/contacts/{contact.reference}")
        decision = door.decided()
        address, name = f"/contacts/{decision.contact.reference}", decision.child.person.display_name
        assert f"Look and sign off for {name}" in page(door.manager, address)
        assert "Look and sign off" not in page(door.worker, address)

    def test_each_childs_level_of_need_is_told_as_each_saw_it(self, door):
        contact = door.record()
        child = contact.children.get()
        actions.screen(contact, by=door.officer, now=door.now, rag="amber", reason="Not clear", levels={child.pk: "3"})
        actions.write_analysis(contact, by=door.officer, now=door.now, sections=ANALYSIS)
        door.decide(child, outcome="no_further_action", level="1")
        said = page(door.manager, f"/contacts/{contact.reference}")
        assert re.search(r"Level of need\. At screening: Level 3[^;]*; At the decision: Level 1", said)


@pytest.mark.parametrize("step", ["screen", "ask", "analysis", "consent", "story/worries"])
def test_every_page_about_a_contact_says_whose_it_is(door, step):
    contact = door.screened(
        NamedChild(details={"kind": "child", "given_name": "Ash", "family_name": "Testcase"}),
        NamedChild(details={"kind": "child", "given_name": "Briar", "family_name": "Testcase"}),
    )
    assert "Children Ash Testcase, Briar Testcase" in page(door.officer, f"/contacts/{contact.reference}/{step}")


class TestOfADecision:
    def address(self, decision) -> str:
        return f"/contacts/{decision.contact.reference}/children/{decision.child.person.reference}/sign-off"

    def test_a_manager_reads_who_decided_what_is_asked_and_by_when(self, door):
        decision = door.decided()
        said = page(door.manager, self.address(decision))
        assert f"for {decision.child.person.display_name}" in said
        assert f"Why now {door.worker} decided on" in said
        assert "What next Sign it off, or return it with what to do" in said
        assert re.search(r"By when Overdue\. Manager's sign-off: ", said)
        assert "Why this time" in said

    def test_what_partners_said_and_the_consent_are_on_the_same_page(self, door):
        decision = door.decided()
        said = page(door.manager, self.address(decision))
        assert "What partners said" in said
        assert re.search(r"Consent Consent (Given|Refused|Not sought|Overridden)", said)

    def test_whoever_decides_has_the_analysis_beside_the_question(self, door):
        contact = door.analysed()
        child = contact.children.get()
        said = page(door.worker, f"/contacts/{contact.reference}/children/{child.person.reference}/decision")
        assert "The analysis, as it reads for this child" in said


def test_a_partners_message_says_the_day_in_words(door):
    contact = door.screened()
    actions.ask_agency(
        contact, by=door.officer, now=door.now, agency="police", question="Any incidents?", lawful_basis="public_task"
    )
    body = Message.objects.get(purpose="information_request").body
    assert re.search(r"and until \d+ March 2026 at \d+:\d\d[ap]m\.", body)


class TestOfLists:
    def test_a_contact_that_waits_for_a_manager_shows_the_managers_deadline(self, door):
        decision = door.decided()
        name = decision.child.person.display_name
        assert re.search(rf"{name} .*Manager's sign-off Overdue was due by ", page(door.officer, "/front-door"))

    def test_the_boards_numbers_say_how_urgent_they_are_and_which_list_is_open(self, door):
        door.screened()
        client = Client()
        client.force_login(door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        body = client.get("/front-door?stage=gathering").content.decode()
        assert "1 amber" in body
        current = re.findall(r'<a class="th-tile__link" href="([^"]+)" aria-current="true"', body)
        assert current == ["/front-door?stage=gathering"]

    def test_a_question_to_a_partner_says_whom_it_is_about(self, door):
        contact = door.screened(ash())
        actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Any?", lawful_basis="")
        assert re.search(rf"Ash Testcase {contact.reference} Police", page(door.officer, "/information-requests"))

    def test_a_child_without_a_worker_has_a_deadline(self, door):
        decision = door.decided(outcome="early_help", level="2")
        door.sign_off(decision)
        said = page(door.manager, "/no-worker")
        assert re.search(r"\d+ days Receiving team accepts or sends back Overdue was due by", said)

    def test_somebody_who_only_reads_is_told_where_to_go(self, door, make_user):
        said = page(make_user("analyst"), "/my-day")
        assert "Nothing is waiting for you" in said
        assert "You have no open contact" not in said


def test_a_hand_over_says_who_why_what_next_and_by_when(door):
    decision = door.decided(outcome="early_help", level="2")
    door.sign_off(decision)
    handover = Handover.objects.get()
    said = page(door.early_help_manager, f"/hand-overs/{handover.reference}")
    assert f"Who {handover.person.display_name}" in said
    assert f"Why now Early help, offered by {door.manager} on 11 March 2026 at 10:00am" in said
    assert "What next The team accepts the child, or sends them back with the reason" in said
    assert "By when Overdue. Receiving team accepts or sends back: " in said


class TestOfANewContact:
    def send(self, door, **answers: str) -> str:
        client = Client()
        client.force_login(door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.post("/contacts/new", {"submission_key": str(uuid.uuid4()), **answers}).content.decode()

    def test_what_is_missing_is_listed_in_the_order_of_the_page(self, door):
        body = self.send(door, **{"children-keys": "0"})
        summary = body[body.index("There is a problem") : body.index("<h1")]
        asked = re.findall(r'<a href="#[^"]+">([^<]+)</a>', summary)
        assert asked[:2] == ["Choose whether a child is in danger now", "Choose how it came in"]
        assert asked.index("Choose whether the family agrees") > asked.index("Enter what happened")

    def test_a_child_who_may_be_known_is_one_click_from_the_top(self, door):
        door.screened(ash())
        body = self.send(door, **{
            "is_immediate_danger": "no", "channel": "phone", "source": "2A", "referrer_anonymity": "may_be_named",
            "received_at-day": "11", "received_at-month": "3", "received_at-year": "2026", "received_at-time": "9:15am",
            "what_happened": "Came to school hungry.", "consent": "not_sought", "consent_reason": "Not safe to ask yet",
            "children-keys": "0", "children-0-kind": "child", "children-0-given_name": "Ash",
            "children-0-family_name": "Testcase", "children-0-birth_on-day": "3", "children-0-birth_on-month": "5",
            "children-0-birth_on-year": "2017",
        })  # fmt: skip
        assert 'href="#children-0-match-1">Ash Testcase: do we know this child already?' in body
        assert 'id="children-0-match-1"' in body
