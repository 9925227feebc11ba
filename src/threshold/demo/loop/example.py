"""How is the worked example of public record loaded? Worcestershire's way, told in our own words, and then sealed.

Written by the actions that our own history is written by, as far as the record says what they ask for. Actions of
the plan are the exception: the record says that they were done and names no measure that would prove them, so they
stand as done and waiting for proof.
"""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from threshold.access.models import User
from threshold.core.calendar import LONDON
from threshold.demo.loop.inspections import record_look
from threshold.improvement.actions import authorities, boards, documents, evidence, findings, history, interventions
from threshold.improvement.actions import obligations as obligation_actions
from threshold.improvement.actions import plan as plans
from threshold.improvement.actions.evidence import Links
from threshold.improvement.actions.interventions import Requirement
from threshold.improvement.models import (
    ActionAnswer,
    Authority,
    Board,
    Finding,
    Inspection,
    Obligation,
    PlanAction,
    SourceDocument,
)
from threshold.improvement.states import PlanActionState


def when(text: str, *, end: bool = False) -> tuple[dt.date, str]:
    """A date of the record and how much of it is known: "2017-03" is its first day (or last), and "month"."""
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year]:
            return (dt.date(year, 12, 31) if end else dt.date(year, 1, 1)), "year"
        case [year, month]:
            return dt.date(year, month, calendar.monthrange(year, month)[1] if end else 1), "month"
        case [year, month, day]:
            return dt.date(year, month, day), "day"
    raise ValueError(f"{text!r} is no date of the record: write a year, a month or a day.")


class ExampleStory:
    """One council's history: inspections, directions, boards, providers, money, and how findings came to be closed."""

    def __init__(self, users: Mapping[str, User], worker: User, now: dt.datetime) -> None:
        self.users, self.worker, self.now = users, worker, now
        path = Path(__file__).parents[1] / "worcestershire.toml"
        self.words: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        self.looks: dict[str, Inspection] = {}
        self.findings: dict[str, Finding] = {}
        self.obligations: dict[str, Obligation] = {}
        self.actions: dict[str, PlanAction] = {}

    def load(self) -> Authority:
        words = self.words
        self.example = authorities.add_example(
            by=self.worker, now=self.now, name=words["name"], slug=words["slug"], note=words["note"]
        )
        for row in words["providers"]:
            self._provider(row)
        for row in words["inspections"]:
            self._look(row)
        for row in words["interventions"]:
            self._intervention(row)
        self._plan()
        for row in words["decisions"]:
            self._decision(row)
        for row in words["findings"]:
            if "closed" in row:
                self._close(row)
        return authorities.seal_example(self.example, by=self.worker, now=self.now)

    def _by(self, local: str, day: dt.date | None = None) -> dict[str, Any]:
        """Who writes it, as of a day of the record."""
        at = dt.datetime.combine(day, dt.time(12), LONDON).astimezone(dt.UTC) if day else self.now
        return {"by": self.users[local], "now": at}

    def _document(self, kind: str, title: str, source: str, day: dt.date) -> SourceDocument:
        return documents.add_document(
            self.example, **self._by("improvement", day), kind=kind, title=title, source=source, dated_on=day
        )

    def _provider(self, row: dict[str, Any]) -> None:
        first, precision = when(row["from"])
        last, end_precision = when(row["to"], end=True) if "to" in row else (None, "day")
        history.record_provider(
            self.example, **self._by("improvement"), kind=row["kind"], name=row["name"], starts_on=first,
            ends_on=last, date_precision=precision, end_precision=end_precision, reason=row.get("note", ""),
            end_reason="The services went to another provider the next day." if "to" in row else "",
        )  # fmt: skip

    def _look(self, row: dict[str, Any]) -> None:
        first, precision = when(row["from"])
        last, _ = when(row.get("to", row["from"]), end=True)
        published = when(row["published"])[0] if "published" in row else None
        day = published or last
        is_letter = row["kind"] in ("monitoring", "focused")
        document = self._document("letter" if is_letter else "report", row["title"], row["source"], day)
        themes = [found for found in self.words["findings"] if found["inspection"] == row["key"]]
        self.looks[row["key"]] = record_look(
            self.example, **self._by("improvement", day), row=row, first=first, last=last, precision=precision,
            published=published, document=document, findings=themes,
        )  # fmt: skip
        made = self.looks[row["key"]].findings.order_by("pk")
        self.findings |= {found["key"]: finding for found, finding in zip(themes, made, strict=True)}

    def _intervention(self, row: dict[str, Any]) -> None:
        issued, precision = when(row["issued"])
        made = interventions.record_intervention(
            self.example, **self._by("improvement", issued), kind=row["kind"], title=row["title"],
            issuer=row["issuer"], legal_basis=row["legal_basis"], issued_on=issued, date_precision=precision,
            document=self._document("direction", row["title"], row["source"], issued),
            requirements=[
                Requirement(one["words"], when(one["due"], end=True)[0] if "due" in one else None,
                            owner_role="The council")
                for one in row["obligations"]
            ],
        )  # fmt: skip
        for one in row["appointments"]:
            first, known = when(one["from"])
            last, end_known = when(one["to"]) if "to" in one else (None, "day")
            interventions.appoint(
                made, **self._by("improvement", issued), role=one["role"], name=one["name"],
                starts_on=max(first, issued), ends_on=last, date_precision=known, end_precision=end_known,
            )  # fmt: skip
        for one in row["obligations"]:
            obligation = made.obligations.get(number=one["number"])
            self.obligations[f"{row['key']}:{one['number']}"] = obligation
            if "met" in one:
                self._meet(obligation, when(one["met"])[0])
        ended, end_known = when(row["ended"])
        interventions.revoke_intervention(
            made, **self._by("improvement"), ended_on=ended, end_precision=end_known, reason=row["end_reason"]
        )

    def _meet(self, obligation: Obligation, met_on: dt.date) -> None:
        evidence.add_observation(
            self.example, **self._by("improvement"), seen_on=met_on,
            shows="The public record says so; see the sources of the direction.",
            links=Links(obligations=[obligation]),
        )  # fmt: skip
        obligation_actions.say_obligation_met(obligation, **self._by("improvement"), words="As the public record says.")
        obligation_actions.sign_off_obligation(
            obligation, **self._by("leader"), words="As the public record says.", met_on=met_on
        )

    def _plan(self) -> None:
        words = self.words
        who = self._by("improvement")
        made = plans.make_plan(
            self.example, **who, title=words["plan"]["title"], starts_on=when(words["plan"]["starts"])[0],
            ends_on=when(words["plan"]["ends"], end=True)[0],
        )  # fmt: skip
        outcomes: dict[str, Any] = {}
        for row in words["actions"]:
            if row["outcome"] not in outcomes:
                known = made.priorities.filter(title=row["priority"]).first()
                priority = known or plans.add_priority(made, **who, title=row["priority"])
                outcomes[row["outcome"]] = plans.add_outcome(priority, **who, words=row["outcome"])
            self._action(outcomes[row["outcome"]], row, who)
        for row in words["money"]:
            day, precision = when(row["on"])
            history.note_history(
                self.example, **who, kind="money", title=f"£{row['pounds']:,}", words=row["what"],
                source=row["source"], happened_on=day, date_precision=precision,
            )  # fmt: skip

    def _action(self, outcome: Any, row: dict[str, Any], who: dict[str, Any]) -> None:
        action = self.actions[row["key"]] = PlanAction.objects.create(
            outcome=outcome, title=row["title"], difference=row["difference"], owner_role="The council",
            starts_on=when(row["from"])[0], due_on=when(row["to"], end=True)[0], state=PlanActionState.DELIVERED,
            made_at=who["now"], made_by=who["by"],
        )  # fmt: skip
        for answered in row["answers"]:
            if answered.startswith("obligation:"):
                obligation = self.obligations[answered.removeprefix("obligation:")]
                ActionAnswer.objects.create(action=action, obligation=obligation)
            else:
                ActionAnswer.objects.create(action=action, finding=self.findings[answered])

    def _decision(self, row: dict[str, Any]) -> None:
        day, precision = when(row["on"])
        board = Board.objects.filter(authority=self.example, name=row["board"]).first() or boards.set_up_board(
            self.example, **self._by("improvement"), kind=row["kind"], name=row["board"], chair="Not recorded here",
            starts_on=None,
        )  # fmt: skip
        meeting = boards.record_meeting(
            board, **self._by("improvement"), held_on=day, date_precision=precision, summary=row["what"]
        )
        boards.record_decision(
            meeting, **self._by("improvement"), title=row["what"][:150], decided=row["what"], why=row.get("why", "")
        )

    def _close(self, row: dict[str, Any]) -> None:
        """Closed by what a later look from outside says, on the day on which that was published."""
        finding, later = self.findings[row["key"]], self.looks[row["closed"]]
        day = later.published_on or later.ends_on
        assert later.document is not None  # noqa: S101 - every look of the example has one
        found = evidence.link_document(
            self.example, **self._by("improvement", day), document=later.document, shows=row["shown"],
            links=Links(findings=[finding]),
        )  # fmt: skip
        findings.propose_closure(finding, **self._by("improvement", day), reason=row["shown"], evidence=[found])
        findings.sign_off_closure(
            Finding.objects.get(pk=finding.pk), **self._by("leader", day), words="As the inspectorate's report says."
        )
