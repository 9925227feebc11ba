"""How are the county's last two quarters told? Written, submitted, approved three weeks after they ended, published."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from threshold.demo.loop.diary import Diary
from threshold.improvement.actions import reports
from threshold.improvement.models import Authority, QuarterlyReport
from threshold.insight import periods

MEASURES = ("FD01", "FD02", "FD13", "FD05", "CL12", "QA01", "QA03", "WF03")

#: By how many quarters back: what is said of it, section by section. The first two parts are for everybody.
WORDS = {
    2: {
        "overview": "Decisions are quicker than at the inspection and not yet quick enough. The plan is under way and "
        "the first actions show in the audits.",
        "children": "More of the people who told us about a worry have heard what was decided. Children who came back "
        "after being missing still wait for somebody to talk to.",
        "concerns": "The weekend post for interviews is empty.",
        "next": "The surge plan, and a second week of audits with our partner.",
    },
    1: {
        "overview": "On ordinary days a decision is made within a working day far more often than a year ago. On the "
        "busiest days it is not, and the autumn brought many of them.",
        "children": "A child who reads the record can more often see why it was decided. Answers to those who told us "
        "leave with the decision.",
        "voice": "Young people asked who tells them what came of what they said. A page of answers is being written "
        "with two of them.",
        "concerns": "The surge began before help from next door was agreed.",
        "next": "The agreement with the neighbouring team, and weekend interviews by the provider that has staff on "
        "Saturdays.",
    },
}
PUBLIC = ("overview", "children", "voice")


class ReportsStory:
    """The last two quarters, the later one after the earlier, each frozen on its day."""

    def __init__(self, diary: Diary, ours: Authority) -> None:
        self.diary, self.ours = diary, ours

    def write(self) -> None:
        quarter = periods.quarter(self.diary.today)
        for back in (1, 2):
            quarter = periods.quarter(quarter.first - dt.timedelta(days=1))
            told = min(quarter.last + dt.timedelta(days=21), self.diary.day(-1))
            self.diary.at(told - dt.timedelta(days=7), partial(self._write, quarter, back))
            self.diary.at(told, partial(self._approve, quarter), hour=9)

    def _by(self, local: str, now: dt.datetime) -> dict[str, Any]:
        return {"by": self.diary.users[local], "now": now}

    def _write(self, quarter: periods.Period, back: int, now: dt.datetime) -> None:
        who = self._by("improvement", now)
        report = reports.begin_report(
            self.ours, **who, quarter_starts_on=quarter.first, title=f"{quarter.label}: how children are served",
            measures=MEASURES,
        )  # fmt: skip
        for kind, text in WORDS[back].items():
            reports.write_section(report, **who, kind=kind, text=text, is_public=kind in PUBLIC)
        reports.submit_report(QuarterlyReport.objects.get(pk=report.pk), **who)

    def _approve(self, quarter: periods.Period, now: dt.datetime) -> None:
        report = QuarterlyReport.objects.get(authority=self.ours, quarter_starts_on=quarter.first)
        report = reports.approve_report(report, **self._by("leader", now))
        reports.publish_report(report, **self._by("improvement", now + dt.timedelta(hours=3)))
