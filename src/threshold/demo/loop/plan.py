"""How does Severnshire's improvement plan come to be? Written, done and proved by the actions."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from threshold.demo.loop.diary import Diary
from threshold.improvement.actions import (
    advice,
    evidence,
    findings,
    interventions,
    obligations,
    plan,
    plan_actions,
    plan_links,
)
from threshold.improvement.actions.evidence import Links
from threshold.improvement.actions.interventions import Requirement
from threshold.improvement.models import (
    Authority,
    Evidence,
    Finding,
    Intervention,
    Obligation,
    PlanAction,
)
from threshold.insight import periods


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "plan.toml").read_text(encoding="utf-8"))


class PlanStory:
    """The notice, the plan and what came of it. The findings of the inspection are there before it begins."""

    def __init__(self, diary: Diary, ours: Authority) -> None:
        self.diary, self.ours = diary, ours
        self.actions: dict[str, PlanAction] = {}

    def write(self) -> None:
        """Put everything into the diary."""
        self._notice()
        self.diary.at(-305, self._plan, hour=9)
        self._work()
        self._advice()
        self._closures()

    def _by(self, local: str, now: dt.datetime) -> dict[str, Any]:
        return {"by": self.diary.users[local], "now": now}

    def finding(self, number: int) -> Finding:
        """The finding of the inspection's list with this number."""
        rows = Finding.objects.filter(authority=self.ours, kind=Finding.Kind.INSPECTION).order_by("pk")
        return rows[number - 1]

    # --- The notice

    def _notice(self) -> None:
        notice, diary = words()["notice"], self.diary

        def record(now: dt.datetime) -> None:
            made = interventions.record_intervention(
                self.ours,
                **self._by("improvement", now),
                kind=Intervention.Kind.DIRECTION,
                title=notice["title"],
                issuer=notice["issuer"],
                legal_basis=notice["legal_basis"],
                issued_on=diary.day(notice["day"]),
                requirements=[
                    Requirement(row["words"], diary.day(row["due"]), diary.users[row["owner"]])
                    for row in notice["obligations"]
                ],
            )
            for row in notice["appointments"]:
                interventions.appoint(
                    made, **self._by("improvement", now), role=row["role"], name=row["name"],
                    starts_on=diary.day(row["day"]), user=diary.users[row["user"]],
                )  # fmt: skip

        diary.at(notice["day"], record)
        for number, row in enumerate(notice["obligations"], 1):
            if "met" in row:
                diary.at(row["met"], partial(self._meet, number))

    def _meet(self, number: int, now: dt.datetime) -> None:
        obligation = Obligation.objects.get(intervention__authority=self.ours, number=number)
        evidence.add_observation(
            self.ours, **self._by("improvement", now), seen_on=now.date() - dt.timedelta(days=1),
            shows="The improvement board read it and asked how families would notice.",
            links=Links(obligations=[obligation]),
        )  # fmt: skip
        obligations.say_obligation_met(
            obligation, **self._by("improvement", now), words="Done and shown to the improvement board."
        )
        obligations.sign_off_obligation(
            obligation, **self._by(_other_leader(obligation), now), words="Read, and so it is."
        )

    # --- The plan

    def _plan(self, now: dt.datetime) -> None:
        who, diary = self._by("improvement", now), self.diary
        made = plan.make_plan(
            self.ours, **who, title=words()["title"], starts_on=diary.day(-300), ends_on=diary.day(430)
        )
        for row in words()["priorities"]:
            priority = plan.add_priority(made, **who, title=row["title"], why=row["why"])
            for under in row["outcomes"]:
                outcome = plan.add_outcome(priority, **who, words=under["words"])
                for what in under["actions"]:
                    self.actions[what["key"]] = self._action(outcome, what, who)
        for row in words()["risks"]:
            plan.record_risk(
                made, **who, words=row["title"], likelihood=row["likelihood"], impact=row["impact"],
                mitigation=row["mitigation"], owner=diary.users[row["owner"]],
            )  # fmt: skip
        for row in words()["money"]:
            money = plan.record_investment(
                made, **who, amount=Decimal(row["pounds"]), given_by=row["from"],
                given_on=min(diary.day(row["day"]), now.date()), purpose=row["what"],
                for_action=self.actions[row["action"]],
            )  # fmt: skip
            diary_row = row["came_of_it"]
            plan.say_what_came_of_money(money, by=who["by"], now=now, words=diary_row)

    def _action(self, outcome: Any, what: dict[str, Any], who: dict[str, Any]) -> PlanAction:
        diary = self.diary
        made = plan_actions.add_action(
            outcome, **who, title=what["title"], difference=what["difference"],
            starts_on=diary.day(what["starts"]), due_on=diary.day(what["due"]), owner=diary.users[what["owner"]],
        )  # fmt: skip
        for number in what["answers"]:
            plan_links.answer_with_action(made, **who, finding=self.finding(number))
        for theme in what.get("themes", []):
            plan_links.answer_with_action(made, **who, theme=theme)
        for proof in what["proofs"]:
            target = Decimal(proof["target"])
            if "measure" in proof:
                plan_links.prove_by_measure(
                    made, **who, measure=proof["measure"], better=proof["better"], target=target
                )
            else:
                plan_links.prove_by_audits(
                    made, **who, tool=proof["tool"], domain=proof["domain"], at_least=proof["at_least"], target=target
                )
        for title, due, _ in what["milestones"]:
            plan_actions.add_milestone(made, **who, title=title, due_on=diary.day(due))
        return made

    # --- What was done

    def _work(self) -> None:
        for priority in words()["priorities"]:
            for outcome in priority["outcomes"]:
                for what in outcome["actions"]:
                    self._course(what)

    def _course(self, what: dict[str, Any]) -> None:
        diary, key, owner = self.diary, what["key"], what["owner"]

        def act(verb: Any, **details: Any) -> Any:
            return lambda now: verb(self.actions[key], **self._by(owner, now), **details)

        diary.at(what["starts"] + 1, act(plan_actions.start_action))
        for title, due, done in what["milestones"]:
            if done:
                diary.at(due, partial(self._reach, key, title, owner), hour=15)
        early = "amber" if what["rag"] == "green" else "green"
        reason = {
            "amber": "Begun, and slower than we had hoped: the people who should do it also do the daily work.",
            "green": "Begun in time and on its way.",
        }[early]
        diary.at(what["starts"] + 60, act(plan_actions.rate_action, rag=early, reason=reason), hour=11)
        diary.at(-40, act(plan_actions.rate_action, rag=what["rag"], reason=what["rag_reason"]), hour=11)
        if done := what.get("delivered"):
            diary.at(done["day"], act(plan_actions.deliver_action, words=done["words"]), hour=12)

    def _reach(self, key: str, title: str, owner: str, now: dt.datetime) -> None:
        milestone = self.actions[key].milestones.get(title=title)
        plan_actions.reach_milestone(milestone, **self._by(owner, now), done_on=now.date())

    # --- Advice

    def _advice(self) -> None:
        def file(now: dt.datetime) -> None:
            advice.file_advice(
                self.ours, **self._by("commissioner", now), kind="report", given_as="commissioner",
                title="Where the county stands after two quarters",
                words="Decisions are quicker and reasons fuller. The weekend is where children still wait.",
            )  # fmt: skip
            told = advice.file_advice(
                self.ours, **self._by("commissioner", now), kind="recommendation", given_as="commissioner",
                title="Cover the weekends for children who were missing",
                words="Give the weekend interviews to the provider that has staff on Saturdays until then.",
            )  # fmt: skip
            later = now + dt.timedelta(days=4)
            if later <= self.diary.now:
                advice.answer_advice(
                    told, **self._by("improvement", later), answer="accepted", plan_action=self.actions["interviews"],
                    reason="Agreed with the provider; the contract is with the lawyers.",
                )  # fmt: skip

        self.diary.at(-80, file)
        self.diary.at(-6, lambda now: advice.file_advice(
            self.ours, **self._by("improvement.partner", now), kind="recommendation", given_as="partner",
            title="Audit the Saturday decisions by themselves",
            words="In our joint week the weekend's decisions read differently from the others. Look at them apart.",
        ))  # fmt: skip

    # --- Findings that were closed, and one that waits

    def _closures(self) -> None:
        quarter = periods.quarter(self.diary.today)
        last = periods.quarter(quarter.first - dt.timedelta(days=1))
        before = periods.quarter(last.first - dt.timedelta(days=1))
        in_last = last.last - dt.timedelta(days=12)

        def answered(now: dt.datetime) -> None:
            shows = "Answers to the people who told us leave in time more often than before the plan."
            found = self._reading(3, "answer-with-decision", before, now, shows)
            reason = "Schools, neighbours and grandparents hear what was decided, mostly on the same day."
            self._close(3, found, now, reason, "I read the list behind the number and rang two of the schools.")

        def reasoned(now: dt.datetime) -> None:
            found = self._audits(2, before, now, "Audits of the quarter: the manager's part of the decision.")
            reason = "A child who reads the record can see why it was decided: the manager's own reason stands there."
            self._close(2, found, now, reason, "I read five of the audits and the records behind two of them.")

        def agreed(now: dt.datetime) -> None:
            found = self._reading(6, "auditors", last, now, "Two auditors come to the same grade more often.")
            reason = "The same practice gets the same grade, and what audits find is looked at by a second person."
            findings.propose_closure(self.finding(6), **self._by("improvement", now), reason=reason, evidence=[found])

        self.diary.at(in_last, answered, hour=14)
        self.diary.at(in_last + dt.timedelta(days=1), reasoned, hour=14)
        self.diary.at(-3, agreed)

    def _reading(self, number: int, key: str, period: periods.Period, now: dt.datetime, shows: str) -> Evidence:
        """The reading of an action's measure as evidence of the finding with this number."""
        measure = str(self.actions[key].proofs.exclude(measure="").values_list("measure", flat=True)[0])
        return evidence.add_reading(
            self.ours, **self._by("improvement", now), measure=measure, first=period.first, last=period.last,
            shows=shows, links=Links(findings=[self.finding(number)], actions=[self.actions[key]]),
        )  # fmt: skip

    def _audits(self, number: int, period: periods.Period, now: dt.datetime, shows: str) -> Evidence:
        return evidence.add_audits(
            self.ours, **self._by("improvement", now), tool="front_door_decision", domain="oversight",
            first=period.first, last=period.last, shows=shows, links=Links(findings=[self.finding(number)]),
        )  # fmt: skip

    def _close(self, number: int, found: Evidence, now: dt.datetime, reason: str, words: str) -> None:
        """Proposed by the improvement lead, signed off by the director two days later."""
        finding, signed = self.finding(number), now + dt.timedelta(days=2)
        findings.propose_closure(finding, **self._by("improvement", now), reason=reason, evidence=[found])
        findings.sign_off_closure(finding, **self._by("leader", signed), words=words)


def _other_leader(obligation: Obligation) -> str:
    """A senior leader who does not own the requirement."""
    is_the_directors = obligation.owner is not None and obligation.owner.email.startswith("leader@")
    return "linnet.broom" if is_the_directors else "leader"
