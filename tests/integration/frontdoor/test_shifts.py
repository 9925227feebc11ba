"""The emergency duty team's log: written at night, handed over, accepted, and silent about what is hidden."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.frontdoor import actions, queries_meetings
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, Shift, ShiftEntry
from threshold.people.models import ChronologyEntry, Person, Restriction
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

#: Stands in no template: where it is on a page, a hidden child was shown.
HIDDEN = "Quillfeather"


def at(moment: dt.datetime, name: str) -> dict[str, str]:
    """A moment as the form's boxes send it, on London's clock."""
    local = timezone.localtime(moment)
    return {
        f"{name}-day": str(local.day), f"{name}-month": str(local.month), f"{name}-year": str(local.year),
        f"{name}-time": local.strftime("%H:%M"),
    }  # fmt: skip


def a_line(**changes: str) -> dict[str, str]:
    return {
        "submission_key": str(uuid.uuid4()), "kind": "visit", "decision": "The children stay with their aunt tonight",
        "reason": "The aunt is known and safe", **changes,
    }  # fmt: skip


@pytest.fixture
def door(door: Any) -> Any:
    door.now = timezone.now()
    return door


@pytest.fixture
def night(door: Any, make_user: Callable[..., User]) -> User:
    return make_user("edt", team=door.team, registered=True, name="Esme Dusk")


@pytest.fixture
def shift(door: Any, night: User) -> Shift:
    return actions.start_shift(by=night, now=door.now - dt.timedelta(hours=6))


@pytest.fixture
def hidden_child(door: Any) -> Contact:
    """A contact whose only child is hidden from everybody here."""
    contact = door.screened(
        NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": HIDDEN}), now=door.now
    )
    Restriction.objects.create(
        person=contact.children.get().person, kind="allow_list", message="Ask the service manager", reason="Safety",
        starts_at=door.now + dt.timedelta(microseconds=1), started_by=door.manager,
    )  # fmt: skip
    return contact


def add(shift: Shift, door: Any, **options: Any) -> ShiftEntry:
    given = {"by": shift.worker, "now": door.now, "kind": "advice", "decision": "Advised", "reason": "Enough tonight"}
    return actions.add_shift_entry(shift, **{**given, **options})


def with_follow_up(
    shift: Shift, door: Any, text: str = "Ring the school", hours: float = 2, **options: Any
) -> ShiftEntry:
    due = door.now + dt.timedelta(hours=hours)
    return add(shift, door, follow_up=text, follow_up_due_at=due, **options)


# --- A night ----------------------------------------------------------------------------------------------------


class TestANight:
    def test_from_start_to_acceptance(self, door, night):
        day_worker = door.officer
        client, day = client_of(night), client_of(day_worker)
        contact = door.screened(now=door.now)
        assert "Start my shift" in body_of(client.get("/shifts"))
        page = client.post("/shifts/start").url
        shift = Shift.objects.get()
        client.post(
            page,
            a_line(
                about=contact.reference.lower(), follow_up="Ring the school before nine",
                **at(timezone.now() + dt.timedelta(hours=9), "follow_up_due_at"),
            ),
        )  # fmt: skip
        door.officer, door.now = night, timezone.now()
        own = door.record()
        door.officer = day_worker
        handed_over = client.post(f"{page}/hand-over", {"submission_key": str(uuid.uuid4()), "note": "A calm night."})
        assert handed_over.url == page

        assert "Esme Dusk" in body_of(day.get("/shifts"))
        html = body_of(day.get(page))
        for text in ("A calm night.", "Ring the school before nine", "Robin Testcase", own.reference, "aunt tonight"):
            assert text in html
        day.post(f"{page}/accept", {"submission_key": str(uuid.uuid4())})
        shift.refresh_from_db()
        assert (shift.state, shift.accepted_by) == ("accepted", door.officer)

        entry = ShiftEntry.objects.get()
        assert entry.contact == contact
        assert "Ring the school" in body_of(day.get("/shifts/follow-ups"))
        done = day.post(f"{page}/follow-ups/{entry.pk}/done", {"back": "list"})
        assert done.url == "/shifts/follow-ups"
        entry.refresh_from_db()
        assert entry.follow_up_done_by == door.officer
        assert "Ring the school" not in body_of(day.get("/shifts/follow-ups"))

    def test_a_line_about_a_person_is_in_their_chronology_at_the_time_it_happened(self, door, shift):
        person = door.record().children.get().person
        happened = door.now - dt.timedelta(hours=3)
        add(shift, door, person=person, kind="police_protection", at=happened)
        line = ChronologyEntry.objects.get(kind="out_of_hours")
        assert (line.person, line.at) == (person, happened)
        assert line.title == "Out of hours: Police protection"

    def test_the_audit_log_says_whom_a_line_is_about(self, door, shift):
        contact = door.screened(now=door.now)
        add(shift, door, contact=contact)
        entry = AuditEntry.objects.get(action="frontdoor.add_shift_entry")
        assert entry.about_ids == [contact.children.get().person_id]
        client_of(door.officer).get(f"/shifts/{shift.reference}")
        read = AuditEntry.objects.get(action="frontdoor.read_shift")
        assert read.about_ids == [contact.children.get().person_id]

    def test_print_is_addressed_and_complete(self, door, shift):
        with_follow_up(shift, door, contact=door.screened(now=door.now))
        actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Quiet after midnight")
        html = body_of(client_of(door.manager).get(f"/shifts/{shift.reference}/print"))
        for text in (door.manager.name, "Quiet after midnight", "Ring the school", "Robin Testcase", "Severnshire"):
            assert text in html


# --- Who may, and when ------------------------------------------------------------------------------------------


class TestWhoMay:
    @pytest.mark.parametrize("role", ["student", "conference_chair", "auditor", "elected_member", "administrator"])
    def test_others_see_no_log(self, door, shift, make_user, role):
        client = client_of(make_user(role))
        for page in ("/shifts", "/shifts/follow-ups", *(f"/shifts/{shift.reference}{end}" for end in ("", "/print"))):
            assert client.get(page).status_code == 403

    def test_the_day_team_does_not_write_and_the_night_does_not_accept(self, door, night, shift):
        day, own = client_of(door.officer), client_of(night)
        page, key = f"/shifts/{shift.reference}", {"submission_key": str(uuid.uuid4()), "note": "x"}
        assert day.post("/shifts/start").status_code == 403
        assert day.post(page, a_line()).status_code == 403
        assert day.post(f"{page}/hand-over", key).status_code == 403
        assert own.post(f"{page}/accept", key).status_code == 403
        entry = with_follow_up(shift, door)
        assert own.post(f"{page}/follow-ups/{entry.pk}/done").status_code == 403
        shift.refresh_from_db()
        assert (shift.state, ShiftEntry.objects.count()) == ("open", 1)

    def test_another_nights_worker_neither_writes_nor_hands_over(self, door, shift, make_user):
        other = make_user("edt", team=door.team, registered=True)
        with pytest.raises(NotPermitted):
            add(shift, door, by=other)
        with pytest.raises(NotVisible):
            actions.hand_over_shift(shift, by=other, now=door.now, note="Mine now")
        assert client_of(other).get(f"/shifts/{shift.reference}/hand-over").status_code == 404
        assert "Write the next line" not in body_of(client_of(other).get(f"/shifts/{shift.reference}"))

    @pytest.mark.parametrize(
        "name", ["start_shift", "add_shift_entry", "hand_over_shift", "accept_shift", "complete_follow_up"]
    )
    def test_every_action_refuses_the_wrong_role(self, door, shift, make_user, name):
        entry = with_follow_up(shift, door)
        wrong = make_user("auditor")
        given = {
            "start_shift": ((), {}),
            "add_shift_entry": ((shift,), {"kind": "visit", "decision": "d", "reason": "r"}),
            "hand_over_shift": ((shift,), {"note": "n"}),
            "accept_shift": ((shift,), {}),
            "complete_follow_up": ((entry,), {}),
        }[name]
        with pytest.raises(NotPermitted):
            getattr(actions, name)(*given[0], by=wrong, now=door.now, **given[1])

    def test_nobody_accepts_their_own_shift(self, door, make_user):
        both = make_user("edt", "team_manager", team=door.team, registered=True)
        shift = actions.start_shift(by=both, now=door.now)
        actions.hand_over_shift(shift, by=both, now=door.now, note="Done")
        with pytest.raises(NotPermitted):
            actions.accept_shift(shift, by=both, now=door.now)
        assert "Accept this hand-over" not in body_of(client_of(both).get(f"/shifts/{shift.reference}"))

    def test_the_download_needs_the_permission(self, door, night, shift):
        add(shift, door)
        for page in ("/shifts", "/shifts/follow-ups", f"/shifts/{shift.reference}"):
            assert client_of(night).get(f"{page}?format=csv").status_code == 403
            assert client_of(door.officer).get(f"{page}?format=csv").status_code == 200

    def test_the_bar_offers_the_log_to_both_sides_once(self, door, night, make_user):
        for user, times in (
            (night, 1),
            (door.officer, 1),
            (make_user("edt", "team_manager", team=door.team), 1),
            (make_user("auditor"), 0),
        ):
            html = body_of(client_of(user).get("/my-day"))
            assert html.count('href="/shifts">') - html.count('<p><a class="govuk-link" href="/shifts">') == times


class TestOrder:
    def test_a_log_that_was_handed_over_is_closed(self, door, shift):
        actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Done")
        with pytest.raises(Refused, match="closed"):
            add(shift, door)
        with pytest.raises(Refused, match="already"):
            actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Again")

    def test_a_page_that_was_overtaken_says_so(self, door, shift):
        """Two of the day team open it; the second to accept is told, and nothing changes."""
        actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Done")
        page = f"/shifts/{shift.reference}"
        client_of(door.officer).post(f"{page}/accept", {"submission_key": str(uuid.uuid4())})
        html = body_of(client_of(door.manager).post(f"{page}/accept", {"submission_key": str(uuid.uuid4())}))
        assert "not waiting to be accepted" in html
        shift.refresh_from_db()
        assert shift.accepted_by == door.officer

    def test_a_double_click_writes_one_line_ends_one_shift_and_accepts_once(self, door, night, shift):
        own, day, page = client_of(night), client_of(door.officer), f"/shifts/{shift.reference}"
        line, end, accept = (
            a_line(),
            {"submission_key": str(uuid.uuid4()), "note": "Done"},
            {"submission_key": str(uuid.uuid4())},
        )
        for _ in range(2):
            assert own.post(page, line).status_code == 302
        for _ in range(2):
            assert own.post(f"{page}/hand-over", end).status_code == 302
        for _ in range(2):
            assert day.post(f"{page}/accept", accept).status_code == 302
        assert ShiftEntry.objects.count() == 1
        for _ in range(2):
            own.post("/shifts/start")
        assert Shift.objects.count() == 2

    def test_a_follow_up_done_by_somebody_else_is_said_and_kept(self, door, shift):
        entry = with_follow_up(shift, door)
        done = f"/shifts/{shift.reference}/follow-ups/{entry.pk}/done"
        client_of(door.officer).post(done)
        html = body_of(client_of(door.manager).post(done, follow=True))
        assert "marked as done already" in html
        entry.refresh_from_db()
        assert entry.follow_up_done_by == door.officer

    def test_the_database_keeps_who_and_when_together(self, door, shift):
        entry, plain = with_follow_up(shift, door), add(shift, door)
        for which, values in (
            (entry, {"follow_up_done_at": door.now}),
            (entry, {"follow_up_done_by": door.officer}),
            (plain, {"follow_up_done_at": door.now, "follow_up_done_by": door.officer}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                ShiftEntry.objects.filter(pk=which.pk).update(**values)


# --- What is hidden ---------------------------------------------------------------------------------------------


class TestHidden:
    @pytest.fixture
    def log(self, door: Any, shift: Shift, hidden_child: Contact) -> Shift:
        """Three lines: about nobody, about a hidden contact, about a hidden person; each leaves something to do."""
        person = hidden_child.children.get().person
        with_follow_up(shift, door, "Open to everybody")
        with_follow_up(shift, door, f"{HIDDEN} by contact", contact=hidden_child)
        with_follow_up(shift, door, f"{HIDDEN} by person", person=person, decision=f"{HIDDEN} stays")
        Contact.objects.filter(pk=hidden_child.pk).update(recorded_by=shift.worker)
        return actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="See the lines")

    def test_is_on_no_page_and_in_no_count_or_download(self, door, night, log):
        for user in (door.manager, door.officer, night):
            client = client_of(user)
            for page in ("/shifts", "/shifts/follow-ups", f"/shifts/{log.reference}", f"/shifts/{log.reference}/print"):
                html = body_of(client.get(page))
                assert HIDDEN not in html, page
        client = client_of(door.manager)
        assert '<span class="th-tile__value">1</span>' in body_of(client.get("/shifts"))
        rows = body_of(client.get("/shifts?format=csv")).strip().splitlines()
        assert rows[1].split(",")[5:7] == ["1", "1"]
        for page in ("/shifts/follow-ups", f"/shifts/{log.reference}"):
            assert len(body_of(client.get(f"{page}?format=csv")).strip().splitlines()) == 2
        scope = Scope(door.manager, timezone.now())
        assert queries_meetings.contacts_of_shift(scope, log) == []

    def test_is_there_for_who_may_see_it(self, door, log):
        Restriction.objects.get().users.add(door.manager)
        html = body_of(client_of(door.manager).get(f"/shifts/{log.reference}"))
        assert html.count(f"{HIDDEN} by") >= 2
        assert HIDDEN not in body_of(client_of(door.officer).get(f"/shifts/{log.reference}"))

    def test_its_follow_up_cannot_be_marked(self, door, log):
        entry = ShiftEntry.objects.get(person__isnull=False)
        response = client_of(door.manager).post(f"/shifts/{log.reference}/follow-ups/{entry.pk}/done")
        assert response.status_code == 404
        with pytest.raises(NotVisible):
            actions.complete_follow_up(entry, by=door.manager, now=timezone.now())

    def test_a_line_cannot_be_about_it_and_the_answer_is_that_of_an_unknown_reference(
        self, door, night, shift, hidden_child
    ):
        client, page = client_of(night), f"/shifts/{shift.reference}"
        person = hidden_child.children.get().person
        answers = set()
        for reference in (hidden_child.reference, person.reference, "C-00ZZZ-1", "P-00ZZZ-1", "nonsense", "7"):
            html = body_of(client.post(page, a_line(about=reference)))
            assert "There is no contact or person with this reference" in html
            answers.add(html.count("error"))
        assert len(answers) == 1
        for about in ({"contact": hidden_child}, {"person": Person.objects.get(pk=person.pk)}):
            with pytest.raises(NotVisible):
                add(shift, door, now=timezone.now(), **about)
        assert not ShiftEntry.objects.exists()

    def test_an_unknown_shift_and_a_line_of_another_shift_are_not_found(self, door, shift, make_user):
        entry = with_follow_up(shift, door)
        other = actions.start_shift(by=make_user("edt", team=door.team), now=door.now)
        client = client_of(door.manager)
        assert client.get("/shifts/S-00ZZZ-1").status_code == 404
        assert client.post(f"/shifts/{other.reference}/follow-ups/{entry.pk}/done").status_code == 404


# --- What people type -------------------------------------------------------------------------------------------


class TestTyped:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"kind": ""}, "what you did"),
            ({"kind": "party"}, "choose one of the answers"),
            ({"decision": ""}, "Enter what you decided"),
            ({"reason": "  "}, "Enter the reason"),
            ({"follow_up": "Ring the school"}, "Say by when"),
            (at(timezone.now() + dt.timedelta(days=1), "follow_up_due_at"), "Say what must be done"),
            ({"follow_up": "x", **at(timezone.now() - dt.timedelta(days=1), "follow_up_due_at")}, "due in the past"),
            (at(timezone.now() + dt.timedelta(days=1), "at"), "cannot have happened in the future"),
            (at(timezone.now() - dt.timedelta(days=2), "at"), "before your shift began"),
            ({**at(timezone.now(), "at"), "at-day": "31", "at-month": "2"}, "real date"),
            ({"decision": "x" * 100_000}, "20,000 characters or fewer"),
        ],
    )  # fmt: skip
    def test_a_bad_line_is_refused_in_words_and_kept(self, night, shift, changes, sentence):
        html = body_of(
            client_of(night).post(f"/shifts/{shift.reference}", a_line(**{"reason": "Kept words", **changes}))
        )
        assert "There is a problem" in html
        assert sentence.lower() in html.lower()
        assert "Kept words" in html or changes.get("reason") is not None
        assert not ShiftEntry.objects.exists()

    def test_a_long_note_is_refused_and_kept_and_an_empty_one_too(self, night, shift):
        client, page = client_of(night), f"/shifts/{shift.reference}/hand-over"
        html = body_of(client.post(page, {"submission_key": str(uuid.uuid4()), "note": "Kept " * 20_000}))
        assert "20,000 characters or fewer" in html
        assert "Kept Kept" in html
        assert "There is a problem" in body_of(client.post(page, {"submission_key": str(uuid.uuid4()), "note": " "}))
        shift.refresh_from_db()
        assert shift.state == "open"

    def test_marks_and_scripts_are_text(self, door, night, shift):
        client_of(night).post(f"/shifts/{shift.reference}", a_line(decision="<script>alert(1)</script> שלום 🙂"))
        html = body_of(client_of(door.officer).get(f"/shifts/{shift.reference}"))
        assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 🙂" in html


# --- Cost -------------------------------------------------------------------------------------------------------


class TestCost:
    def test_pages_cost_the_same_however_long_the_night(self, door, shift, django_assert_max_num_queries):
        contact = door.screened(now=door.now)
        for number in range(12):
            with_follow_up(
                shift, door, **({"contact": contact} if number % 2 else {"person": contact.children.get().person})
            )
        actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Long")
        client = client_of(door.manager)
        client.get("/shifts")  # the session's own queries happen once
        for page, most in (
            ("/shifts", 12),
            (f"/shifts/{shift.reference}", 13),
            ("/shifts/follow-ups", 9),
            (f"/shifts/{shift.reference}/print", 13),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(page).status_code == 200
