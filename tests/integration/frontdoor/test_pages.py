"""The front door's pages, sent and read as a browser would: what they take, refuse, keep and hide."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from threshold.core.models import Draft
from threshold.frontdoor import actions
from threshold.frontdoor.models import Contact, Decision
from threshold.people import actions as people
from threshold.people.models import Person, Restriction
from visiting import client_of

pytestmark = pytest.mark.django_db


def hidden(html: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def form_of(client: Client, url: str) -> dict[str, str]:
    """The hidden fields that the page's form carries, to send it as the browser would."""
    html = client.get(url).content.decode()
    names = ["submission_key", "version", "draft_token"]
    if 'name="contact_version"' in html:
        names.append("contact_version")
    return {name: hidden(html, name) for name in names}


def a_contact(**changes: str) -> dict[str, str]:
    """The answers of somebody who records a contact about one child."""
    return {
        "submission_key": str(uuid.uuid4()), "is_immediate_danger": "no", "channel": "phone", "source": "2A",
        "received_at-day": "11", "received_at-month": "3", "received_at-year": "2026", "received_at-time": "9:15am",
        "referrer_name": "Jo Head", "referrer_email": "head@school.example", "referrer_anonymity": "may_be_named",
        "what_happened": "Came to school hungry.", "consent": "not_sought", "consent_reason": "Not safe to ask yet",
        "children-keys": "0", "children-0-kind": "child", "children-0-given_name": "Robin",
        "children-0-family_name": "Testcase", "children-0-birth_on-day": "3", "children-0-birth_on-month": "May",
        "children-0-birth_on-year": "2017", **changes,
    }  # fmt: skip


class TestRecording:
    def test_a_contact_is_recorded_and_shown(self, door):
        client = client_of(door.officer)
        response = client.post("/contacts/new", a_contact(), follow=True)
        html = response.content.decode()
        assert response.redirect_chain == [(f"/contacts/{Contact.objects.get().reference}", 302)]
        assert "Robin Testcase" in html
        assert "Came to school hungry." in html

    def test_a_double_click_makes_one_contact(self, door):
        client = client_of(door.officer)
        sent = a_contact()
        first, second = client.post("/contacts/new", sent), client.post("/contacts/new", sent)
        assert first.url == second.url
        assert Contact.objects.count() == 1

    def test_a_refusal_keeps_every_word(self, door):
        client = client_of(door.officer)
        html = client.post("/contacts/new", a_contact(**{"children-0-birth_on-year": "2027"})).content.decode()
        assert "There is a problem" in html
        assert "Came to school hungry." in html
        assert not Contact.objects.exists()
        assert not Person.objects.exists()

    def test_a_known_child_is_offered_and_joined_only_when_chosen(self, door):
        client = client_of(door.officer)
        client.post("/contacts/new", a_contact())
        known = Person.objects.get()
        again = a_contact()
        html = client.post("/contacts/new", again).content.decode()
        assert "Do we know this child already?" in html
        assert known.reference in html
        assert Contact.objects.count() == 1
        client.post("/contacts/new", {**again, "children-0-match": known.reference})
        assert Contact.objects.count() == 2
        assert Person.objects.count() == 1

    def test_what_was_told_of_a_known_child_is_not_lost(self, door):
        """A new address, another name and a number were typed, and then the record was found."""
        client = client_of(door.officer)
        client.post("/contacts/new", a_contact(**{"children-0-line_1": "1 Old Lane", "children-0-postcode": "WR5 2NP"}))
        known = Person.objects.get()
        told = {
            "children-0-family_name": "Othername", "children-0-line_1": "4 Elm Row", "children-0-town": "Weirham",
            "children-0-postcode": "WR1 1AA", "children-0-is_confidential": "on",
            "children-0-nhs_number": "999 000 0018", "children-0-sex": "F", "children-0-match": known.reference,
        }  # fmt: skip
        response = client.post("/contacts/new", {**a_contact(), **told}, follow=True)
        child = Contact.objects.latest("pk").children.get()
        assert child.person == known
        assert child.as_told == {
            "name": "Robin Othername", "sex": "female", "NHS number": "999 000 0018",
            "address, which must stay confidential": "4 Elm Row, Weirham, WR1 1AA",
        }  # fmt: skip
        assert "4 Elm Row, Weirham, WR1 1AA" in response.content.decode()
        known.refresh_from_db()
        assert (known.family_name, known.sex) == ("Testcase", "U"), "the record itself is not changed by it"

    def test_what_the_record_says_already_is_not_repeated(self, door):
        client = client_of(door.officer)
        home = {"children-0-line_1": "1 Old Lane", "children-0-postcode": "WR5 2NP"}
        client.post("/contacts/new", a_contact(**home))
        known = Person.objects.get()
        again = {
            "children-0-line_1": "1, Old Ln.",
            "children-0-postcode": "wr52np",
            "children-0-match": known.reference,
        }
        client.post("/contacts/new", a_contact(**again))
        assert Contact.objects.latest("pk").children.get().as_told == {}

    def test_an_unborn_child_is_found_by_the_mother(self, door):
        """There is no name and no birth yet: the mother and the address are all there is to go by."""
        home = {"line_1": "4 Elm Row", "postcode": "WR52NP"}
        facts = {"by": door.officer, "now": timezone.now()}
        due = timezone.localdate() + dt.timedelta(days=60)
        mother = people.record_person(**facts, kind="adult", given_name="Quenby", family_name="Testcase", address=home)
        baby = people.record_person(**facts, kind="unborn", expected_on=due, address=home)
        people.relate_people(mother, other=baby, kind="parent", **facts)
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        told = a_contact(**{
            "received_at-day": yesterday.day, "received_at-month": yesterday.month, "received_at-year": yesterday.year,
            "children-0-kind": "unborn", "children-0-given_name": "", "children-0-family_name": "",
            "children-0-birth_on-day": "", "children-0-birth_on-month": "", "children-0-birth_on-year": "",
            "children-0-expected_on-day": due.day, "children-0-expected_on-month": due.month,
            "children-0-expected_on-year": due.year, "children-0-carer_given_name": "Quenby",
            "children-0-carer_family_name": "Testcase", "children-0-line_1": "4 Elm Row",
            "children-0-postcode": "WR5 2NP",
        })  # fmt: skip
        client = client_of(door.officer)
        html = client.post("/contacts/new", told).content.decode()
        assert "Do we know this child already?" in html
        assert baby.reference in html
        client.post("/contacts/new", {**told, "children-0-match": "new"})
        assert Contact.objects.get().children.get().as_told == {"mother or main carer": "Quenby Testcase"}

    def test_a_restricted_child_is_not_offered(self, door):
        client = client_of(door.officer)
        client.post("/contacts/new", a_contact())
        known = Person.objects.get()
        Restriction.objects.create(
            person=known, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
        )
        response = client.post("/contacts/new", a_contact())
        assert response.status_code == 302
        assert Person.objects.count() == 2

    def test_markup_that_somebody_types_stays_text(self, door):
        client = client_of(door.officer)
        html = client.post(
            "/contacts/new", a_contact(what_happened="<script>alert(1)</script>"), follow=True
        ).content.decode()
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html

    def test_add_another_child_needs_no_script_and_loses_nothing(self, door):
        client = client_of(door.officer)
        html = client.post("/contacts/new", {**a_contact(), "children-add": "yes"}).content.decode()
        assert "Child 2" in html
        assert "Came to school hungry." in html
        assert Draft.objects.count() == 1
        assert not Contact.objects.exists()


class TestTheWholePathInPages:
    def test_record_screen_analyse_decide_sign_off_answer(self, door):
        officer, worker, manager = client_of(door.officer), client_of(door.worker), client_of(door.manager)
        officer.post("/contacts/new", a_contact())
        contact = Contact.objects.get()
        child = contact.children.get()
        at = f"/contacts/{contact.reference}"
        officer.post(
            f"{at}/screen",
            {**form_of(officer, f"{at}/screen"), "rag": "amber", "reason": "Not clear", f"level_{child.pk}": "3"},
        )
        from threshold.frontdoor.codes import AnalysisSection

        officer.post(
            f"{at}/analysis",
            {**form_of(officer, f"{at}/analysis"), **{section.value: "Thought through" for section in AnalysisSection}},
        )
        decide = f"{at}/children/{Person.objects.get().reference}/decision"
        worker.post(
            decide,
            {
                **form_of(worker, decide), "outcome": "early_help", "team": str(door.early_help.pk),
                "offer": "parenting", "level": "2", "level_reason": "Better than it looked", "reason": "Help is wanted",
            },
        )  # fmt: skip
        decision = Decision.objects.get()
        assert (decision.state, decision.decided_by) == ("awaiting_sign_off", door.worker)
        assert "Robin Testcase" in manager.get("/sign-off").content.decode()
        sign = f"{at}/children/{Person.objects.get().reference}/sign-off"
        manager.post(sign, {**form_of(manager, sign), "reason": "Sound", "verb": "sign-off"})
        officer.post(
            f"{at}/answer",
            {**form_of(officer, f"{at}/answer"), "status": "message", "text": "Thank you.", "reason": ""},
        )
        contact.refresh_from_db()
        assert contact.state == "closed"
        html = officer.get(at).content.decode()
        assert "Signed off" in html
        assert "Waiting to be sent" in html

    def test_nothing_is_preselected_on_the_decision(self, door):
        contact = door.analysed()
        html = (
            client_of(door.worker)
            .get(f"/contacts/{contact.reference}/children/{contact.children.get().person.reference}/decision")
            .content.decode()
        )
        assert " checked" not in html

    def test_an_officer_proposes_on_the_same_page(self, door):
        contact = door.analysed()
        client = client_of(door.officer)
        url = f"/contacts/{contact.reference}/children/{contact.children.get().person.reference}/decision"
        html = client.get(url).content.decode()
        assert "a registered social worker decides" in html
        assert "Level of need" not in re.sub(r"Level of need so far|The levels", "", html).split("<aside")[0]
        client.post(url, {**form_of(client, url), "outcome": "no_further_action", "reason": "All is well"})
        assert Decision.objects.get().state == "proposed"

    def test_the_second_of_two_editors_sees_both_versions_and_may_insist(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        url = f"/contacts/{contact.reference}/story/worries"
        mine = {**form_of(client, url), "text": "My words"}
        actions.write_story(contact, by=door.worker, now=door.now, section="worries", text="Their words")
        html = client.post(url, mine).content.decode()
        assert "Somebody else changed" in html
        assert "My words" in html
        assert "Their words" in html
        client.post(url, {**mine, "version": hidden(html, "version")})
        assert "My words" in client.get(f"/contacts/{contact.reference}").content.decode()


class TestScreening:
    def test_a_level_that_is_not_the_referrers_says_why(self, door):
        from threshold.frontdoor.actions.details import NamedChild
        from threshold.frontdoor.models import LevelOfNeed

        contact = door.record(
            NamedChild(details={"kind": "child", "given_name": "Ash", "family_name": "Testcase"}, level_by_referrer="2")
        )
        child = contact.children.get()
        client = client_of(door.officer)
        url = f"/contacts/{contact.reference}/screen"
        assert "The referrer proposed: Level 2" in client.get(url).content.decode()
        sent = {**form_of(client, url), "rag": "amber", "reason": "Not clear", f"level_{child.pk}": "4"}
        assert "Say why it is not the level" in client.post(url, sent).content.decode()
        assert not contact.ratings.exists()
        assert client.post(url, {**sent, f"level_reason_{child.pk}": "A plan last year"}).status_code == 302
        assert LevelOfNeed.objects.get(point="screening").reason == "A plan last year"

    def test_the_action_refuses_it_too(self, door):
        from threshold.core.errors import Refused
        from threshold.frontdoor.actions.details import NamedChild

        contact = door.record(
            NamedChild(details={"kind": "child", "given_name": "Ash", "family_name": "Testcase"}, level_by_referrer="2")
        )
        levels = {contact.children.get().pk: "3"}
        with pytest.raises(Refused, match="not the one that the referrer proposed"):
            actions.screen(contact, by=door.officer, now=door.now, rag="amber", reason="Not clear", levels=levels)
        contact.refresh_from_db()
        assert contact.state == "received"


class TestSigningOff:
    def test_the_own_decision_has_no_button_and_is_refused(self, door):
        contact = door.analysed()
        door.decide(contact.children.get(), outcome="no_further_action", level="1", by=door.manager)
        client = client_of(door.manager)
        url = f"/contacts/{contact.reference}/children/{contact.children.get().person.reference}/sign-off"
        assert 'value="sign-off"' not in client.get(url).content.decode()
        sent = {"submission_key": str(uuid.uuid4()), "version": "1", "contact_version": "forged", "reason": "Mine"}
        assert client.post(url, {**sent, "verb": "sign-off"}).status_code == 403
        assert Decision.objects.get().state == "awaiting_sign_off"

    def test_a_stranger_to_the_role_gets_no_page(self, door):
        decision = door.decided()
        url = f"/contacts/{decision.contact.reference}/children/{decision.child.person.reference}/sign-off"
        assert client_of(door.officer).get(url).status_code == 403
        assert client_of(door.early_help_manager).get(url).status_code in (403, 404)


class TestHiddenRecords:
    def test_a_hidden_contact_looks_like_one_that_does_not_exist(self, door):
        contact = door.screened()
        Restriction.objects.create(
            person=contact.children.get().person, kind="allow_list", message="Ask", reason="Safety",
            starts_at=door.now, started_by=door.manager,
        )  # fmt: skip
        client = client_of(door.worker)
        missing = client.get("/contacts/C-ZZZZZ-Z")
        found = client.get(f"/contacts/{contact.reference}")
        assert (missing.status_code, found.status_code) == (404, 404)
        strip = re.compile(rb'nonce="[^"]*"|C-[0-9A-Z]{5}-[0-9A-Z]')
        assert strip.sub(b"", missing.content) == strip.sub(b"", found.content)
        assert contact.reference not in client.get("/front-door").content.decode()
        assert contact.reference not in client.get("/front-door?format=csv").getvalue().decode()

    def test_a_hidden_sibling_is_not_on_the_contact_page(self, door):
        from threshold.frontdoor.actions.details import NamedChild

        contact = door.screened(
            NamedChild(details={"kind": "child", "given_name": "Ash", "family_name": "Testcase"}),
            NamedChild(details={"kind": "child", "given_name": "Briar", "family_name": "Testcase"}),
        )
        Restriction.objects.create(
            person=contact.children.get(position=2).person, kind="allow_list", message="Ask", reason="Safety",
            starts_at=door.now, started_by=door.manager,
        )  # fmt: skip
        client = client_of(door.worker)
        for page in (f"/contacts/{contact.reference}", "/front-door", f"/contacts/{contact.reference}/analysis"):
            html = client.get(page).content.decode()
            assert "Briar" not in html, page
        url = f"/contacts/{contact.reference}/children/{{}}/decision"
        hidden_child = contact.children.get(position=2).person.reference
        assert client.get(url.format(hidden_child)).status_code == 404

    def test_the_addresses_of_the_others_do_not_tell_that_one_is_hidden(self, door):
        """A child after a hidden one was "child 3" of a contact that shows two."""
        from threshold.frontdoor.actions.details import NamedChild

        contact = door.analysed(
            *(NamedChild(details={"kind": "child", "given_name": name, "family_name": "Testcase"})
              for name in ("Ash", "Briar", "Cedar"))
        )  # fmt: skip
        ash, briar, cedar = (child.person for child in contact.children.order_by("position"))
        Restriction.objects.create(
            person=briar, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
        )
        client = client_of(door.worker)
        html = client.get(f"/contacts/{contact.reference}").content.decode()
        found = set(re.findall(rf"{contact.reference}/children/([^/]+)/decision", html))
        assert found == {ash.reference, cedar.reference}
        for position in (1, 2, 3):
            assert client.get(f"/contacts/{contact.reference}/children/{position}/decision").status_code == 404


class TestQueryBudgets:
    """Pages ask a fixed number of questions, however long the list."""

    @pytest.mark.parametrize(("page", "budget"), [("/my-day", 24), ("/front-door", 16), ("/sign-off", 12)])
    def test_of_lists(self, door, page, budget, django_assert_max_num_queries):
        for number in range(6):
            from threshold.frontdoor.actions.details import NamedChild

            child = NamedChild(details={"kind": "child", "given_name": f"N{number}", "family_name": "Testcase"})
            contact = door.analysed(child)
            if number % 2:
                door.decide(contact.children.get(), outcome="no_further_action", level="1")
        client = client_of(door.manager)
        client.get(page)
        with django_assert_max_num_queries(budget):
            client.get(page)

    @pytest.mark.parametrize(
        ("page", "budget"),
        [("/no-worker", 14), ("/information-requests", 14), ("/contacts/new", 12), ("/front-door/contacts", 16)],
    )
    def test_of_more_lists(self, door, page, budget, django_assert_max_num_queries):
        from threshold.frontdoor.actions.details import NamedChild

        client = client_of(door.manager)
        for number in range(4):
            child = NamedChild(details={"kind": "child", "given_name": f"N{number}", "family_name": "Testcase"})
            contact = door.analysed(child)
            actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Known?")
            door.sign_off(door.decide(contact.children.get(), outcome="family_help", level="4"))
        client.get(page)
        with django_assert_max_num_queries(budget):
            client.get(page)

    @pytest.mark.parametrize(
        ("page", "who", "budget"),
        [
            ("screen", "officer", 38),  # half of it asks who the child may be, where the record is new
            ("analysis", "officer", 24),
            ("decision", "worker", 26),
            ("sign-off", "manager", 26),
        ],
    )
    def test_of_a_contacts_forms(self, door, page, who, budget, django_assert_max_num_queries):
        contact = door.decided().contact if page == "sign-off" else door.analysed()
        child = contact.children.get().person.reference
        of_child = f"children/{child}/" if page in ("decision", "sign-off") else ""
        client = client_of(getattr(door, who))
        url = f"/contacts/{contact.reference}/{of_child}{page}"
        assert client.get(url).status_code == 200
        with django_assert_max_num_queries(budget):
            client.get(url)

    def test_of_the_contact_page(self, door, django_assert_max_num_queries):
        contact = door.decided().contact
        client = client_of(door.worker)
        client.get(f"/contacts/{contact.reference}")
        with django_assert_max_num_queries(32):
            client.get(f"/contacts/{contact.reference}")


class TestWhoMayKnow:
    def test_a_paragraph_about_one_child_leaves_the_other_childs_record(self, door):
        from threshold.access.scope import Scope
        from threshold.frontdoor.actions.details import NamedChild
        from threshold.people import narrative

        contact = door.screened(
            NamedChild(details={"kind": "child", "given_name": "Ash", "family_name": "Testcase"}),
            NamedChild(details={"kind": "child", "given_name": "Briar", "family_name": "Testcase"}),
        )
        ash, briar = (child.person for child in contact.children.order_by("position"))
        scope = Scope(door.officer, door.now)
        passage = narrative.read_record(scope, contact)["what_happened"][0]
        client = client_of(door.officer)
        url = f"/contacts/{contact.reference}/passages/{passage.pk}"
        client.post(url, {**form_of(client, url), "travels": "third_party", "about": [str(ash.pk)]})
        of_ash = narrative.read_record(scope, contact, about_person=ash)["what_happened"]
        of_briar = narrative.read_record(scope, contact, about_person=briar)["what_happened"]
        assert (len(of_ash), len(of_briar)) == (2, 1)
        assert of_ash[0].travels == "third_party"
