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
        by=worker, now=now, name="Exampleshire", slug="exampleshire", note="Facts of public record"
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
