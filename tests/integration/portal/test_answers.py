"""A partner's one-time link: opened by a code, answered once, and otherwise one and the same page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal_visitor import PDF
from threshold.access.models import User
from threshold.core.models import Draft, Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild
from threshold.frontdoor.actions.gathering import Asked
from threshold.frontdoor.models import InformationRequest
from threshold.people.models import Document, Passage
from threshold.portal import limits

pytestmark = pytest.mark.django_db

ANSWER = {
    "state": "returned", "text": "Two calls to the house in May.", "reason": "", "name": "Sam Officer",
    "role": "Police sergeant", "submission_key": "1c4f2c52-6b0b-4b6e-9a53-0d2a9d0f2d11",
}  # fmt: skip


@pytest.fixture
def asked(front_door, make_user: Callable[..., User]) -> Asked:
    officer, now = make_user("contact_officer"), timezone.now()
    contact = actions.record_contact(
        by=officer, now=now, team=front_door, channel="phone", source="2A", received_at=now,
        children=[NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Testcase"})],
        story={"what_happened": "Came to school hungry."},
        consent=ConsentRecord("given", given_by="Mother", given_on=dt.date(2026, 3, 1)),
    )  # fmt: skip
    actions.screen(contact, by=officer, now=now, rag="amber", reason="Not clear yet")
    return actions.ask_agency(contact, by=officer, now=now, agency="police", question="Were you called to the house?")


@pytest.fixture
def address(asked: Asked) -> str:
    found = re.search(r"/answer/[\w-]+", Message.objects.get(purpose="information_request").body)
    assert found
    return found[0]


@pytest.fixture
def opened(client: Client, asked: Asked, address: str) -> Client:
    assert client.post(address, {"code": f"{asked.code[:4]} {asked.code[4:]}"}).status_code == 302
    return client


def is_dead(response) -> bool:
    return response.status_code == 404 and "This link no longer opens anything" in response.content.decode()


class TestTheCode:
    def test_nothing_is_shown_before_it_is_right(self, client, asked, address):
        page = client.get(address).content.decode()
        assert "Were you called" not in page
        assert "Robin" not in page
        assert "Were you called" in self.after_code(client, asked, address)

    @staticmethod
    def after_code(client: Client, asked: Asked, address: str) -> str:
        client.post(address, {"code": asked.code})
        return client.get(address).content.decode()

    def test_five_wrong_codes_and_the_link_is_dead_for_the_right_one_too(self, client, asked, address):
        for _ in range(4):
            assert "This is not the code" in client.post(address, {"code": "00000000"}).content.decode()
        assert is_dead(client.post(address, {"code": "00000000"}))
        assert is_dead(client.post(address, {"code": asked.code}))
        assert is_dead(client.get(address))

    def test_it_opens_for_half_an_hour_in_this_browser_only(self, opened, address, monkeypatch):
        assert "Were you called" not in Client().get(address).content.decode()
        later = timezone.now() + dt.timedelta(minutes=31)
        monkeypatch.setattr("threshold.portal.partners.timezone.now", lambda: later)
        assert "Were you called" not in opened.get(address).content.decode()

    def test_codes_are_counted_by_address_too(self, client, asked, address, monkeypatch):
        monkeypatch.setattr(limits, "ANSWER_CODES", limits.Limit("answer-codes", 1, 900))
        client.post(address, {"code": "00000000"})
        response = client.post(address, {"code": "00000000"})
        assert response.status_code == 429
        assert InformationRequest.objects.get().code_attempts == 1


class TestAnswering:
    def test_the_answer_is_kept_in_confidence_and_the_link_dies(self, opened, asked, address):
        assert opened.post(address, ANSWER).status_code == 302
        request = InformationRequest.objects.get()
        assert (request.state, request.answered_by_name, request.answered_by_role) == (
            "returned", "Sam Officer", "Police sergeant",
        )  # fmt: skip
        passage = Passage.objects.get(record_type="frontdoor.informationrequest")
        assert (passage.text, passage.travels) == ("Two calls to the house in May.", "police")
        thanks = opened.get(address).content.decode()
        assert "We have your answer" in thanks
        assert "Were you called" not in thanks
        assert is_dead(Client().get(address))
        assert not Draft.objects.exists()

    @pytest.mark.parametrize(
        ("answer", "state"),
        [({"state": "nothing_known"}, "nothing_known"), ({"state": "declined", "reason": "A live case"}, "declined")],
    )
    def test_nothing_known_and_cannot_share(self, opened, address, answer, state):
        opened.post(address, ANSWER | answer)
        request = InformationRequest.objects.get()
        assert request.state == state
        assert not Passage.objects.filter(record_type="frontdoor.informationrequest").exists()

    @pytest.mark.parametrize(
        ("answer", "sentence"),
        [
            ({"state": ""}, "Choose your answer"),
            ({"text": ""}, "Write what you know"),
            ({"state": "declined"}, "Write why you cannot share it"),
            ({"name": ""}, "Enter your full name"),
            ({"role": ""}, "Enter your job"),
        ],
    )
    def test_half_an_answer_is_kept_and_not_sent(self, opened, address, answer, sentence):
        page = opened.post(address, ANSWER | answer).content.decode()
        assert sentence in page
        assert InformationRequest.objects.get().state == "asked"
        if "text" not in answer:
            assert "Two calls to the house" in opened.get(address).content.decode()

    def test_two_presses_are_one_answer_and_both_are_thanked(self, opened, address):
        session = dict(opened.session.items())
        opened.post(address, ANSWER)
        second = Client()
        store = second.session
        store.update(session)
        store.save()
        assert "We have your answer" in second.post(address, ANSWER).content.decode()
        assert Passage.objects.filter(record_type="frontdoor.informationrequest").count() == 1

    def test_another_answer_from_another_page_is_not_taken(self, opened, address):
        session = dict(opened.session.items())
        opened.post(address, ANSWER)
        second = Client()
        store = second.session
        store.update(session)
        store.save()
        other = ANSWER | {"submission_key": "2c4f2c52-6b0b-4b6e-9a53-0d2a9d0f2d11", "text": "Other"}
        assert is_dead(second.post(address, other))
        assert InformationRequest.objects.get().answered_by_name == "Sam Officer"

    def test_files_go_with_it(self, opened, address, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        assert opened.post(address, ANSWER | {"attach": "yes"}).url == f"{address}/files"
        opened.post(f"{address}/files", {"file": SimpleUploadedFile("log.pdf", PDF), "add": "yes"})
        page = opened.get(address).content.decode()
        assert "log.pdf" in page
        assert "Two calls to the house" in page
        opened.post(address, ANSWER)
        assert Document.objects.get().record_type == "frontdoor.informationrequest"

    def test_files_need_the_code(self, client, address):
        assert client.get(f"{address}/files").url == address
        assert client.post(f"{address}/files", {"add": "yes"}).url == address

    def test_what_was_typed_outlives_the_half_hour(self, opened, asked, address, monkeypatch):
        token = re.search(r'name="draft_token" value="([^"]+)"', opened.get(address).content.decode())
        assert token
        other = Client()
        page = other.post(address, ANSWER | {"draft_token": token[1]}).content.decode()
        assert "What you typed is kept" in page
        other.post(address, {"code": asked.code})
        assert "Two calls to the house" in other.get(address).content.decode()

    def test_markup_stays_text(self, opened, address):
        page = opened.post(
            address, ANSWER | {"name": "", "text": "</textarea><script>alert(1)</script>"}
        ).content.decode()
        assert "<script>alert" not in page


class TestDeadLinks:
    def test_forged_expired_used_and_cancelled_look_the_same(self, client, asked, address, make_user):
        forged = client.get("/answer/" + "x" * 32)
        InformationRequest.objects.update(link_expires_at=timezone.now())
        expired = client.get(address)
        InformationRequest.objects.update(link_expires_at=timezone.now() + dt.timedelta(days=1))
        actions.cancel_request(
            asked.request, by=make_user("contact_officer"), now=timezone.now(), reason="No longer needed"
        )
        cancelled = client.get(address)
        pages = [re.sub(r'nonce="[^"]*"', "", response.content.decode()) for response in (forged, expired, cancelled)]
        assert pages[0] == pages[1] == pages[2]
        assert all(is_dead(response) for response in (forged, expired, cancelled))
        assert "01632 960123" in pages[0]

    def test_a_link_does_not_reach_the_log(self, client, address, capfd):
        client.get("/answer/" + "x" * 32)
        client.post(address, {"code": "1"})
        written = capfd.readouterr()
        assert "answer/" not in written.out + written.err

    def test_queries(self, opened, address, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            opened.get(address)
        with django_assert_max_num_queries(5):
            Client().get(address)
