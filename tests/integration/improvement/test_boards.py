"""Boards, their meetings and decisions, tasks with clocks, and options weighed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import a_council
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import AuditEntry, Clock
from threshold.improvement.actions import appraisals, authorities, boards, documents
from threshold.improvement.actions.appraisals import Score
from threshold.improvement.actions.boards import Task
from threshold.improvement.models import Board, BoardDecision, FollowUp, OptionsAppraisal, SourceDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(pack, make_user, now):
    return a_council.build(make_user, now)


def decide(council, meeting=None, **more):
    words = {
        "title": "The front door", "asked": "Add two workers?", "told": "Contacts have doubled.",
        "questions": "Is there money? There is.", "decided": "Two workers more.", "why": "Children wait too long.",
    }  # fmt: skip
    return boards.record_decision(meeting or council.meeting(), **council.who, **(words | more))


def test_a_meeting_keeps_its_papers_and_who_was_there_by_office(council):
    meeting = council.meeting()
    assert list(meeting.papers.all()) == [council.letter]
    assert list(meeting.attendance.order_by("pk").values_list("role", "was_present")) == [
        ("Director of children's services", True), ("Lead member", True), ("Police", False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="recorded already"):
        council.meeting(board=meeting.board)
    assert meeting.board.meetings.count() == 1


def test_decisions_are_numbered_and_their_tasks_run_to_the_day_that_the_board_named(council):
    meeting = council.meeting()
    due = dt.date(2026, 3, 31)
    first = decide(
        council,
        meeting,
        tasks=[Task("Recruit", due, owner=council.leader), Task("Tell us", due, owner_role="Head of service")],
    )
    second = decide(council, meeting)
    assert (first.number, second.number) == (1, 2)
    mine, theirs = first.follow_ups.order_by("pk")
    clock = Clock.objects.get(subject_id=mine.pk, rule="board-follow-up")
    assert clock.due_at.date() == due
    assert clock.owner_id == council.leader.pk
    boards.answer_follow_up(mine, by=council.leader, now=council.now, answer="Both have begun")
    clock.refresh_from_db()
    assert clock.outcome == "met"
    with pytest.raises(NotPermitted, match="Only its owner"):
        boards.answer_follow_up(theirs, by=council.leader, now=council.now, answer="Not mine")
    boards.answer_follow_up(theirs, **council.who, answer="Overtaken", state="dropped")
    assert FollowUp.objects.get(pk=theirs.pk).state == "dropped"
    assert Clock.objects.get(subject_id=theirs.pk, rule="board-follow-up").outcome == "cancelled"
    with pytest.raises(Refused, match="answered already"):
        boards.answer_follow_up(theirs, **council.who, answer="Again")


def test_what_a_board_of_ours_was_told_is_never_left_out_and_nothing_is_half_written(council):
    meeting = council.meeting()
    with pytest.raises(Refused, match="what members were told"):
        decide(council, meeting, told=" ", tasks=[Task("Recruit", dt.date(2026, 3, 31), owner_role="Head")])
    with pytest.raises(Refused, match="before the meeting"):
        decide(council, meeting, tasks=[Task("Recruit", dt.date(2026, 1, 1), owner_role="Head")])
    assert not BoardDecision.objects.exists()
    assert not FollowUp.objects.exists()


def test_an_example_says_what_is_known_runs_no_clock_and_is_closed_by_its_seal(council):
    board = boards.set_up_board(council.example, **council.who, kind="cabinet", name="Cabinet", chair="The leader")
    meeting = boards.record_meeting(board, **council.who, held_on=dt.date(2018, 3, 29), date_precision="month")
    boards.record_decision(
        meeting, **council.who, title="A company", decided="A company of the council's own",
        tasks=[Task("Set it up", dt.date(2019, 4, 1), owner_role="The director")],
    )  # fmt: skip
    assert not Clock.objects.filter(rule="board-follow-up").exists()
    authorities.seal_example(council.example, by=authorities.User.objects.service("worker_service"), now=council.now)
    board.refresh_from_db()
    for write in (
        lambda: boards.change_board(board, **council.who, chair="Another"),
        lambda: boards.record_meeting(board, **council.who, held_on=dt.date(2019, 1, 1)),
        lambda: boards.record_decision(meeting, **council.who, title="x", decided="x"),
        lambda: boards.add_paper(meeting, **council.who, paper=council.letter),
        lambda: boards.answer_follow_up(FollowUp.objects.get(), **council.who, answer="x"),
        lambda: boards.set_up_board(council.example, **council.who, kind="other", name="New", chair="x"),
        lambda: documents.add_document(council.example, **council.who, kind="paper", title="x", source="y"),
    ):
        with pytest.raises(Refused, match="cannot be changed"):
            write()


def test_a_paper_of_another_authority_is_not_laid_before_a_board(council):
    foreign = documents.add_document(council.example, **council.who, kind="paper", title="Theirs", source="Public")
    meeting = council.meeting()
    with pytest.raises(Refused, match="another authority"):
        boards.add_paper(meeting, **council.who, paper=foreign)
    boards.record_meeting(meeting.board, **council.who, held_on=dt.date(2026, 3, 3), papers=[foreign])
    assert not meeting.board.meetings.get(held_on=dt.date(2026, 3, 3)).papers.exists()


def test_a_board_changes_only_from_the_version_that_was_read(council):
    board = council.board()
    boards.change_board(board, **council.who, chair="The lead member", expected_version=board.version)
    with pytest.raises(Stale):
        boards.change_board(board, **council.who, chair="Somebody", expected_version=board.version)
    assert Board.objects.get().chair == "The lead member"


@pytest.mark.parametrize("role", ["elected_member", "commissioner", "social_worker", "senior_leader", "administrator"])
def test_only_whoever_keeps_the_boards_papers_writes_them(council, make_user, role):
    with pytest.raises(NotPermitted):
        boards.set_up_board(council.ours, by=make_user(role), now=council.now, kind="other", name="X", chair="Y")


def test_the_same_file_is_kept_once_and_a_text_gives_its_words(council):
    def add(content: bytes, name: str = "letter.txt"):
        return documents.add_document(
            council.ours, **council.who, kind="letter", title="A letter", source="By post",
            upload=SimpleUploadedFile(name, content),
        )  # fmt: skip

    first, second = add("Page one’s words\fPage two".encode()), add("Page one’s words\fPage two".encode())
    assert first == second
    assert first.pages == ["Page one’s words", "Page two"]
    assert first.sha256 and first.size
    for content, name in ((b"", "a.txt"), (b"%PDF-1.7 nothing", "b.exe"), (b"not one", "c.pdf")):
        with pytest.raises(Refused):
            add(content, name)
    assert SourceDocument.objects.count() == 2  # the council's letter and this one


# --- Options -----------------------------------------------------------------------------------------------------


def begin(council) -> OptionsAppraisal:
    return appraisals.begin_appraisal(
        council.ours, **council.who, title="Who provides", question="Who shall provide the services?",
        appraised_on=dt.date(2026, 2, 1), criteria=[("Children", 60), ("Cost", 40)],
        options=[("The council", ""), ("A company", "Owned by the council")],
    )  # fmt: skip


def scores(*numbers: int) -> list[Score]:
    places = [(1, 1), (1, 2), (2, 1), (2, 2)]
    return [
        Score(option, criterion, number, "Paper 4")
        for (option, criterion), number in zip(places, numbers, strict=False)
    ]


def test_a_choice_against_the_result_says_why_and_is_tied_to_its_decision(council):
    appraisal = begin(council)
    council_itself, company = appraisal.options.order_by("number")
    decided = {"reason": "The direction asks for it", "decided_on": dt.date(2026, 2, 3)}
    with pytest.raises(Refused, match="Some scores are missing"):
        appraisals.decide_appraisal(appraisal, **council.who, chosen=company, **decided)
    appraisals.score_options(appraisal, **council.who, scores=scores(5, 3, 3, 1))
    appraisals.score_options(appraisal, **council.who, scores=[Score(2, 2, 2, "Paper 5")])
    with pytest.raises(Refused, match="better score"):
        appraisals.decide_appraisal(appraisal, **council.who, chosen=company, **decided)
    decision = decide(council)
    done = appraisals.decide_appraisal(
        appraisal, **council.who, chosen=company, **decided, departure="The Secretary of State directs it",
        decision=decision,
    )  # fmt: skip
    assert (done.state, done.chosen, done.decision) == ("decided", company, decision)
    with pytest.raises(Refused, match="was decided"):
        appraisals.score_options(appraisal, **council.who, scores=scores(1))
    with pytest.raises(Refused, match="decided already"):
        appraisals.decide_appraisal(appraisal, **council.who, chosen=council_itself, **decided)
    assert AuditEntry.objects.filter(action="improvement.decide_appraisal", detail__best=False).count() == 1


def test_the_best_option_needs_no_departure_and_options_of_others_are_refused(council):
    appraisal, other = begin(council), begin(council)
    appraisals.score_options(appraisal, **council.who, scores=scores(5, 3, 3, 1))
    decided = {"reason": "Best for children", "decided_on": dt.date(2026, 2, 3)}
    with pytest.raises(Refused, match="one of the options"):
        appraisals.decide_appraisal(appraisal, **council.who, chosen=other.options.first(), departure="x", **decided)
    with pytest.raises(Refused, match="another appraisal"):
        appraisals.score_options(appraisal, **council.who, scores=[Score(9, 1, 1, "x")])
    done = appraisals.decide_appraisal(
        appraisal, **council.who, chosen=appraisal.options.get(number=1), departure="left over", **decided
    )
    assert done.departure == ""
