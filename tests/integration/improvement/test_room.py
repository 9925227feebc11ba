"""The inspection room: asked, given with fingerprints, sealed, drawn again with the same bytes; and nobody's child."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import a_council
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Clock
from threshold.frontdoor.actions.details import NamedChild
from threshold.improvement.actions import documents, room
from threshold.improvement.models import CaseSample, DocumentRequest, Evidence, GivenItem, RoomSnapshot
from threshold.improvement.queries import room as queries
from threshold.people.models import Restriction

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(pack, make_user, now):
    return a_council.build(make_user, now)


def ask(council, **more):
    words = {"words": "The rota of the front door", "asked_by": "Lead inspector", "owner": council.lead}
    return room.record_request(council.inspection, **council.who, **(words | more))


def reading(council, value=72):
    return Evidence.objects.create(
        authority=council.ours, kind="reading", shows="Decided within a working day", measure="FD01",
        first_on=dt.date(2026, 1, 1), last_on=dt.date(2026, 1, 31), numerator=value, denominator=100, value=value,
        added_at=council.now, added_by=council.lead,
    )  # fmt: skip


def test_a_request_is_numbered_runs_its_clock_and_is_answered_with_what_is_kept(council):
    first, second = ask(council), ask(council, working_days=2, owner=council.leader)
    assert (first.number, second.number) == (1, 2)
    due = {clock.subject_id: clock.due_at.date() for clock in Clock.objects.filter(rule="inspection-request")}
    assert due == {first.pk: dt.date(2026, 3, 12), second.pk: dt.date(2026, 3, 13)}
    evidence = reading(council)
    room.answer_request(first, **council.who, answer="Here", documents=[council.letter], evidence=[evidence])
    one, two = GivenItem.objects.order_by("pk")
    assert one.facts["title"] == "Letter after the visit"
    assert two.facts["numerator"] == 72
    assert len(one.sha256) == len(two.sha256) == 64
    assert Clock.objects.get(subject_id=first.pk).outcome == "met"


def test_an_answer_may_give_a_new_file_and_may_say_that_there_is_nothing(council):
    upload = SimpleUploadedFile("rota.txt", b"Monday: two workers")
    room.answer_request(ask(council), **council.who, answer="The rota", upload=upload, upload_title="Rota")
    assert GivenItem.objects.get().document.title == "Rota"
    with pytest.raises(Refused, match="say why there is none"):
        room.answer_request(ask(council), **council.who, answer=" ")
    assert (
        room.answer_request(DocumentRequest.objects.get(number=2), **council.who, answer="We keep none").state
        == "answered"
    )


def test_the_inspector_asks_again_and_gets_what_is_new(council):
    request = ask(council)
    room.answer_request(request, **council.who, answer="Here", documents=[council.letter])
    room.ask_again(request, **council.who, reason="And the numbers?")
    with pytest.raises(Refused, match="given to this request already"):
        room.answer_request(request, **council.who, answer="Again", documents=[council.letter])
    room.answer_request(request, **council.who, answer="The numbers", evidence=[reading(council)])
    assert request.given.count() == 2
    assert Clock.objects.filter(subject_id=request.pk, stopped_at__isnull=False).count() == 2
    with pytest.raises(Refused, match="still asked for"):
        room.withdraw_request(request, **council.who, reason="x")


def test_what_belongs_to_others_is_not_given_and_nobody_without_the_room_owns_a_request(council, make_user):
    foreign = documents.add_document(council.example, **council.who, kind="paper", title="Theirs", source="x")
    with pytest.raises(Refused, match="another authority"):
        room.answer_request(ask(council), **council.who, answer="Here", documents=[foreign])
    assert not GivenItem.objects.exists()
    with pytest.raises(Refused, match="cannot open the inspection room"):
        ask(council, owner=make_user("social_worker"))
    with pytest.raises(Refused, match="cannot open the inspection room"):
        room.hand_request_on(DocumentRequest.objects.get(), **council.who, owner=make_user("elected_member"))
    room.hand_request_on(DocumentRequest.objects.get(), **council.who, owner=council.leader)
    assert Clock.objects.get(rule="inspection-request").owner_id == council.leader.pk
    with pytest.raises(NotPermitted):
        room.seal_snapshot(council.inspection, by=make_user("commissioner"), now=council.now)


def test_a_snapshot_drawn_again_has_the_same_bytes_whatever_happened_since(council):
    with pytest.raises(Refused, match="nothing to seal"):
        room.seal_snapshot(council.inspection, **council.who)
    request, evidence = ask(council), reading(council)
    room.answer_request(request, **council.who, answer="Here", documents=[council.letter], evidence=[evidence])
    sealed = room.seal_snapshot(council.inspection, **council.who)
    # The world moves on: a reading is put right, a title is changed, more is asked and given, a request is withdrawn.
    Evidence.objects.update(numerator=1, value=1, shows="Another")
    council.letter.title = "Renamed"
    council.letter.save()
    council.now += dt.timedelta(minutes=5)
    room.answer_request(ask(council), **council.who, answer="More", documents=[council.letter])
    room.withdraw_request(ask(council), **council.who, reason="No longer wanted")
    assert queries.snapshot_content(council.inspection, sealed.drawn_at) == sealed.content
    assert queries.is_as_sealed(RoomSnapshot.objects.get())
    later = room.seal_snapshot(council.inspection, **council.who)
    assert (later.number, later.content == sealed.content) == (2, False)


@pytest.mark.parametrize("change", ["content", "item"])
def test_a_snapshot_that_somebody_changed_is_found_out(council, change):
    room.answer_request(ask(council), **council.who, answer="Here", documents=[council.letter])
    room.seal_snapshot(council.inspection, **council.who)
    if change == "content":
        RoomSnapshot.objects.update(content="{}")
    else:
        GivenItem.objects.update(sha256="0" * 64)
    assert not queries.is_as_sealed(RoomSnapshot.objects.get())


def test_interviews_are_with_jobs_and_are_cancelled_with_a_reason(council):
    start = council.now + dt.timedelta(days=1)
    slot = room.plan_interview(
        council.inspection, **council.who, job_title="Team manager", interviewer="Inspector", starts_at=start,
        ends_at=start + dt.timedelta(hours=1),
    )  # fmt: skip
    room.cancel_interview(slot, **council.who, reason="Ill")
    with pytest.raises(Refused, match="cancelled already"):
        room.cancel_interview(slot, **council.who, reason="Ill")


# --- Cases -------------------------------------------------------------------------------------------------------


def children(door, number):
    return [
        door.record(NamedChild(details={"kind": "child", "given_name": f"Child{n}", "family_name": "Testcase"}))
        .children.get().person
        for n in range(number)
    ]  # fmt: skip


def draw(council, by, **more):
    day = council.now.date()
    words = {"kind": "front_door", "first_on": day, "last_on": day, "size": 3, "seed": "42"}
    return room.draw_cases(council.inspection, by=by, now=council.now, **(words | more))


def test_the_same_seed_draws_the_same_children_from_the_recorded_population(council, door):
    people = children(door, 8)
    sample = draw(council, council.leader)
    assert sorted(sample.population) == sorted(person.pk for person in people)
    assert queries.drawn_from(sample.seed, sample.population, 3) == (sample.drawn, sample.population_sha256)
    assert draw(council, council.leader).drawn == sample.drawn
    assert {tuple(draw(council, council.leader, seed=str(n)).drawn) for n in range(5)} != {tuple(sample.drawn)}
    assert len(draw(council, council.leader, seed="").seed) == 32
    assert len(draw(council, council.leader, size=100).drawn) == 8


def test_nobody_draws_from_children_that_they_may_not_see(council, door):
    hidden, *others = children(door, 4)
    restriction = Restriction.objects.create(
        person=hidden, kind="allow_list", message="Ask", reason="Safety",
        starts_at=council.now - dt.timedelta(minutes=1), started_by=door.manager,
    )  # fmt: skip
    sample = draw(council, council.leader, size=10)
    assert hidden.pk not in sample.population
    with pytest.raises(NotPermitted, match="may see children's records"):
        draw(council, council.lead)
    # And what was drawn before a restriction is not shown after it.
    restriction.users.add(council.leader)
    seen = draw(council, council.leader, size=10)
    assert hidden.pk in seen.drawn
    restriction.users.clear()
    scope = Scope(council.leader, council.now)
    assert {person.pk for person in queries.people_of(scope, seen)} == {person.pk for person in others}
    assert queries.people_of(Scope(council.lead, council.now), seen) == []


def test_an_empty_population_is_refused_and_nothing_is_written(council, door):
    for kind in CaseSample.Population:
        with pytest.raises(Refused, match="nothing to draw from"):
            draw(council, council.leader, kind=kind)
    assert not CaseSample.objects.exists()
