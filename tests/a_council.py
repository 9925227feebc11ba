"""A council for the tests of governance: our authority, an example, and documents whose words are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from threshold.access.models import User
from threshold.improvement.actions import authorities, boards, documents
from threshold.improvement.models import Authority, Board, Inspection, Judgement, Meeting, SourceDocument

LETTER = [
    "Leaders have made strong progress since the last visit. The front door is safe-\nguarding children well.\n1",
    "Permanence plans drift for too many children in care. Caseloads are manageable.\n2",
]


@dataclass
class Council:
    ours: Authority
    example: Authority
    lead: User
    leader: User
    letter: SourceDocument
    inspection: Inspection
    now: dt.datetime

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.lead, "now": self.now}

    def board(self, name: str = "Improvement board", authority: Authority | None = None) -> Board:
        return boards.set_up_board(
            authority or self.ours, **self.who, kind="improvement", name=name, chair="The independent chair",
            purpose="Holds the plan to account", starts_on=dt.date(2025, 1, 1),
        )  # fmt: skip

    def meeting(self, held_on: dt.date = dt.date(2026, 2, 3), board: Board | None = None) -> Meeting:
        return boards.record_meeting(
            board or self.board(), **self.who, held_on=held_on, summary="The front door",
            present=["Director of children's services", "Lead member"], apologies=["Police"], papers=[self.letter],
        )  # fmt: skip


def build(make_user: Any, now: dt.datetime) -> Council:
    worker = User.objects.service("worker_service")
    ours = authorities.name_ours(by=worker, now=now, name="Severnshire County Council")
    example = authorities.add_example(
        by=worker, now=now, name="Specimenshire", slug="specimenshire", note="Facts of public record"
    )
    lead, leader = make_user("improvement_lead"), make_user("senior_leader")
    letter = documents.add_document(
        ours, by=lead, now=now, kind="letter", title="Letter after the visit", source="Sent by Ofsted",
        dated_on=dt.date(2026, 1, 20), pages=LETTER,
    )  # fmt: skip
    inspection = Inspection.objects.create(
        authority=ours, kind="standard", framework="ilacs", title="Inspection of children's services",
        starts_on=dt.date(2026, 1, 5), ends_on=dt.date(2026, 1, 16), published_on=dt.date(2026, 2, 20),
        document=letter, recorded_at=now, recorded_by=lead,
    )  # fmt: skip
    for area, grade in (("overall", "requires_improvement"), ("in_care", "inadequate")):
        Judgement.objects.create(inspection=inspection, area=area, grade=grade)
    return Council(ours, example, lead, leader, letter, inspection, now)


@dataclass
class Busy:
    """One of everything, for tests that walk through pages."""

    board: Board
    meeting: Meeting
    decision: Any
    task: Any
    appraisal: Any
    strategy: Any
    provider: Any
    publication: Any
    request: Any
    interview: Any
    snapshot: Any
    sample: Any


def busy(council: Council) -> Busy:
    """Governance in which everything is under way; `sample` is None where there is nobody to draw."""
    from threshold.core.errors import Refused
    from threshold.improvement.actions import appraisals, history, publications, room

    who = council.who
    board = council.board()
    meeting = council.meeting(board=board)
    decision = boards.record_decision(
        meeting, **who, title="Two more workers", asked="Add two workers?", told="Contacts have doubled.",
        questions="Is there money? There is.", decided="Two workers more.", why="Children wait too long.",
        tasks=[boards.Task("Recruit two workers", dt.date(2026, 3, 31), owner=council.lead)],
    )  # fmt: skip
    appraisal = appraisals.begin_appraisal(
        council.ours, **who, title="Who provides", question="Who shall provide the services?",
        appraised_on=dt.date(2026, 2, 1), criteria=[("Continuity for children", 60), ("Cost", 40)],
        options=[("The council", "As today"), ("A company", "Owned by the council")],
    )  # fmt: skip
    appraisals.score_options(
        appraisal, **who,
        scores=[appraisals.Score(o, c, (o + 2 * c) % 6, "Paper 4, page 3") for o in (1, 2) for c in (1, 2)],
    )  # fmt: skip
    strategy = history.record_strategy(
        council.ours, **who, kind="children", title="Children and Young People's Plan", starts_on=dt.date(2025, 4, 1)
    )
    provider = history.record_provider(
        council.ours, **who, kind="council", name="Severnshire County Council", starts_on=dt.date(2010, 1, 1)
    )
    history.note_history(
        council.ours, **who, kind="leadership", title="A new director", happened_on=dt.date(2025, 6, 1),
        date_precision="month", words="The third in four years.", source="The council's papers",
    )  # fmt: skip
    publication = publications.write_publication(
        council.ours, **who, kind="press_release", title="After the visit", source=council.letter,
        inspection=council.inspection,
        body="Leaders “have made strong progress since the last visit”, and “Permanence plans drift for few children”. "
        "“We are proud of everybody who works for our families,” said the lead member. We were judged good overall.",
    )  # fmt: skip
    request = room.record_request(
        council.inspection, **who, words="The rota of the front door", asked_by="Lead inspector", owner=council.lead
    )
    answered = room.record_request(
        council.inspection, **who, words="The last letter", asked_by="Lead inspector", owner=council.leader
    )
    room.answer_request(answered, **who, answer="Here it is", documents=[council.letter])
    interview = room.plan_interview(
        council.inspection, **who, job_title="Team manager", interviewer="Inspector for help and protection",
        starts_at=council.now + dt.timedelta(days=1), ends_at=council.now + dt.timedelta(days=1, hours=1),
        place="Room 2",
    )  # fmt: skip
    snapshot = room.seal_snapshot(council.inspection, **who)
    day = council.now.date()
    try:  # Of a week: soon after midnight, the contacts of the last hours are yesterday's.
        sample = room.draw_cases(
            council.inspection, by=council.leader, now=council.now, kind="front_door",
            first_on=day - dt.timedelta(days=7), last_on=day, size=3,
        )  # fmt: skip
    except Refused:
        sample = None
    return Busy(
        board, meeting, decision, decision.follow_ups.get(), appraisal, strategy, provider, publication, request,
        interview, snapshot, sample,
    )  # fmt: skip


def addresses(council: Council, busy: Busy) -> list[str]:
    """Every page of governance, of ours and of the example."""
    room = f"/inspection-rooms/{council.inspection.reference}"
    text, option = f"/publications/{busy.publication.reference}", f"/options/{busy.appraisal.reference}"
    meeting, decision = f"/meetings/{busy.meeting.reference}", f"/decisions/{busy.decision.reference}"
    example = f"/examples/{council.example.slug}"
    return [
        "/history", "/history?kind=money", f"{example}/history", "/history/add/strategy", "/history/add/provider",
        "/history/add/event", f"/history/providers/{busy.provider.pk}/end",
        f"/history/strategies/{busy.strategy.pk}", f"/history/strategies/{busy.strategy.pk}/change",
        f"/papers/{council.letter.reference}", "/boards", f"{example}/boards", "/boards/new",
        f"/boards/{busy.board.pk}", f"/boards/{busy.board.pk}/meeting", f"/boards/{busy.board.pk}/change", meeting,
        f"{meeting}/decision", f"{meeting}/paper", decision, f"{decision}/follow-ups/{busy.task.pk}", "/options",
        f"{example}/options", "/options/new", option, f"{option}/score/1", f"{option}/decide", "/publications",
        "/publications/new", "/publications/add-source", text, f"{text}/change", f"{text}/approve", f"{text}/publish",
        f"{text}/send-back", f"{text}/whose/3", "/inspection-rooms", room, f"{room}/add/ask", f"{room}/add/interview",
        f"{room}/add/draw", f"{room}/add/seal", f"{room}/requests/1", f"{room}/requests/1/answer",
        f"{room}/requests/1/hand-on", f"{room}/requests/1/withdraw", f"{room}/requests/2/ask-again",
        f"{room}/interviews/{busy.interview.pk}/cancel", f"{room}/snapshots/1", f"{room}/snapshots/1?format=json",
        f"{room}/cases/1",
    ]  # fmt: skip
