"""Too much from one place: a plain page that says whom to call, and not a word lost."""

from __future__ import annotations

import pytest

from portal_visitor import Visitor
from threshold.core.models import Draft, Message
from threshold.portal import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch):
    def lower(name: str, most: int) -> None:
        monkeypatch.setattr(limits, name, limits.Limit(getattr(limits, name).name, most, 900))

    return lower


def test_a_burst_of_pages_keeps_what_was_typed(visitor, limit):
    visitor.begin()
    limit("PAGES_OF_A_VISIT", 2)
    page = visitor.client.get("/worried/about/worries").content.decode()
    token = page.split('name="draft_token" value="')[1].split('"')[0]
    for text in ("One", "Two"):
        visitor.answer("worries", worries=text)
    response = visitor.answer("worries", worries="Three, and not lost", draft_token=token)
    assert response.status_code == 429
    assert response["Retry-After"]
    body = response.content.decode()
    assert "01632 960123" in body
    assert "What you typed is kept" in body
    assert "Three, and not lost" in visitor.client.get("/worried/about/worries").content.decode()


def test_starts_are_counted_by_address(front_door, limit):
    limit("STARTS", 3)
    answers = [Visitor().client.post("/worried").status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    other = Visitor().client.post("/worried", REMOTE_ADDR="192.0.2.44")
    assert other.status_code == 302


def test_behind_a_proxy_each_address_is_counted_by_itself_and_none_can_be_made_up(front_door, limit, settings):
    settings.PROXIES_IN_FRONT = 1
    limit("STARTS", 2)

    def start(real: str, forged: str) -> int:
        return Visitor().client.post("/worried", HTTP_X_FORWARDED_FOR=f"{forged}, {real}").status_code

    assert [start("203.0.113.9", f"198.51.100.{n}") for n in range(3)] == [302, 302, 429]
    assert start("203.0.113.10", "203.0.113.9") == 302


def test_guessing_return_codes_is_stopped_even_for_the_right_one(professional):
    code = professional.code
    other = Visitor()
    for _ in range(limits.RETURN_CODES.most):
        assert other.client.post("/worried/return", {"code": "000000000000"}).status_code == 200
    assert other.client.post("/worried/return", {"code": code}).status_code == 429
    assert "portal_visit" not in other.client.session


def test_guessing_from_many_places_is_stopped_too(front_door, limit):
    limit("RETURN_CODES_BY_ALL", 5)
    answers = [
        Visitor().client.post("/worried/return", {"code": "000000000000"}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(6)
    ]
    assert answers == [200] * 5 + [429]


def test_the_form_is_no_way_to_flood_a_mailbox(professional):
    for _ in range(limits.CODE_MESSAGES.most + 2):
        response = professional.client.post("/worried/later", {"email": "victim@post.example"})
    assert response.status_code == 429
    assert Message.objects.count() == limits.CODE_MESSAGES.most


def test_a_burst_of_files_loses_nothing_of_the_form(member_of_public, limit):
    limit("FILES", 1)
    member_of_public.client.post("/worried/files", {"go_on": "yes"})
    assert member_of_public.client.post("/worried/files", {"go_on": "yes"}).status_code == 429
    assert Draft.objects.filter(subject="happened").exists()


def test_the_counts_hold_no_address(visitor):
    from django.db import connection

    visitor.begin()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_cache")
        assert "127.0.0.1" not in str(cursor.fetchall())
