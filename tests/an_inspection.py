"""An authority with inspections for tests: read from a report made here, recorded by hand, waiting as a draft."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import a_report_pdf as made
from threshold.access.models import User
from threshold.improvement import reading
from threshold.improvement.actions import authorities, drafts, inspections
from threshold.improvement.actions.inspections import Graded, Look
from threshold.improvement.models import Authority, Inspection, ReportDraft
from threshold.improvement.ofsted import sandbox

COUNCIL = "Severnshire County Council"


@dataclass
class Office:
    """Our authority and its improvement lead."""

    ours: Authority
    lead: User
    now: dt.datetime

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.lead, "now": self.now}

    def read(self, sheet: made.Sheet | None = None, *, authority: Authority | None = None, **more: Any) -> ReportDraft:
        data = (sheet or made.new_report(**more)).bytes()
        return drafts.import_report(
            authority or self.ours, **self.who, data=data, file_name="severnshire-14-july-2023.pdf",
            source="Made for a test", read=sandbox.read_safely(data, "severnshire-14-july-2023.pdf"),
        )  # fmt: skip

    def confirm(self, draft: ReportDraft | None = None) -> Inspection:
        draft = draft or self.read()
        return drafts.confirm_report(draft, **self.who, look=reading.look_of(draft))

    def look(self, kind: str = "focused", ended_on: dt.date | None = None, **more: Any) -> Inspection:
        """A look that ended on a day, by default a week ago."""
        last = ended_on or (self.now - dt.timedelta(days=7)).date()
        grades = more.pop("grades", {})
        look = Look(
            kind=kind, framework=more.pop("framework", "ilacs"), title=f"A {kind} look", starts_on=last, ends_on=last,
            judgements={area: Graded(grade) for area, grade in grades.items()}, **more,
        )  # fmt: skip
        return inspections.record_inspection(self.ours, **self.who, look=look)


def build(make_user: Any, now: dt.datetime) -> Office:
    ours = Authority.objects.filter(is_ours=True).first()
    if ours is None:
        ours = authorities.name_ours(by=User.objects.service("worker_service"), now=now, name=COUNCIL)
    return Office(ours, make_user("improvement_lead"), now)


def furnish(make_user: Any, now: dt.datetime) -> Office:
    """Every page of inspections has something to show: a confirmed report, a draft, deadlines, an example."""
    office = build(make_user, now)
    office.confirm()
    office.look("standard", grades={"leaders": "inadequate", "in_care": "good"})
    office.read(rows=made.NEW_ROWS[:3])
    worker = User.objects.service("worker_service")
    example = authorities.add_example(
        by=worker, now=now, name="Otherwhereshire", slug="otherwhere", note="Made up for a test"
    )
    last = dt.date(2019, 6, 28)
    look = Look("standard", "ilacs", "An old inspection", last, last, judgements={"overall": Graded("good")})
    inspections.record_inspection(example, **office.who, look=look)
    return office
