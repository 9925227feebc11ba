"""Triage meetings: recorded, searched, their actions done, and silent about hidden children."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.frontdoor import actions, queries_meetings
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ContactChild, TriageItem, TriageMeeting
from threshold.people.models import ChronologyEntry, Restriction
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

#: Stands in no template: where it is on a page, a hidden child was shown.
HIDDEN = "Quillfeather"


def on(day: dt.date, name: str) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def at(moment: dt.datetime, name: str) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {**on(local.date(), name), f"{name}-time": local.strftime("%H:%M")}


@pytest.fixture
def door(door: Any) -> Any:
    door.now = timezone.now()
    return door


@pytest.fixture
def meeting(door: Any) -> TriageMeeting:
    return held(door, "domestic_abuse", hours=2)


@pytest.fixture
def today(door: Any) -> dt.date:
    return day_of(door.now)


def held(door: Any, kind: str, *, hours: float) -> TriageMeeting:
    return actions.record_meeting(
        by=door.officer, now=door.now, kind=kind, held_at=door.now - dt.timedelta(hours=hours),
        chaired_by=door.manager, attendees="Sgt Sample, police\nA nurse, health",
    )  # fmt: skip


def child(name: str, family_name: str = "Testcase") -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": name, "family_name": family_name})


def contact_with_a_hidden_child(door: Any) -> Contact:
    contact = door.screened(child("Ash"), child("Robin", HIDDEN))
    Restriction.objects.create(
        person=contact.children.get(position=2).person, kind="allow_list", message="Ask", reason="Safety",
        starts_at=door.now, started_by=door.manager,
    )  # fmt: skip
    return contact


def discuss(meeting: TriageMeeting, child: ContactChild, door: Any, **options: Any) -> TriageItem:
    given = {"by": door.officer, "now": door.now, "decision": "Share with the school", "reason": "Second time"}
    return actions.discuss_child(meeting, child=child, **{**given, **options})


def with_task(
    meeting: TriageMeeting, child: ContactChild, door: Any, task: str = "Visit the home", days: int = 3
) -> Any:
    due_on = day_of(door.now) + dt.timedelta(days=days)
    return discuss(meeting, child, door, task=task, task_owner="Sgt Sample", task_due_on=due_on)


class TestAMeeting:
    def test_from_record_to_an_action_done(self, door, today):
        client = client_of(door.officer)
        contact = door.screened(child("Ash"), child("Briar"))
        sent = {
            "submission_key": str(uuid.uuid4()), "kind": "missing", "chair": str(door.manager.pk),
            "attendees": "Sgt Sample, police", **at(door.now - dt.timedelta(hours=1), "held_at"),
        }  # fmt: skip
        page = client.post("/triage/new", sent).url
        assert "No child on this record" in body_of(client.get(page))
        ask = f"{page}/discuss?contact={contact.reference.lower()}"
        assert "checked" not in body_of(client.get(ask))
        line = {
            "submission_key": str(uuid.uuid4()), "child": contact.children.get(position=2).person.reference,
            "decision": "Look at both phones", "reason": "Pattern",
            "task": "Ask the network", "task_owner": "Sgt Sample", **on(today + dt.timedelta(days=2), "task_due_on"),
        }  # fmt: skip
        assert client.post(ask, line).url == page
        item = TriageItem.objects.get()
        assert item.child.position == 2
        html = body_of(client.get(page))
        for text in ("Briar Testcase", "Look at both phones", "Ask the network", "Sgt Sample, police"):
            assert text in html
        assert "Ask the network" in body_of(client.get("/triage/actions"))
        assert client.post(f"{page}/actions/{item.pk}/done", {"back": "list"}).url == "/triage/actions"
        item.refresh_from_db()
        assert item.action_done_by == door.officer
        assert "Ask the network" not in body_of(client.get("/triage/actions"))
        assert "Ask the network" in body_of(client.get("/triage/record"))
        assert ChronologyEntry.objects.get(kind="triage").person == item.child.person
        assert AuditEntry.objects.filter(
            action="frontdoor.read_triage_meeting", about_ids=[item.child.person_id]
        ).exists()

    def test_overdue_actions_come_first_and_their_number_opens_them(self, door):
        meeting = held(door, "missing", hours=24 * 10)
        contact = door.screened(child("Ash"), child("Briar"))
        ash, briar = contact.children.order_by("position")
        with_task(meeting, ash, door, "Later", days=3)
        with_task(meeting, briar, door, "Earlier", days=-3)
        client = client_of(door.manager)
        assert [item.action for item in queries_meetings.actions_to_do(Scope(door.manager, door.now))] == [
            "Earlier",
            "Later",
        ]
        overdue = body_of(client.get("/triage/actions?when=overdue"))
        assert "Earlier" in overdue
        assert "Later" not in overdue
        assert '<span class="th-tile__value">1</span>' in body_of(client.get("/triage"))

    def test_the_central_record_is_found_by_kind_day_and_words(self, door, meeting, today):
        other = held(door, "exploitation", hours=24 * 40)
        contact = door.screened(child("Ash"), child("Briar"))
        ash, briar = contact.children.order_by("position")
        discuss(meeting, ash, door, decision="Refer to the nurse")
        discuss(other, briar, door, decision="Watch the skate park")
        client = client_of(door.manager)

        def found(**query: str) -> list[str]:
            rows = body_of(client.get("/triage/record", {**query, "format": "csv"})).strip().splitlines()[1:]
            return [row.split(",")[6] for row in rows]

        assert found() == ["Refer to the nurse", "Watch the skate park"]
        assert found(kind="exploitation") == ["Watch the skate park"]
        assert found(text="NURSE refer") == ["Refer to the nurse"]
        assert found(text="nurse park") == []
        assert found(**on(today - dt.timedelta(days=7), "held_from")) == ["Refer to the nurse"]
        assert found(**on(today - dt.timedelta(days=7), "held_to")) == ["Watch the skate park"]
        assert found(text="100%") == []
        for bad in ({"kind": "party"}, {"held_from-day": "31", "held_from-month": "2", "held_from-year": "2026"}):
            html = body_of(client.get("/triage/record", bad))
            assert "There is a problem" in html
            assert "skate" not in html


class TestWhoMay:
    @pytest.mark.parametrize("role", ["elected_member", "administrator", "partner"])
    def test_who_reads_no_contact_reads_no_meeting(self, meeting, make_user, role):
        client = client_of(make_user(role))
        for page in ("/triage", "/triage/actions", "/triage/record", "/triage/new", f"/triage/{meeting.reference}"):
            assert client.get(page).status_code == 403

    def test_an_auditor_reads_and_changes_nothing(self, door, meeting, make_user):
        item = with_task(meeting, door.screened().children.get(), door)
        client, page = client_of(make_user("auditor")), f"/triage/{meeting.reference}"
        html = body_of(client.get(page))
        assert "Visit the home" in html
        assert "Mark as done" not in html
        assert "Add a child" not in html
        assert client.get("/triage/new").status_code == 403
        assert client.get(f"{page}/discuss").status_code == 403
        assert client.post(f"{page}/actions/{item.pk}/done").status_code == 403
        assert client.get("/triage/record?format=csv").status_code == 403

    @pytest.mark.parametrize("name", ["record_meeting", "discuss_child", "complete_triage_action"])
    def test_every_action_refuses_the_wrong_role(self, door, meeting, make_user, name):
        found = door.screened().children.get()
        item = with_task(meeting, found, door)
        wrong: User = make_user("auditor")
        things: dict[str, tuple[Any, dict[str, Any]]] = {
            "record_meeting": (
                (), {"kind": "missing", "held_at": door.now, "chaired_by": door.manager, "attendees": "x"},
            ),
            "discuss_child": ((meeting,), {"child": found, "decision": "d", "reason": "r"}),
            "complete_triage_action": ((item,), {}),
        }  # fmt: skip
        positional, named = things[name]
        with pytest.raises(NotPermitted):
            getattr(actions, name)(*positional, by=wrong, now=door.now, **named)


class TestHidden:
    @pytest.fixture
    def contact(self, door: Any, meeting: TriageMeeting) -> Contact:
        contact = contact_with_a_hidden_child(door)
        ash, hidden = contact.children.order_by("position")
        with_task(meeting, ash, door, "Visit the home", days=0)
        # Decided before the record was restricted.
        TriageItem.objects.create(
            meeting=meeting, child=hidden, decision=f"{HIDDEN} is safe", reason="Known", action=f"Tell {HIDDEN}",
            action_owner="Sgt Sample", action_due_on=day_of(door.now),
        )  # fmt: skip
        return contact

    def test_is_on_no_page_and_in_no_count_search_or_download(self, door, meeting, contact):
        client = client_of(door.manager)
        pages = ("/triage", "/triage/actions", "/triage/record", f"/triage/{meeting.reference}")
        for page in (
            *pages,
            "/triage/record?text=Known",
            f"/triage/{meeting.reference}/discuss?contact={contact.reference}",
        ):
            html = body_of(client.get(page))
            assert HIDDEN not in html, page
        for page in pages:
            rows = body_of(client.get(f"{page}?format=csv")).strip().splitlines()
            assert HIDDEN not in "".join(rows)
            assert len([row for row in rows if "M-" in row]) == 1, page
        assert "Nothing found" in body_of(client.get("/triage/record?text=Known"))
        listed = body_of(client.get("/triage?format=csv")).strip().splitlines()[-1]
        assert listed.endswith(",1,1")  # one child, one action to do
        assert '<span class="th-count">1</span>' in body_of(client.get("/triage"))

    def test_an_open_reader_sees_both(self, door, meeting, contact):
        Restriction.objects.get().users.add(door.manager)
        assert HIDDEN in body_of(client_of(door.manager).get(f"/triage/{meeting.reference}"))

    def test_its_action_cannot_be_marked_and_it_cannot_be_discussed(self, door, meeting, contact):
        item = TriageItem.objects.get(child__position=2)
        client = client_of(door.manager)
        assert client.post(f"/triage/{meeting.reference}/actions/{item.pk}/done").status_code == 404
        with pytest.raises(NotVisible):
            actions.complete_triage_action(item, by=door.manager, now=door.now)
        other = held(door, "missing", hours=1)
        with pytest.raises(NotVisible):
            discuss(other, item.child, door)
        sent = {
            "submission_key": str(uuid.uuid4()),
            "child": item.child.person.reference,
            "decision": "d",
            "reason": "r",
        }
        html = body_of(client.post(f"/triage/{other.reference}/discuss?contact={contact.reference}", sent))
        assert "choose one of the answers" in html
        assert HIDDEN not in html

    def test_a_hidden_contact_reads_like_one_that_is_not_there(self, door, meeting):
        contact = door.screened(child("Robin", HIDDEN))
        Restriction.objects.create(
            person=contact.children.get().person, kind="allow_list", message="Ask", reason="Safety",
            starts_at=door.now, started_by=door.manager,
        )  # fmt: skip
        client = client_of(door.manager)
        pages = {
            body_of(client.get(f"/triage/{meeting.reference}/discuss?contact={ref}")).count("There is no contact with")
            for ref in (contact.reference, "C-00ZZZ-1", "rubbish")
        }
        assert pages == {2}  # in the summary and at the field


class TestOrder:
    def test_a_double_click_makes_one_meeting_and_one_line(self, door):
        client = client_of(door.officer)
        contact = door.screened()
        sent = {
            "submission_key": str(uuid.uuid4()), "kind": "missing", "chair": str(door.manager.pk), "attendees": "x",
            **at(door.now - dt.timedelta(hours=1), "held_at"),
        }  # fmt: skip
        pages = {client.post("/triage/new", sent).url for _ in range(2)}
        assert len(pages) == 1
        line = {"submission_key": str(uuid.uuid4()), "decision": "d", "reason": "r"}
        line["child"] = contact.children.get().person.reference
        for _ in range(2):
            assert client.post(f"{pages.copy().pop()}/discuss?contact={contact.reference}", line).status_code == 302
        assert (TriageMeeting.objects.count(), TriageItem.objects.count()) == (1, 1)

    def test_a_second_record_of_a_meeting_is_refused_and_what_was_typed_is_kept(self, door, meeting):
        sent = {
            "submission_key": str(uuid.uuid4()), "kind": meeting.kind, "chair": str(door.manager.pk),
            "attendees": "Kept words", **at(meeting.held_at, "held_at"),
        }  # fmt: skip
        exact = {**sent, "held_at-time": timezone.localtime(meeting.held_at).strftime("%H:%M")}
        TriageMeeting.objects.update(held_at=meeting.held_at.replace(second=0, microsecond=0))
        html = body_of(client_of(door.officer).post("/triage/new", exact))
        assert meeting.reference in html
        assert "Kept words" in html
        assert TriageMeeting.objects.get().attendees != "Kept words"

    def test_a_child_is_discussed_once_and_an_action_done_once(self, door, meeting):
        found = door.screened().children.get()
        item = with_task(meeting, found, door)
        with pytest.raises(Refused, match="already"):
            discuss(meeting, found, door)
        client = client_of(door.officer)
        contact = found.contact
        assert "Already on the record" in body_of(
            client.get(f"/triage/{meeting.reference}/discuss?contact={contact.reference}")
        )
        done = f"/triage/{meeting.reference}/actions/{item.pk}/done"
        client.post(done)
        html = body_of(client_of(door.manager).post(done, follow=True))
        assert "marked as done already" in html
        item.refresh_from_db()
        assert item.action_done_by == door.officer

    def test_an_action_of_another_meeting_and_an_unknown_meeting_are_not_found(self, door, meeting):
        item = with_task(meeting, door.screened().children.get(), door)
        other = held(door, "missing", hours=1)
        client = client_of(door.officer)
        assert client.post(f"/triage/{other.reference}/actions/{item.pk}/done").status_code == 404
        assert client.get("/triage/M-00ZZZ-1").status_code == 404


class TestTyped:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"kind": ""}, "which meeting it was"),
            ({"chair": "999999"}, "choose one of the answers"),
            ({"attendees": " "}, "who was there"),
            ({"attendees": "x" * 100_000}, "5,000 characters or fewer"),
            (at(timezone.now() + dt.timedelta(hours=2), "held_at"), "must be"),
            (at(timezone.now() - dt.timedelta(days=800), "held_at"), "more than a year ago"),
            ({"held_at-time": "2:15"}, "say am or pm"),
        ],
    )
    def test_a_bad_meeting_is_refused_in_words_and_kept(self, door, changes, sentence):
        sent = {
            "submission_key": str(uuid.uuid4()), "kind": "missing", "chair": str(door.manager.pk),
            "attendees": "Kept words", **at(door.now - dt.timedelta(hours=1), "held_at"), **changes,
        }  # fmt: skip
        html = body_of(client_of(door.officer).post("/triage/new", sent))
        assert "There is a problem" in html
        assert sentence in html
        assert "Kept words" in html or "attendees" in changes
        assert not TriageMeeting.objects.exists()

    def test_only_the_front_door_chairs(self, door, make_user, make_team):
        elsewhere = make_user("social_worker", team=make_team("care"), name="Elsewhere Worker")
        html = body_of(client_of(door.officer).get("/triage/new"))
        assert door.manager.name in html
        assert elsewhere.name not in html

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"child": ""}, "Choose which child"),
            ({"decision": ""}, "Enter what the meeting decided"),
            ({"task": "Visit"}, "Say who does it"),
            ({"task": "Visit", "task_owner": "Sgt"}, "Say by when"),
            ({"task_owner": "Sgt"}, "Say what the action is"),
            (
                {"task": "Visit", "task_owner": "Sgt", **on(dt.date(2024, 1, 2), "task_due_on")},
                "due before the meeting was held",
            ),
            ({"decision": "x" * 100_000}, "20,000 characters or fewer"),
        ],
    )
    def test_a_bad_line_is_refused_in_words_and_kept(self, door, meeting, changes, sentence):
        contact = door.screened()
        sent = {
            "submission_key": str(uuid.uuid4()), "child": contact.children.get().person.reference,
            "decision": "Decided", "reason": "Kept words", **changes,
        }  # fmt: skip
        html = body_of(
            client_of(door.officer).post(f"/triage/{meeting.reference}/discuss?contact={contact.reference}", sent)
        )
        assert "There is a problem" in html
        assert sentence in html
        assert "Kept words" in html
        assert not TriageItem.objects.exists()


class TestCost:
    def test_pages_cost_the_same_however_many_children(
        self, door, meeting, django_assert_max_num_queries: Callable[[int], Any]
    ):
        contact = door.screened(*(child(f"Child{number}") for number in range(12)))
        for found in contact.children.all():
            with_task(meeting, found, door)
        client = client_of(door.manager)
        client.get("/triage")
        for page, most in (
            ("/triage", 10),
            ("/triage/actions", 8),
            ("/triage/record", 8),
            (f"/triage/{meeting.reference}", 8),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(page).status_code == 200
