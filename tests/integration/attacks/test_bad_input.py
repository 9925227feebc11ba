"""What no browser sends: NULs, halves of signs, other encodings, numbers without end, formulas, script in a name.

Each is a sentence or a page without it: never a failure page, and nothing that was typed in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from a_family import Family, filled, standing, text_of
from threshold.access.models import User
from threshold.core import outbox
from threshold.frontdoor.actions.details import Referrer
from threshold.people import actions
from walk import Frontdoor

#: Words that stand in no template.
SECRET = "Quillfeather"
NASTY = {
    "a NUL": f"{SECRET}\x00x",
    "only a NUL": "\x00",
    "a number without end": "9" * 400,
    "less than nothing": "-1",
    "another script's digits": "٣٤٥",
    "not a number": "nan",
    "an end of time": "9999-12-31T23:59:59+00:00_1",
    "before time": "0001-01-01T00:00:00+14:00_1",
    "a quote": "'\";--",
    "a pattern": "%_\\(",
    "a turned direction": f"\u202e{SECRET}\u202c",
    "very long": "a b " * 2000,
}
NAMES = (
    "q", "words", "page", "older_than", "kind", "when", "due", "format", "team", "role", "user", "reference", "stage",
    "rating", "contact", "text", "held_from-day", "held_from-month", "held_from-year", "received_from", "received_to",
    "source", "hour", "weekday", "age", "state", "in_time", "to", "reader", "significant", "show", "closed", "from",
    "received_before", "decided_from", "is_decided", "next",
)  # fmt: skip


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    caplog.set_level(logging.DEBUG)
    yield lambda: "\n".join(
        f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"
        for record in caplog.records
        if not record.name.startswith("django.db.backends")
    )


LISTS = (
    "/my-day", "/front-door", "/front-door/contacts", "/sign-off", "/information-requests", "/shifts",
    "/shifts/follow-ups", "/triage", "/triage/actions", "/triage/record", "/numbers", "/search", "/emergency-access",
    "/emergency-access/mine", "/restricted-matches", "/no-worker", "/accounts", "/audit", "/account/login/",
)  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_every_list_takes_every_question(
    family: Family, make_user: Callable[..., User], signed_in: Callable[..., Client], nasty: str, log: Callable[[], str]
) -> None:
    client = signed_in(make_user("team_manager", "senior_leader", "administrator", "edt", registered=True))
    of_robin = [family.page(part) for part in ("", "/family/find", "/chronology", "/chronology/print", "/matches")]
    for page in (*LISTS, *of_robin):
        for extra in ({}, {"format": "csv"}):
            answer = client.get(page, dict.fromkeys(NAMES, nasty) | extra)
            assert answer.status_code < 500, page
            text_of(answer)  # a download is made as it is read
    if SECRET in nasty:
        assert SECRET not in log()


@pytest.mark.parametrize("nasty", [NASTY["a NUL"], NASTY["a number without end"]], ids=["NUL", "number"])
def test_every_form_of_a_person_and_of_a_contact_takes_every_word(
    family: Family, door: Frontdoor, signed_in: Callable[..., Client], make_user: Callable[..., User], nasty: str,
    log: Callable[[], str],
) -> None:  # fmt: skip
    contact = door.analysed()
    client = signed_in(make_user("team_manager", "edt", team=door.team, registered=True))
    client.post("/shifts/start")
    of_contact = [
        f"/contacts/{contact.reference}/{part}"
        for part in ("rate-again", "story/what_happened", "consent", "children/add", "ask", "analysis", "answer")
    ]
    of_person = [
        family.page(f"/{part}")
        for part in (
            "details/change", "names/add", "addresses/move", "addresses/former", "numbers/add", "family/new",
            "home/join", "restrictions/new", f"family/add/{family.twin.reference}",
            f"matches/{family.father.reference}",
        )
    ]  # fmt: skip
    for url in ("/contacts/new", "/triage/new", "/account/password/change/", *of_contact, *of_person):
        page = standing(client.get(url))
        assert page, url
        for name in page:
            answer = client.post(url, page | {name: nasty})
            assert answer.status_code < 500, (url, name)
    if SECRET in nasty:
        assert SECRET not in log()


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "no-such-thing"])
def test_another_encoding_gives_no_half_signs_and_no_failure(
    family: Family, signed_in: Callable[..., Client], charset: str
) -> None:
    client = signed_in(family.manager)
    url = family.page("/names/add")
    page = filled(client, url, kind="alias", given_name="\\ud800\\udfff", family_name="Testcase")
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in page.items()
    )
    answer = client.generic(
        "POST", url, (parts + "--x--\r\n").encode(), content_type=f"multipart/form-data; boundary=x; charset={charset}"
    )
    assert answer.status_code < 500


def test_a_files_name_in_another_encoding_is_no_failure(family: Family, signed_in: Callable[..., Client]) -> None:
    client = signed_in(family.manager)
    for encoding in ("no-such-thing", "unicode_escape", "utf-8"):
        part = (
            f"--x\r\nContent-Disposition: form-data; name=\"file\"; filename*={encoding}''a%5Cud800%00.txt\r\n"
            "Content-Type: text/plain\r\n\r\nHello\r\n--x--\r\n"
        )
        for url in (family.page("/names/add"), "/worried/files", "/drafts/save"):
            answer = client.generic("POST", url, part.encode(), content_type="multipart/form-data; boundary=x")
            assert answer.status_code < 500, (encoding, url)


SCRIPT = "<script>alert(1)</script><svg onload=alert(1)>\"'><img src=x onerror=alert(1)>"


def test_script_in_a_name_is_text_on_every_page(
    family: Family, door: Frontdoor, signed_in: Callable[..., Client]
) -> None:
    for person in (family.robin, family.twin, family.mother):
        actions.add_name(
            person, kind="current", given_name=SCRIPT[:100], family_name='"/><b onmouseover=x>', by=family.officer,
            now=family.now,
        )  # fmt: skip
    client = signed_in(family.manager)
    parts = (
        "",
        "/family",
        "/details",
        "/chronology",
        "/matches",
        "/restrictions",
        "/home/join",
        "/family/find?q=script",
    )
    for part in parts:
        text = text_of(client.get(family.page(part))).lower()
        for tag in ("<script>alert", "<svg onload", "<img src=x", "<b onmouseover"):
            assert tag not in text, part


def test_a_referrers_name_cannot_add_a_head_to_a_letter(
    door: Frontdoor, signed_in: Callable[..., Client], make_user: Callable[..., User]
) -> None:
    """A name with a line break in it, and an address with two."""
    bad = Referrer(name="Jo\r\nBcc: everybody@press.example\r\n\r\nHello", role="", email="head@school.example")
    contact = door.analysed(referrer=bad)
    door.sign_off(door.decide(contact.children.get(), outcome="no_further_action", level="1"))
    client = signed_in(door.officer)
    url = f"/contacts/{contact.reference}/answer"
    assert client.post(url, filled(client, url, status="message")).status_code == 302
    worker = User.objects.service("worker_service")
    while outbox.send_next(by=worker, now=timezone.now()):
        pass
    assert len(mail.outbox) == 1
    head = mail.outbox[0].message().as_bytes().split(b"\n\n")[0]
    assert b"press.example" not in head
    assert mail.outbox[0].recipients() == ["head@school.example"]


def test_formulas_in_names_and_notes_are_text_in_a_download(family: Family, signed_in: Callable[..., Client]) -> None:
    actions.add_name(
        family.robin, kind="current", given_name="=HYPERLINK(1)", family_name="Testcase", by=family.officer,
        now=family.now,
    )  # fmt: skip
    text = text_of(signed_in(family.manager).get("/search?q=hyperlink&format=csv"))
    assert "HYPERLINK" in text
    assert ",=" not in text and "\n=" not in text


def test_a_failure_says_nothing_of_what_was_typed(
    family: Family, signed_in: Callable[..., Client], log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database quotes the row in its complaint; the page and the log do not. What was typed is kept."""

    def fall_over(*args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO access_user (email) VALUES (%s)", [f"{SECRET}@severnshire.example"])

    monkeypatch.setattr(actions, "add_name", fall_over)
    client = signed_in(family.manager)
    client.raise_request_exception = False
    url = family.page("/names/add")
    answer = client.post(url, filled(client, url, kind="alias", given_name=SECRET, family_name="Testcase"))
    assert answer.status_code == 500
    assert SECRET not in text_of(answer)
    assert SECRET not in log()
    assert standing(client.get(url))["given_name"] == SECRET
