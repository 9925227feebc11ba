"""Who has looked at Severnshire's work? Its report is made as a PDF and read by the import, as a real one is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.access.models import User
from threshold.demo import inspection
from threshold.demo.loop.diary import Diary
from threshold.improvement.actions import drafts, inspections
from threshold.improvement.actions.inspections import Found, Graded, Look
from threshold.improvement.models import Authority, Inspection, SourceDocument
from threshold.improvement.ofsted.sandbox import read_safely

#: The themes of each sentence of the report's list, in its order.
THEMES = (
    ("thresholds", "timeliness"), ("oversight", "recording"), ("partners",), ("missing_exploitation", "voice"),
    ("supervision",), ("oversight",),
)  # fmt: skip


class LooksStory:
    """An inspection with its report, the visits after it, and the county's own view of itself."""

    def __init__(self, diary: Diary, ours: Authority) -> None:
        self.diary, self.ours = diary, ours

    def write(self) -> None:
        diary = self.diary
        diary.at(-396, self._before)
        diary.at(-358, self._inspection)
        diary.at(-340, lambda now: self._send(inspections.DRAFT_PLAN, now))
        diary.at(-275, lambda now: self._send(inspections.FINAL_PLAN, now))
        visit = "Monitoring visit: the front door"
        diary.at(-240, lambda now: self._look(
            now, "monitoring", f"First {visit.lower()}", (-262, -261),
            summary="Inspectors saw leaders who know what is wrong and a front door that still keeps children waiting.",
            is_published=False,
        ))  # fmt: skip
        diary.at(-215, lambda now: self._look(
            now, "self_evaluation", "Self-evaluation for the annual meeting", (-220, -220),
            summary="What we know about the quality of practice, how we know it, and what we plan.",
        ))  # fmt: skip
        diary.at(-195, lambda now: self._look(
            now, "engagement", "Annual engagement meeting with Ofsted", (-195, -195),
            summary="The inspectorate asked how audits change practice.", is_published=False,
        ))  # fmt: skip
        diary.at(-110, lambda now: self._look(
            now, "monitoring", f"Second {visit.lower()}", (-134, -133),
            summary="Decisions are quicker on ordinary days and managers' reasons fuller. Weekends remain thin.",
            published=-112,
        ))  # fmt: skip

    def _by(self, now: dt.datetime) -> dict[str, Any]:
        return {"by": self.diary.users["improvement"], "now": now}

    def _before(self, now: dt.datetime) -> None:
        """The inspection four years before, from the files."""
        good, short = Graded("good"), Graded("requires_improvement")
        inspections.record_inspection(
            self.ours,
            **self._by(now),
            look=Look(
                kind="standard", framework="ilacs", title="Inspection of children's services",
                starts_on=self.diary.day(-1815), ends_on=self.diary.day(-1804), published_on=self.diary.day(-1770),
                summary="Requires improvement; the front door was then in four places.",
                judgements={"overall": short, "leaders": short, "help_and_protection": short, "in_care": good},
            ),
        )  # fmt: skip

    def _inspection(self, now: dt.datetime) -> None:
        monday = _weekday(self.diary.day(-407), 0)
        last, published_on = monday + dt.timedelta(days=11), monday + dt.timedelta(days=41)
        data = inspection.report_pdf(monday, last, published_on)
        name = "severnshire-inspection.pdf"
        draft = drafts.import_report(
            self.ours, **self._by(now), data=data, file_name=name, source="Made for the demonstration",
            read=read_safely(data, name),
        )  # fmt: skip
        read = draft.read
        drafts.confirm_report(
            draft,
            **self._by(now),
            look=Look(
                kind="standard", framework=read["framework"].lower(), title=draft.document.title, starts_on=monday,
                ends_on=last, published_on=published_on, lead_inspector=read["lead_inspector"],
                summary="Children waited at the front door, and some were at risk while they did.",
                judgements={area: Graded(grade) for area, grade in read["judgements"].items()},
                findings=[
                    Found(item["text"], page=item["page"], number=str(number), section="What needs to improve",
                          themes=themes)
                    for number, (item, themes) in enumerate(zip(read["needs_to_improve_items"], THEMES, strict=True), 1)
                ],
            ),
        )  # fmt: skip

    def _send(self, which: str, now: dt.datetime) -> None:
        inspected = self.ours.inspections.exclude(lead_inspector="").get()
        inspections.send_action_plan(inspected, **self._by(now), which=which, sent_on=now.date())

    def _look(
        self,
        now: dt.datetime,
        kind: str,
        title: str,
        days: tuple[int, int],
        *,
        summary: str,
        published: int = 0,
        is_published: bool = True,
    ) -> None:
        framework = "none" if kind == "self_evaluation" else "ilacs"
        inspections.record_inspection(
            self.ours,
            **self._by(now),
            look=Look(
                kind=kind, framework=framework, title=title, starts_on=self.diary.day(days[0]),
                ends_on=self.diary.day(days[1]), is_published=is_published, summary=summary,
                published_on=self.diary.day(published) if published else None,
            ),
        )  # fmt: skip


def record_look(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    row: dict[str, Any],
    first: dt.date,
    last: dt.date,
    precision: str,
    published: dt.date | None,
    document: SourceDocument,
    findings: list[dict[str, Any]],
) -> Inspection:
    """Record one look of the public record, as `worcestershire.toml` tells it."""
    return inspections.record_inspection(
        authority,
        by=by,
        now=now,
        document=document,
        look=Look(
            kind=row["kind"], framework=row["framework"], title=row["title"], starts_on=first, ends_on=last,
            date_precision=precision, published_on=published, summary=row["summary"],
            judgements={area: Graded(grade) for area, grade in row["judgements"].items()},
            findings=[
                Found(found["words"], page=found["page"], number=found["number"], section=found["section"],
                      themes=found["themes"])
                for found in findings
            ],
        ),
    )  # fmt: skip


def _weekday(day: dt.date, wanted: int) -> dt.date:
    """The next day of that weekday, Monday being 0."""
    return day + dt.timedelta(days=(wanted - day.weekday()) % 7)
