"""A staffed front door, and a contact at each stage made by walking the real flow. The fixture `door` gives one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from threshold.access.models import Team, User
from threshold.frontdoor import actions
from threshold.frontdoor.actions.decision import Destination
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild, Referrer
from threshold.frontdoor.codes import AnalysisSection, Section
from threshold.frontdoor.models import Contact, ContactChild, Decision
from threshold.people.models import Person

ANALYSIS = {section: f"Something about {section.label.lower()}." for section in AnalysisSection}


@dataclass
class Frontdoor:
    """A staffed front door and the teams that receive from it."""

    team: Team
    family_help: Team
    early_help: Team
    officer: User
    worker: User
    manager: User
    family_help_manager: User
    early_help_manager: User
    now: dt.datetime

    def record(self, *children: NamedChild, **options: object) -> Contact:
        named = children or (NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Testcase"}),)
        defaults: dict[str, object] = {
            "by": self.officer,
            "now": self.now,
            "team": self.team,
            "channel": "phone",
            "source": "2A",
            "received_at": self.now - dt.timedelta(minutes=30),
            "children": named,
            "story": {Section.WHAT_HAPPENED: "Came to school hungry.\n\nSecond time this week."},
            "referrer": Referrer(name="Jo Head", role="Head teacher", email="head@school.example"),
            "consent": ConsentRecord("given", given_by="Mother", given_on=dt.date(2026, 3, 11)),
        }
        return actions.record_contact(**{**defaults, **options})  # type: ignore[arg-type]

    def screened(self, *children: NamedChild, **options: object) -> Contact:
        contact = self.record(*children, **options)
        return actions.screen(contact, by=self.officer, now=self.now, rag="amber", reason="Not clear yet")

    def analysed(self, *children: NamedChild, **options: object) -> Contact:
        contact = self.screened(*children, **options)
        return actions.write_analysis(contact, by=self.officer, now=self.now, sections=ANALYSIS)

    def decided(self, *, outcome: str = "no_further_action", level: str = "1", **options: object) -> Decision:
        contact = self.analysed(**options)
        return self.decide(contact.children.get(), outcome=outcome, level=level)

    def decided_about(self, person: Person) -> Contact:
        """A contact of last month about somebody known, that went to family help."""
        then = self.now - dt.timedelta(days=30)
        contact = self.analysed(NamedChild(person=person), received_at=then)
        self.sign_off(self.decide(contact.children.get(), outcome="family_help", level="4"))
        return contact

    def decide(self, child: ContactChild, *, outcome: str, level: str, **options: object) -> Decision:
        team = {"family_help": self.family_help, "early_help": self.early_help}.get(outcome)
        details: dict[str, object] = {
            "by": self.worker,
            "now": self.now,
            "reason": "Because of what was found",
            "level_reason": "As the analysis says",
            "destination": Destination(team=team, offer="parenting" if outcome == "early_help" else ""),
        }
        return actions.decide(child, outcome=outcome, level=level, **{**details, **options})  # type: ignore[arg-type]

    def sign_off(self, decision: Decision) -> Decision:
        return actions.sign_off(decision, by=self.manager, now=self.now, reason="Sound and proportionate")
