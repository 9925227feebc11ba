"""Asking partners: one question to several, each with a link and a code of its own, and what the page says of it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from html import unescape

import pytest
from django.test import Client

from threshold.core.errors import Refused
from threshold.core.models import Clock, Message
from threshold.frontdoor import actions, links
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild
from threshold.frontdoor.models import InformationRequest
from visiting import client_of

pytestmark = pytest.mark.django_db
ASKED = {"question": "What do you know of the family?"}
#: Every kind of agency that the issue names; the pack may have more.
AGENCIES = ("police", "health", "education", "housing", "probation", "adults", "early_help", "voluntary")


def form_of(client: Client, path: str) -> dict[str, str]:
    html = client.get(path).content.decode()
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', html) for name in ("submission_key", "version")}
    return {name: match[1] for name, match in found.items() if match}


def token_of(message: Message) -> str:
    return re.search(r"/answer/(\S+)", message.body)[1]


class TestAskingSeveral:
    def test_one_form_asks_every_agency_of_the_pack(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        at = f"/contacts/{contact.reference}/ask"
        sent = {**form_of(client, at), **ASKED, "agencies": list(AGENCIES)}
        html = client.post(at, sent).content.decode()
        requests = InformationRequest.objects.filter(contact=contact)
        assert sorted(row.agency for row in requests) == sorted(AGENCIES)
        assert {row.lawful_basis for row in requests} == {"consent"}
        codes = re.findall(r"th-code\">(\d{4}) (\d{4})<", html)
        assert len(codes) == len(set(codes)) == 7
        assert "Put the question to Voluntary organisation by telephone" in html
        assert Message.objects.filter(purpose="information_request").count() == 7
        assert Clock.objects.filter(rule="information", stopped_at__isnull=True).count() == 8

    def test_the_question_begins_with_whom_it_is_about(self, door):
        told = [
            {"kind": "child", "given_name": "Ash", "family_name": "Testcase", "birth_on": dt.date(2017, 5, 3)},
            {"kind": "child", "given_name": "Briar", "family_name": "Testcase"},
        ]
        place = {"line_1": "1 Testing Row", "postcode": "WR991AA", "is_confidential": True}
        contact = door.screened(*(NamedChild(details={**details, "address": place}) for details in told))
        html = client_of(door.officer).get(f"/contacts/{contact.reference}/ask").content.decode()
        question = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
        assert question.strip().split("\n") == ["About:", "Ash Testcase, born 3 May 2017", "Briar Testcase"]

    def test_a_double_click_asks_once(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        at = f"/contacts/{contact.reference}/ask"
        sent = {**form_of(client, at), **ASKED, "agencies": ["police", "health"]}
        client.post(at, sent)
        response = client.post(at, sent)
        assert response.url == f"/contacts/{contact.reference}"
        assert InformationRequest.objects.count() == 2

    def test_nobody_is_asked_where_one_cannot_be(self, door):
        contact = door.screened(consent=ConsentRecord("not_sought", reason="Not safe"))
        with pytest.raises(Refused, match="lawful basis"):
            actions.ask_agencies(contact, by=door.officer, now=door.now, agencies=["police", "health"], **ASKED)
        with pytest.raises(Refused, match="whom you ask"):
            actions.ask_agencies(contact, by=door.officer, now=door.now, agencies=[], **ASKED)
        assert not InformationRequest.objects.exists()

    def test_the_page_says_on_what_basis(self, door):
        contact = door.screened(consent=ConsentRecord("not_sought", reason="Not safe"))
        actions.ask_agencies(
            contact, by=door.officer, now=door.now, agencies=["police"], lawful_basis="section_47",
            submission_key=uuid.uuid4(), **ASKED,
        )  # fmt: skip
        html = client_of(door.officer).get(f"/contacts/{contact.reference}").content.decode()
        assert "On the basis of Duty to enquire: Children Act 1989, section 47" in html


class TestALostCode:
    def test_a_new_link_opens_and_the_old_one_does_not(self, door):
        contact = door.screened()
        asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", **ASKED)
        InformationRequest.objects.update(code_attempts=links.MOST_ATTEMPTS)
        later = door.now + dt.timedelta(days=4)
        renewed = actions.renew_link(asked.request, by=door.officer, now=later)
        old, new = Message.objects.filter(purpose="information_request").order_by("pk")
        assert links.request_for(token_of(old), later) is None
        assert links.request_for(token_of(new), later) == asked.request
        assert renewed.code != asked.code
        assert renewed.request.due_at == asked.request.due_at, "it is due when it was due"

    def test_not_for_what_was_answered_nor_for_who_has_no_address(self, door):
        contact = door.screened()
        voluntary = actions.ask_agency(contact, by=door.officer, now=door.now, agency="voluntary", **ASKED).request
        with pytest.raises(Refused, match="no address"):
            actions.renew_link(voluntary, by=door.officer, now=door.now)
        police = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", **ASKED).request
        actions.record_answer(police, by=door.officer, now=door.now, state="nothing_known", answered_by_name="PC Test")
        with pytest.raises(Refused, match="needs no link"):
            actions.renew_link(police, by=door.officer, now=door.now)

    def test_the_button_shows_the_new_code(self, door):
        contact = door.screened()
        asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", **ASKED)
        client = client_of(door.officer)
        at = f"/contacts/{contact.reference}/requests/{asked.request.pk}/link"
        assert at in client.get(f"/contacts/{contact.reference}").content.decode()
        html = client.post(at).content.decode()
        assert re.search(r"th-code\">\d{4} \d{4}<", html)
