"""The public form: what is sent becomes one contact, and nothing that was typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from portal_visitor import PROFESSIONAL, PUBLIC, Visitor
from threshold.core.models import Clock, Draft, Message
from threshold.frontdoor.codes import Source
from threshold.frontdoor.models import Contact
from threshold.people.models import Passage, Person
from threshold.portal import forms as portal_forms

pytestmark = pytest.mark.django_db


def born(day: str, month: str, year: str) -> dict[str, str]:
    return {"age_known": "birth", "birth_on-day": day, "birth_on-month": month, "birth_on-year": year}


def passages(contact: Contact) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for passage in Passage.objects.filter(record_type="frontdoor.contact", record_id=contact.pk).order_by("position"):
        found.setdefault(passage.section, []).append(passage.text)
    return found


class TestSending:
    def test_a_professionals_form_becomes_a_contact(self, professional, front_door):
        response = professional.send()
        assert response.url == "/worried/sent"
        contact = Contact.objects.get()
        assert (contact.channel, contact.source, contact.team) == ("professional_form", "2A", front_door)
        assert (contact.referrer_name, contact.referrer_anonymity) == ("Jo Head", "may_be_named")
        assert (contact.consent, contact.consent_given_by) == ("given", "Mother")
        assert (contact.language, contact.interpreter_needed) == ("Polish", True)
        assert contact.recorded_by.email == "portal_service@threshold.invalid"
        told = passages(contact)
        assert told["what_happened"] == ["Came to school hungry.", "The second time this week."]
        assert set(told) == {"what_happened", "history", "worries", "strengths", "child_says", "who_knows"}
        child = contact.children.get()
        assert child.person.display_name == "Robin Testcase"
        assert child.person.birth_precision == "estimated"
        assert child.as_told == {"age": "7"}
        assert child.levels.get().level == "2"
        assert Clock.objects.filter(rule="decide").exists()
        assert contact.reference in professional.client.get("/worried/sent").content.decode()

    def test_a_member_of_the_public_stays_unnamed_to_the_family(self, member_of_public):
        member_of_public.send()
        contact = Contact.objects.get()
        assert (contact.channel, contact.source) == ("public_form", "1B")
        assert contact.referrer_anonymity == "anonymous_to_family"
        assert contact.consent == ""

    def test_an_anonymous_sender_leaves_no_name_and_is_asked_no_more(self, visitor):
        visitor.fill_in({**PUBLIC, "person": {"give_name": "no", "name": "Not kept", "email": "no@post.example"}})
        visitor.send()
        contact = Contact.objects.get()
        assert (contact.source, contact.referrer_name, contact.referrer_email) == ("9", "", "")
        assert contact.referrer_role == "I am a neighbour, a friend or a childminder"
        assert not Message.objects.exists()

    def test_a_child_gives_the_own_name_once(self, visitor):
        pages = {slug: PUBLIC[slug] for slug in ("danger", "who", "happened")}
        visitor.fill_in(pages | {"connection": {"connection": "1C"}, "family": {"family": "no"}})
        visitor.send()
        contact = Contact.objects.get()
        assert (contact.source, contact.referrer_name) == ("1C", "Robin Testcase")

    def test_danger_goes_by_way_of_999_and_marks_the_contact(self, visitor):
        visitor.begin()
        assert visitor.answer("danger", danger="yes").url == "/worried/call-999"
        assert "Call 999 now" in visitor.client.get("/worried/call-999").content.decode()
        for slug, page in PUBLIC.items():
            if slug != "danger":
                visitor.answer(slug, **page)
        visitor.name_child()
        visitor.send()
        assert Contact.objects.get().is_immediate_danger

    def test_two_presses_of_send_make_one_contact_and_both_see_the_reference(self, professional):
        again = Visitor()
        again.client.cookies = professional.client.cookies.copy()
        session = dict(professional.client.session.items())
        professional.send()
        # The second press was on its way with the session as it stood before the first.
        other = Visitor()
        store = other.client.session
        store.update(session)
        store.save()
        assert other.send().url == "/worried/sent"
        assert Contact.objects.count() == 1
        assert Contact.objects.get().reference in other.client.get("/worried/sent").content.decode()
        assert Message.objects.count() == 1

    def test_sending_from_the_page_left_open_shows_the_reference_again(self, professional):
        professional.send()
        assert professional.send().url == "/worried/sent"
        assert Contact.objects.count() == 1

    def test_what_was_typed_is_gone_from_the_drafts_after_sending(self, professional):
        assert Draft.objects.exists()
        professional.send()
        assert not Draft.objects.exists()
        assert professional.client.get("/worried/about/happened").url == "/worried/return"

    def test_without_a_front_door_nothing_is_lost(self, professional, front_door):
        front_door.ends_on = front_door.starts_on
        front_door.save()
        response = professional.send()
        assert "Please call us instead" in response.content.decode()
        assert not Contact.objects.exists()
        assert Draft.objects.exists()

    def test_every_source_code_can_be_reached(self):
        reachable = {*portal_forms.SERVICES, *portal_forms.CONNECTIONS, Source.ANONYMOUS}
        assert reachable == set(Source)


class TestTheAcknowledgement:
    def test_it_names_the_reference_and_nobody(self, professional):
        professional.send()
        message = Message.objects.get()
        assert (message.purpose, message.to, message.state) == ("acknowledgement", "jo.head@school.example", "queued")
        text = message.heading + message.body
        assert Contact.objects.get().reference in text
        for name in ("Robin", "Testcase", "Jo", "Head", "Oak"):
            assert name not in text


class TestChildren:
    def test_an_unborn_child(self, visitor):
        visitor.fill_in(PUBLIC)
        visitor.name_child(1, given_name="", family_name="Testcase", age_known="unborn")
        visitor.send()
        assert Person.objects.get().kind == "unborn"

    def test_a_child_without_a_name(self, visitor):
        visitor.fill_in(PUBLIC)
        visitor.name_child(1, given_name="", family_name="", description="A boy with red hair", age_known="unknown")
        visitor.send()
        child = Contact.objects.get().children.get()
        assert (child.person.display_name, child.as_told) == ("Name not known", {"description": "A boy with red hair"})

    def test_the_second_child_lives_with_the_first(self, visitor):
        visitor.fill_in(PUBLIC)
        visitor.name_child(1, is_secret="yes", postcode="wr5 2np")
        visitor.name_child(2, given_name="Kit", same_address="yes", line_1="Ignored")
        visitor.send()
        homes = [person.addresses.get() for person in Person.objects.order_by("pk")]
        assert len({home.address_id for home in homes}) == 1
        assert all(home.is_confidential for home in homes)

    def test_a_known_school_is_joined_and_another_is_kept_as_told(self, visitor):
        from threshold.people.models import Organisation

        oak = Organisation.objects.create(name="Oak School", kind="school")
        visitor.fill_in(PUBLIC)
        visitor.name_child(1, school="oak school")
        visitor.name_child(2, given_name="Kit", same_address="yes", school="Elm School")
        visitor.send()
        first, second = Contact.objects.get().children.order_by("position")
        assert (first.person.school, second.person.school) == (oak, None)
        assert second.as_told["school"] == "Elm School"

    def test_remove_and_add_another(self, visitor):
        visitor.fill_in(PUBLIC)
        visitor.name_child(2, given_name="Kit", same_address="no")
        visitor.client.post("/worried/children", {"remove": "1"})
        assert visitor.client.post("/worried/children", {"another": "yes"}).url == "/worried/child/3"
        page = visitor.client.get("/worried/children").content.decode()
        assert "Kit" in page
        assert "Robin" not in page

    def test_fifty_children_and_not_one_more(self, visitor, django_assert_max_num_queries):
        visitor.fill_in(PUBLIC)
        for number in range(2, 51):
            assert visitor.name_child(number, given_name=f"Child{number}", same_address="yes").status_code == 302
        assert visitor.name_child(51).url == "/worried/children"
        with django_assert_max_num_queries(8):
            assert "as many as one form can hold" in visitor.client.get("/worried/children").content.decode()
        with django_assert_max_num_queries(8):
            visitor.client.get("/worried/check")
        visitor.send()
        assert Contact.objects.get().children.count() == 50

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            (born("31", "2", "2020"), "real date"),
            (born("1", "1", "2190"), "in the past"),
            (born("1", "1", "1960"), "older than"),
            ({"age_known": "unborn", "expected_on-day": "1", "expected_on-month": "1", "expected_on-year": "2090"},
             "ten months"),
            ({"age": "70"}, "between 0 and 25"),
            ({"postcode": "NOWHERE"}, "full postcode"),
            ({"given_name": "", "family_name": ""}, "what you know about the child"),
            ({"given_name": "x" * 101}, "100 characters"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_said_and_kept(self, visitor, answers, sentence):
        visitor.begin()
        response = visitor.name_child(1, **answers)
        assert response.status_code == 200
        assert sentence in response.content.decode()
        assert "Quay Street" in response.content.decode()
        visitor.send()
        assert not Contact.objects.exists()


class TestComingBack:
    def test_the_code_opens_the_form_in_another_browser(self, professional):
        later = professional.client.get("/worried/later").content.decode()
        code = professional.code
        assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in later
        other = Visitor()
        spoken = f" {code[:4].lower()} {code[4:8]}-{code[8:]}"
        assert other.client.post("/worried/return", {"code": spoken}).url == "/worried/check"
        assert "Came to school hungry." in other.client.get("/worried/check").content.decode()
        other.send()
        assert Contact.objects.count() == 1

    def test_a_wrong_or_old_code_opens_nothing(self, professional):
        other = Visitor()
        assert (
            "no form with this code"
            in other.client.post("/worried/return", {"code": "0000-0000-0000"}).content.decode()
        )

        Draft.objects.update(updated_at=timezone.now() - dt.timedelta(days=31))
        response = other.client.post("/worried/return", {"code": professional.code})
        assert "no form with this code" in response.content.decode()

    def test_a_page_sent_after_the_session_ended_loses_no_word(self, professional):
        from threshold.portal.visits import Visit

        code = professional.code
        token = Visit(code).key("worries").token()
        other = Visitor()
        response = other.client.post("/worried/about/worries", {"worries": "Typed too late", "draft_token": token})
        assert response.url == "/worried/return"
        other.client.post("/worried/return", {"code": code})
        assert "Typed too late" in other.client.get("/worried/about/worries").content.decode()

    def test_a_forged_token_writes_nothing(self, professional):
        before = sorted(Draft.objects.values_list("typed", flat=True))
        Visitor().client.post("/worried/about/worries", {"worries": "Forged", "draft_token": "forged:1:2"})
        assert sorted(Draft.objects.values_list("typed", flat=True)) == before

    def test_the_code_by_email_says_nothing_of_the_form(self, professional):
        response = professional.client.post("/worried/later", {"email": "me@post.example"})
        assert "We have sent you the code" in response.content.decode()
        message = Message.objects.get()
        assert message.purpose == "return_code"
        assert "Robin" not in message.body
        assert "child" not in (message.heading + message.body).lower()

    def test_exit_forgets_the_form_in_this_browser_only(self, professional):
        code = professional.code
        response = professional.client.get("/worried/leave")
        assert response.url.startswith("https://www.bbc.co.uk/weather")
        assert response["Referrer-Policy"] == "no-referrer"
        assert professional.client.get("/worried/about/happened").url == "/worried/return"
        assert professional.client.post("/worried/return", {"code": code}).url == "/worried/check"

    def test_save_and_come_back_keeps_a_page_that_is_not_finished(self, visitor):
        visitor.begin()
        assert visitor.answer("happened", happened="", later="yes").url == "/worried/later"
        visitor.answer("worries", worries="Half a thought", later="yes")
        assert "Half a thought" in visitor.client.get("/worried/about/worries").content.decode()


class TestTheBrowser:
    def test_every_page_says_keep_nothing(self, professional):
        for address in ("/worried", "/worried/about/who", "/worried/children", "/worried/child/1", "/worried/files",
                        "/worried/check", "/worried/later", "/worried/return", "/worried/leave"):  # fmt: skip
            assert professional.client.get(address)["Cache-Control"] == "no-store", address

    def test_the_cookies_end_with_the_browser(self, visitor):
        visitor.client.get("/worried")
        visitor.begin()
        for cookie in visitor.client.cookies.values():
            assert (cookie["max-age"], cookie["expires"]) == ("", ""), cookie.key

    def test_a_member_of_staff_who_tries_the_form_stays_signed_in(self, visitor, make_user):
        visitor.client.force_login(make_user("contact_officer"))
        visitor.begin()
        visitor.client.get("/worried/leave")
        assert "_auth_user_id" in visitor.client.session


class TestLongAndStrangeText:
    def test_a_hundred_kilobytes(self, visitor):
        text = "Every evening, the same. " * 4000
        visitor.fill_in({**PUBLIC, "happened": {"happened": text}})
        visitor.send()
        assert passages(Contact.objects.get())["what_happened"] == [text.strip()]

    def test_emoji_right_to_left_and_a_forged_direction(self, visitor):
        visitor.fill_in(PUBLIC)
        visitor.name_child(1, given_name="ליאור 🐣", family_name="الاختبار\u202e")
        visitor.send()
        person = Person.objects.get()
        assert (person.given_name, person.family_name) == ("ליאור 🐣", "الاختبار")

    def test_markup_stays_text(self, visitor):
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        visitor.fill_in({**PUBLIC, "happened": {"happened": evil}})
        visitor.name_child(1, given_name=evil[:90], school=evil)
        for address in ("/worried/check", "/worried/children", "/worried/child/1", "/worried/about/happened"):
            page = visitor.client.get(address).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    def test_markup_stays_text_on_the_pages_of_staff(self, visitor, make_user):
        evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        visitor.fill_in({**PUBLIC, "happened": {"happened": evil}, "language": {"language": evil[:60]}})
        visitor.name_child(1, given_name=evil[:90], school=evil, description=evil)
        visitor.answer("person", give_name="yes", name=evil, telephone="01632 960001<b>")
        visitor.send()
        staff = Visitor()
        staff.client.force_login(make_user("social_worker"))
        contact = Contact.objects.get()
        for address in (reverse("contact", args=[contact.reference]), reverse("board"), reverse("my_day")):
            response = staff.client.get(address)
            assert response.status_code == 200, address
            page = response.content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    def test_a_nul_is_not_stored(self, visitor):
        visitor.begin()
        visitor.answer("worries", worries="a\x00b")
        assert "\x00" not in Draft.objects.get(subject="worries").typed


class TestTheOrder:
    def test_going_ahead_shows_what_is_missing_and_cannot_send(self, visitor):
        visitor.begin()
        page = visitor.client.get("/worried/check").content.decode()
        assert "You cannot send the form yet" in page
        assert visitor.send().status_code == 200
        assert not Contact.objects.exists()

    def test_changing_who_you_are_leaves_the_other_answers_out(self, professional):
        professional.answer("who", who="public")
        page = professional.client.get("/worried/check").content.decode()
        assert "how you know the child" in page
        professional.answer("connection", connection="1A")
        professional.answer("person", give_name="no")
        professional.send()
        contact = Contact.objects.get()
        assert (contact.source, contact.consent, contact.referrer_name) == ("9", "", "")

    def test_a_change_from_the_check_leads_back_to_it(self, professional):
        response = professional.client.post("/worried/about/worries?from=check", {"worries": "Other"})
        assert response.url == "/worried/check"

    def test_a_page_that_does_not_apply_leads_on(self, visitor):
        visitor.begin()
        assert visitor.client.get("/worried/about/consent").url == "/worried/about/danger"

    def test_no_such_page(self, visitor):
        visitor.begin()
        assert visitor.client.get("/worried/about/nothing").status_code == 404

    def test_queries(self, professional, django_assert_max_num_queries):
        for slug in PROFESSIONAL:
            with django_assert_max_num_queries(4):
                professional.client.get(f"/worried/about/{slug}")
        with django_assert_max_num_queries(22):
            professional.answer("worries", worries="Again")
        for address in ("/worried", "/worried/child/1", "/worried/check", "/worried/files", "/worried/later"):
            with django_assert_max_num_queries(6):
                professional.client.get(address)
