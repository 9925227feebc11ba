"""The pages of boards, options, history, publications and the inspection room: who opens what, and what forms do."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.utils import timezone

import a_council
from threshold.core.errors import Refused
from threshold.frontdoor.actions.details import NamedChild
from threshold.improvement.actions import authorities
from threshold.improvement.models import Board, BoardDecision, DocumentRequest, OptionsAppraisal, Publication
from threshold.people.models import Restriction
from visiting import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(door, make_user):
    door.now = timezone.now()
    made = a_council.build(make_user, door.now)
    made.door = door
    return made


@pytest.fixture
def child(council):
    named = NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Larkspurton"})
    return council.door.record(named).children.get().person


@pytest.fixture
def busy(council, child):
    return a_council.busy(council)


def post(client, address, **fields):
    page = client.get(address).content.decode()
    version = re.search(r'name="version" value="(\d*)"', page)
    sent = {"submission_key": str(uuid.uuid4()), "version": version[1] if version else "", **fields}
    return client.post(address, sent)


def again(client, address, response, **fields):
    """Send the page that came back."""
    version = re.search(r'name="version" value="(\d*)"', response.content.decode())[1]
    return client.post(address, {"submission_key": str(uuid.uuid4()), "version": version, **fields})


def day(name, value):
    return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}


WRITTEN = re.compile(
    r"/(add|new|add-source|end|change|meeting|decision|paper|score/\d|decide|approve|publish|send-back|whose/\d|answer|"
    r"hand-on|withdraw|ask-again|cancel|follow-ups/\d+)(/|$)"
)


#: What may be opened by whom, beside the improvement lead: reading, and what only others may.
def opens(role: str, address: str) -> bool:
    written = WRITTEN.search(address)
    if address.startswith("/inspection-rooms"):
        children = re.search(r"/cases/\d|/add/draw", address)
        return role == "senior_leader" or (role == "improvement_lead" and not children)
    if role == "improvement_lead":
        return not re.search(r"/(approve|send-back)$", address)
    if role == "senior_leader":
        return not written or bool(re.search(r"/(approve|send-back)$", address))
    if role in ("elected_member", "commissioner", "improvement_partner", "analyst"):
        # A draft is its writers'; the public record of boards is everybody's.
        return not written and "/publications/" not in address
    return False


@pytest.mark.parametrize(
    "role",
    ["improvement_lead", "senior_leader", "elected_member", "commissioner", "improvement_partner", "analyst",
     "social_worker", "contact_officer", "administrator"],
)  # fmt: skip
def test_each_role_opens_its_pages_and_no_others_and_no_page_names_a_child_to_who_may_not_see_one(
    council, busy, make_user, role
):
    user = council.lead if role == "improvement_lead" else make_user(role, team=council.door.team)
    client = client_of(user)
    for address in a_council.addresses(council, busy):
        response = client.get(address)
        expected = opens(role, address)
        assert (response.status_code == 200) == expected, (role, address, response.status_code)
        assert response.status_code in (200, 403, 404)
        names_child = "Larkspurton" in response.content.decode()
        assert names_child == (role == "senior_leader" and address.endswith("/cases/1")), address


def test_a_restricted_child_is_not_in_the_list_of_cases(council, busy, child):
    Restriction.objects.create(
        person=child, kind="allow_list", message="Ask", reason="Safety",
        starts_at=council.now - dt.timedelta(minutes=1), started_by=council.door.manager,
    )  # fmt: skip
    page = client_of(council.leader).get(f"/inspection-rooms/{council.inspection.reference}/cases/1").content.decode()
    assert "Larkspurton" not in page
    assert child.reference not in page


def test_a_board_is_recorded_met_and_decides_by_its_forms(council):
    client = client_of(council.lead)
    fields = {"kind": "scrutiny", "name": "Scrutiny", "chair": "An opposition member", "purpose": ""}
    assert post(client, "/boards/new", **fields, **day("starts_on", dt.date(2025, 1, 1))).status_code == 302
    board = Board.objects.get()
    again = post(client, "/boards/new", **fields, **day("starts_on", dt.date(2025, 1, 1)))
    assert "There is a board of this name already" in again.content.decode()
    met = {"summary": "", "present": "Chair\nDirector", "apologies": "", **day("held_on", dt.date(2026, 1, 7))}
    assert post(client, f"/boards/{board.pk}/meeting", **met).status_code == 302
    meeting = board.meetings.get()
    said = {
        "title": "Front door", "asked": "Add workers?", "told": "Doubled.", "questions": "", "outcome": "agreed",
        "decided": "Two.", "why": "Waits.", "task": "Recruit", "task_owner": str(council.lead.pk), "task_role": "",
        **day("task_due_on", dt.date(2026, 3, 1)),
    }  # fmt: skip
    half = post(client, f"/meetings/{meeting.reference}/decision", **(said | {"task_owner": ""}))
    assert "Say who does it" in half.content.decode()
    assert post(client, f"/meetings/{meeting.reference}/decision", **said).status_code == 302
    decision = BoardDecision.objects.get()
    task = decision.follow_ups.get()
    done = {"state": "done", "answer": "Both have begun"}
    address = f"/decisions/{decision.reference}/follow-ups/{task.pk}"
    assert post(client, address, **done).status_code == 302
    assert client.get(address).status_code == 404  # nothing is left to say
    assert "Both have begun" in client.get(f"/decisions/{decision.reference}").content.decode()


def test_options_are_laid_out_scored_and_chosen_by_their_forms(council):
    client = client_of(council.lead)
    fields = {
        "title": "Who provides", "question": "Who?", "criteria": "Continuity: 60\nCost 40%",
        "options": "Stay: as today\nGo", **day("appraised_on", dt.date(2026, 1, 5)),
    }  # fmt: skip
    wrong = post(client, "/options/new", **(fields | {"criteria": "Continuity"}))
    assert "a weight from 1 to 100" in wrong.content.decode()
    assert post(client, "/options/new", **fields).status_code == 302
    appraisal = OptionsAppraisal.objects.get()
    assert list(appraisal.criteria.values_list("name", "weight")) == [("Continuity", 60), ("Cost", 40)]
    assert list(appraisal.options.values_list("name", "description")) == [("Stay", "as today"), ("Go", "")]
    for option, (first, second) in enumerate([(5, 1), (1, 2)], start=1):
        given = {"score_1": first, "source_1": "Paper", "score_2": second, "source_2": "Paper"}
        assert post(client, f"/options/{appraisal.reference}/score/{option}", **given).status_code == 302
    go = appraisal.options.get(name="Go")
    choice = {
        "chosen": go.pk,
        "decision": "",
        "reason": "Directed",
        "departure": "",
        **day("decided_on", dt.date(2026, 1, 6)),
    }
    refused = post(client, f"/options/{appraisal.reference}/decide", **choice)
    assert "Another option has a better score" in refused.content.decode()
    assert (
        post(client, f"/options/{appraisal.reference}/decide", **(choice | {"departure": "The law"})).status_code == 302
    )
    page = client.get(f"/options/{appraisal.reference}").content.decode()
    assert "It does not have the best score" in page
    assert "68%" in page


def test_a_publication_goes_from_its_check_to_its_publishing_by_its_forms(council, busy):
    lead, leader = client_of(council.lead), client_of(council.leader)
    address = f"/publications/{busy.publication.reference}"
    page = lead.get(address).content.decode()
    assert "This cannot be published" in page
    assert "too many" in re.search(r"<del>(.*?)</del>", page)[1]
    assert "the inspection judged “Overall effectiveness”" in page
    assert "differs from the source" in post(leader, f"{address}/approve").content.decode()
    fields = {
        "kind": "press_release", "title": "After the visit", "source": council.letter.pk, "inspection": "",
        "body": "Leaders “have made strong progress since the last visit”. “We are proud,” said the member.",
    }  # fmt: skip
    assert post(lead, f"{address}/change", **fields).status_code == 302
    # The leader's page was opened on the old text: it says so, and comes back on the new one.
    stale = post(leader, f"{address}/approve")
    assert "Somebody else changed this record" in stale.content.decode()
    assert "Say whose words" in again(leader, f"{address}/approve", stale).content.decode()
    assert post(lead, f"{address}/whose/2", whose="The lead member").status_code == 302
    assert lead.get(f"{address}/whose/9").status_code == 404
    stale = post(leader, f"{address}/approve")
    assert again(leader, f"{address}/approve", stale).status_code == 302
    assert post(lead, f"{address}/publish").status_code == 302
    assert Publication.objects.get().state == "published"
    member = client_of(council.door.officer)
    assert member.get(address).status_code in (403, 404)


def test_a_form_that_came_too_late_says_so_and_loses_nothing(council, busy):
    client = client_of(council.lead)
    address = f"/boards/{busy.board.pk}/change"
    page = client.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert post(client, address, chair="The first to come", purpose="").status_code == 302
    late = client.post(
        address, {"submission_key": str(uuid.uuid4()), "version": version, "chair": "The late one", "purpose": ""}
    )
    assert late.status_code == 200
    assert "The late one" in late.content.decode()
    assert Board.objects.get(pk=busy.board.pk).chair == "The first to come"


def test_what_was_pressed_twice_is_there_once(council):
    client = client_of(council.lead)
    address = f"/inspection-rooms/{council.inspection.reference}/add/ask"
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(
            address,
            {
                "submission_key": key,
                "words": "The rota",
                "asked_by": "Lead",
                "owner": council.lead.pk,
                "working_days": "",
            },
        )
    assert DocumentRequest.objects.count() == 1


def test_a_request_is_answered_with_a_file_and_sealed_by_its_forms(council, busy):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_of(council.lead)
    address = f"/inspection-rooms/{council.inspection.reference}"
    fields = {"answer": "The rota", "upload": SimpleUploadedFile("rota.txt", b"Monday"), "upload_title": "Rota"}
    assert post(client, f"{address}/requests/1/answer", **fields).status_code == 302
    assert post(client, f"{address}/add/seal").status_code == 302
    page = client.get(f"{address}/snapshots/2").content.decode()
    assert "It is as it was sealed" in page
    assert "Rota" in page
    sealed = client.get(f"{address}/snapshots/2?format=json")
    assert sealed.headers["Content-Disposition"].startswith("attachment")


def test_the_history_of_an_example_is_told_with_no_more_of_a_date_than_is_known_and_offers_no_change(council):
    from threshold.improvement.actions import history

    who = council.who
    history.note_history(
        council.example, **who, kind="money", title="Five million more", happened_on=dt.date(2017, 10, 1),
        date_precision="month", source="Committee paper 4",
    )  # fmt: skip
    history.record_provider(
        council.example, **who, kind="company", name="Example Children First", starts_on=dt.date(2019, 10, 1)
    )
    authorities.seal_example(council.example, by=authorities.User.objects.service("worker_service"), now=council.now)
    page = client_of(council.lead).get("/examples/specimenshire/history").content.decode()
    assert "October 2017" in page
    assert "1 October 2017" not in page
    assert "Committee paper 4" in page
    assert "Record an event" not in page
    with pytest.raises(Refused):
        council.example.refresh_from_db()
        history.note_history(
            council.example, **who, kind="other", title="x", source="y", happened_on=dt.date(2018, 1, 1)
        )


def test_pages_ask_for_a_bounded_number_of_rows(council, busy, django_assert_max_num_queries):
    from threshold.improvement.actions import boards

    for number in range(10):
        meeting = council.meeting(dt.date(2025, 3, 1) + dt.timedelta(days=number), busy.board)
        boards.record_decision(meeting, **council.who, title=f"D{number}", asked="a", told="b", decided="c", why="d")
    client = client_of(council.lead)
    client.get("/history")
    for address, most in (("/history", 32), ("/boards", 22), (f"/boards/{busy.board.pk}", 22), ("/publications", 22),
                          (f"/inspection-rooms/{council.inspection.reference}", 28)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
