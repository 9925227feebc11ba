"""What do Severnshire's auditors look at, what do they find, and what comes of it? Played by the actions.

Practice gets better over the year, as the plan means it to: the chances of a grade move from month to month.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import outbox
from threshold.core.calendar import add_months, add_working_days, day_of
from threshold.demo.loop.diary import Diary
from threshold.people.models import Person
from threshold.people.queries import is_visible_to
from threshold.quality import pack
from threshold.quality.actions import (
    actions,
    alerts,
    audits,
    giving,
    learning,
    moderation,
    programme,
    supervisions,
    voices,
)
from threshold.quality.actions import themes as theme_actions
from threshold.quality.actions.audits import DipRow, Judgement
from threshold.quality.actions.programme import Plan
from threshold.quality.grades import Grade
from threshold.quality.models import (
    Audit,
    AuditAction,
    AuditAlert,
    LearningEntry,
    ProgrammeItem,
    SampledRecord,
    SupervisionArrangement,
)
from threshold.quality.queries.alerts import visible_alerts
from threshold.quality.states import AuditState

#: How many months of audits there are.
MONTHS = 9
ORDER = (Grade.INADEQUATE, Grade.REQUIRES_IMPROVEMENT, Grade.GOOD, Grade.OUTSTANDING)


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parents[1] / "practice.toml").read_text(encoding="utf-8"))


@contextmanager
def seeds_from(chance: random.Random) -> Iterator[None]:
    """The system makes a draw's seed by chance that nobody can foresee. The demo must be the same each time."""
    before = giving.new_seed
    giving.new_seed = lambda: f"{chance.getrandbits(128):032x}"
    try:
        yield
    finally:
        giving.new_seed = before


class PracticeStory:
    """The year's audits, their actions, supervision, and what was learned."""

    def __init__(self, diary: Diary, teams: Mapping[str, Team], chance: random.Random) -> None:
        self.diary, self.teams, self.chance = diary, teams, chance
        self.follow_ups = 0

    def write(self) -> None:
        first = add_months(self.diary.today.replace(day=1), -MONTHS)
        for number in range(MONTHS):
            self._month(number, add_months(first, number + 1))
        self._supervisions()
        self._voices()
        self._learning()

    def _by(self, local: str, now: dt.datetime) -> dict[str, Any]:
        return {"by": self.diary.users[local], "now": now}

    # --- The programme

    def _month(self, number: int, month: dt.date) -> None:
        """A month's audits, drawn from the decisions of the month before."""
        before = add_months(month, -1)
        last = month - dt.timedelta(days=1)
        monthly = Plan(
            title=f"Front-door decisions of {before:%B %Y}", month=month, kind="case", tool="front_door_decision",
            population="front_door_decisions", population_from=before, population_to=last, size=7,
            method="stratified" if number % 3 == 1 else "risk_weighted" if number % 3 == 2 else "random",
            stratify_by="team" if number % 3 == 1 else "", moderate_every=3,
        )  # fmt: skip
        self._item(monthly, add_working_days(last, 2), number)
        if number % 3 == 2:
            three = add_months(month, -3)
            dip = Plan(
                title=f"Front-door basics, {three:%B} to {before:%B %Y}", month=month, kind="dip_sample",
                tool="front_door_basics", population="front_door_decisions", population_from=three,
                population_to=last, size=12, theme="recording",
            )  # fmt: skip
            self._item(dip, add_working_days(last, 4), number)
            help_ = Plan(
                title=f"Assessments, {three:%B} to {before:%B %Y}", month=month, kind="case", tool="assessment",
                population="family_help_children", population_from=three, population_to=last, size=3,
                theme="assessment", moderate_every=3,
            )  # fmt: skip
            self._item(help_, add_working_days(last, 5), number)
        if number == MONTHS - 1:
            ahead = Plan(
                title="Supervision, practice week", month=add_months(month, 1), kind="supervision", tool="supervision",
                population="supervisions", population_from=add_months(month, -2), population_to=self.diary.today,
                size=4, theme="supervision", practice_week_on=_monday_of(add_months(month, 1)),
            )  # fmt: skip
            self.diary.at(-2, lambda now: programme.plan_item(**self._by("quality", now), plan=ahead))

    def _item(self, plan: Plan, drawn_on: dt.date, number: int) -> None:
        def draw(now: dt.datetime) -> None:
            item, _ = programme.plan_item(**self._by("quality", now), plan=plan)
            programme.draw_sample(item, **self._by("quality", now))
            if plan.kind == "dip_sample":
                self._dip(item, day_of(now))
                return
            for record in SampledRecord.objects.filter(draw__item=item, audit__isnull=False).order_by("position"):
                self._audit(record.audit_id, number, day_of(now))  # type: ignore[arg-type]

        self.diary.at(drawn_on, draw, hour=9)
        self.diary.at(drawn_on, self._post, hour=18)

    # --- One audit

    def _audit(self, pk: int, number: int, drawn_on: dt.date) -> None:
        chance, diary = self.chance, self.diary
        begun = add_working_days(drawn_on, chance.randrange(1, 5))
        handed_in = add_working_days(begun, chance.randrange(1, 5))
        diary.at(begun, lambda now: audits.begin_audit(_audit(pk), by=_audit(pk).auditor, now=now))
        diary.at(handed_in, lambda now: self._hand_in(pk, number, now), hour=13, minute=chance.randrange(60))

    def _grade(self, number: int) -> Grade:
        better = number / (MONTHS - 1)
        weights = (0.10 - 0.07 * better, 0.52 - 0.24 * better, 0.34 + 0.24 * better, 0.04 + 0.07 * better)
        return self.chance.choices(ORDER, weights)[0]

    def _near(self, grade: Grade, same: float) -> Grade:
        """The same grade, or the next one up or down; never inadequate where the whole is not."""
        if self.chance.random() < same:
            return grade
        place = ORDER.index(grade) + self.chance.choice((-1, 1))
        lowest = 0 if grade == Grade.INADEQUATE else 1
        return ORDER[min(max(place, lowest), len(ORDER) - 1)]

    def _grades(self, audit: Audit, whole: Grade, same: float) -> dict[str, tuple[str, str]]:
        tool = pack.of(audit.pack_version_id).tool(audit.tool)
        given = {domain.code: self._near(whole, same) for domain in tool.domains} | {"": whole}
        return {domain: (grade.value, self.chance.choice(words()["reasons"][grade])) for domain, grade in given.items()}

    def _hand_in(self, pk: int, number: int, now: dt.datetime) -> None:
        audit, chance = _audit(pk), self.chance
        told = [row for row in words()["accounts"] if row["tool"] == audit.tool]
        whole = self._grade(number)
        fitting = [row for row in told if row["grade"] == whole] or [row for row in told if row["grade"] == "good"]
        account = chance.choice(fitting)
        whole = Grade(account["grade"])
        tool = pack.of(audit.pack_version_id).tool(audit.tool)
        grades = self._grades(audit, whole, 0.65)
        answers = {
            (domain.code, question.code): self._answer(Grade(grades[domain.code][0]))
            for domain in tool.domains
            for question in domain.questions
        }
        together = chance.random() < 0.85
        audits.hand_in_audit(
            audit, by=audit.auditor, now=now,
            judgement=Judgement(
                answers=answers, grades=grades, together=together,
                not_together_reason="" if together else "The worker was on leave; we talked by telephone afterwards.",
                strengths=account["strengths"], worries=account["worries"], impact=account["impact"],
                feedback=self._feedback() if audit.person_id else {},
            ),
        )  # fmt: skip
        self._after(pk, number, now)

    def _answer(self, grade: Grade) -> str:
        weights = {
            Grade.OUTSTANDING: (9, 1, 0), Grade.GOOD: (7, 2, 1), Grade.REQUIRES_IMPROVEMENT: (3, 4, 3),
            Grade.INADEQUATE: (1, 2, 6),
        }[grade]  # fmt: skip
        return self.chance.choices(("yes", "partly", "no"), weights)[0]

    def _feedback(self) -> dict[str, tuple[str, str]]:
        heard = {}
        for who, share in (("child", 0.45), ("parent", 0.6), ("carer", 0.2)):
            asked = self.chance.random() < share
            why = "Nobody but the parents cares for the child." if who == "carer" else ""
            heard[who] = (
                (self.chance.choice(words()["feedback"][who]), "")
                if asked
                else ("", why or self.chance.choice(words()["feedback"]["not_asked"]))
            )
        return heard

    # --- What follows

    def _after(self, pk: int, number: int, now: dt.datetime) -> None:
        audit, on = _audit(pk), day_of(now)
        for alert in AuditAlert.objects.filter(audit=audit):
            self._alert(alert.pk, on)
        if audit.state == AuditState.AWAITING_MODERATION:
            self.diary.at(on, self._post, hour=18)
            day = add_working_days(on, self.chance.randrange(1, 6))
            self.diary.at(day, lambda at: self._moderate(pk, number, at), hour=11, minute=self.chance.randrange(60))
        wanted = {Grade.GOOD: 0.3, Grade.OUTSTANDING: 0.0}.get(Grade(audit.grade), 1.0)
        if self.chance.random() < wanted:
            self._follow_up(pk, now)

    def _moderate(self, pk: int, number: int, now: dt.datetime) -> None:
        audit = _audit(pk)
        if audit.moderator is None:
            return
        agrees = 0.62 + 0.25 * number / (MONTHS - 1)
        own = self._given(audit)
        second = {
            domain: (self._near(Grade(grade), agrees).value, self.chance.choice(words()["reasons"][grade]))
            for domain, grade in own.items()
        }
        moderation.moderate_audit(audit, by=audit.moderator, now=now, grades=second)
        for alert in AuditAlert.objects.filter(audit=audit, raised_at=now):
            self._alert(alert.pk, day_of(now))
        if _audit(pk).state == AuditState.IN_DISCUSSION:
            day = add_working_days(day_of(now), 2)
            agreed = {domain: self.chance.choice((own[domain], second[domain][0])) for domain in own}
            self.diary.at(day, lambda at: moderation.agree_grades(
                _audit(pk), by=audit.auditor, now=at, agreed=agreed,
                discussion=self.chance.choice(words()["talked_through"]["texts"]),
            ), hour=15)  # fmt: skip

    def _given(self, audit: Audit) -> dict[str, str]:
        """The auditor's grades, by domain."""
        rows = audit.grades.filter(pen="auditor")
        return dict(rows.values_list("domain", "grade"))

    def _alert(self, pk: int, on: dt.date) -> None:
        def answer(now: dt.datetime) -> None:
            alert = AuditAlert.objects.get(pk=pk)
            if alert.to is not None:
                alerts.answer_alert(
                    alert, by=alert.to, now=now,
                    answer="Read with the worker within the hour. The child was seen the same afternoon and is safe; "
                    "the plan is changed and the school knows whom to ring.",
                )  # fmt: skip

        def close(now: dt.datetime) -> None:
            alert = AuditAlert.objects.get(pk=pk)
            if not visible_alerts(Scope(self.diary.users["quality"], now)).filter(pk=pk).exists():
                # Moderating this audit blind, or the child is restricted: looked at later, if at all.
                self.diary.at(add_working_days(day_of(now), 4), close, hour=10)
            elif alert.state == "answered":
                alerts.close_alert(
                    alert, **self._by("quality", now), look="Visit, conversation and new plan are on the record."
                )

        self.diary.at(on, self._post, hour=14)
        self.diary.at(on, answer, hour=16)
        self.diary.at(add_working_days(on, 1), close, hour=10)

    def _post(self, now: dt.datetime) -> None:
        """What was written that day leaves that day: to auditors, second graders and named managers."""
        while outbox.send_next(by=self.diary.users["worker"], now=now):
            pass

    def _follow_up(self, pk: int, now: dt.datetime) -> None:
        audit = _audit(pk)
        owner = self._owner(audit, now)
        if owner is None:
            return
        told = words()["follow_ups"][self.follow_ups % len(words()["follow_ups"])]
        self.follow_ups += 1
        due = add_working_days(day_of(now), 20)
        made = actions.raise_action(
            audit, by=audit.auditor, now=now, owner=owner, what=told["what"], difference=told["difference"], due_on=due
        )
        theme_actions.set_themes(audit, by=audit.auditor, now=now, themes=[told["theme"]])
        if self.follow_ups % 7 == 0:
            return  # nobody did it: overdue, for the list of what is late
        late = self.chance.random() < 0.25
        moved = self.chance.randrange(3, 12)
        day = add_working_days(due, moved) if late else due - dt.timedelta(days=moved)
        self.diary.at(
            day, lambda at: actions.give_evidence(_action(made.pk), by=owner, now=at, evidence=told["evidence"])
        )
        self.diary.at(add_working_days(day, 3), lambda at: self._look(made.pk, told["second_look"], at), hour=11)

    def _look(self, pk: int, seen: str, now: dt.datetime) -> None:
        made = _action(pk)
        if not self._sees("quality", made.person_id, now):
            return  # restricted: somebody who may see the child gives the second look
        second = self.diary.users["quality"]
        actions.look_at_record(made, by=second, now=now)
        actions.close_action(_action(pk), by=second, now=now, seen=seen)

    def _sees(self, local: str, person_id: int | None, now: dt.datetime) -> bool:
        return person_id is None or is_visible_to(self.diary.users[local], person_id, now=now)

    def _owner(self, audit: Audit, now: dt.datetime) -> User | None:
        """The worker, or their team's manager, whoever may see the child."""
        managers = [
            user for user in self.diary.users.values()
            if user.may(Permission.AUDIT_ANSWER) and audit.team_id in user.team_ids
        ]  # fmt: skip
        ranked = [audit.worker, *managers] if self.chance.random() < 0.5 else [*managers, audit.worker]
        for user in ranked:
            if user is not None and (audit.person_id is None or is_visible_to(user, audit.person_id, now=now)):
                return user
        return None

    # --- Dip samples

    def _dip(self, item: ProgrammeItem, drawn_on: dt.date) -> None:
        def hand_in(now: dt.datetime) -> None:
            by_auditor: dict[User, list[Audit]] = {}
            for audit in Audit.objects.filter(sampled__draw__item=item, state="assigned"):
                by_auditor.setdefault(audit.auditor, []).append(audit)
            for auditor, given in by_auditor.items():
                rows = []
                for audit in given:
                    questions = pack.of(audit.pack_version_id).dip_sample(audit.tool).questions
                    answers = {question.code: self.chance.choices(("yes", "no"), (8, 2))[0] for question in questions}
                    rows.append(DipRow(audit, answers))
                audits.hand_in_dip_sample(item, by=auditor, now=now, rows=rows)

        self.diary.at(add_working_days(drawn_on, 3), hand_in, hour=14)

    # --- Supervision

    def _supervisions(self) -> None:
        """Everybody of three teams, monthly; personal supervision lapses in one of them."""
        for team, manager in (("ash", "manager"), ("birch", "magnus.yarrow"), ("fh_north", "familyhelp.manager")):
            workers = [
                local for local, user in sorted(self.diary.users.items())
                if self.teams[team].pk in user.team_ids and local != manager and "manager" not in user.job_title.lower()
            ]  # fmt: skip
            for place, local in enumerate(workers):
                self.diary.at(-200, partial(self._arrange, local, team, manager), hour=8)
                for months in range(6):
                    day = -190 + months * 30 + place * 2
                    lapses = team == "birch" and months in (2, 3)
                    self._supervised(local, manager, day, has_personal=not lapses)

    def _arrange(self, local: str, team: str, manager: str, now: dt.datetime) -> None:
        supervisions.arrange_supervision(
            self.diary.users[local], **self._by(manager, now), supervisor=self.diary.users[manager],
            team=self.teams[team],
        )  # fmt: skip

    def _supervised(self, local: str, manager: str, day: int, *, has_personal: bool) -> None:
        def record(now: dt.datetime) -> None:
            arrangement = SupervisionArrangement.objects.filter(worker=self.diary.users[local], ends_on=None).first()
            if arrangement is None:
                return
            who: dict[str, Any] = {"by": self.diary.users[manager], "now": now, "held_on": day_of(now)}
            children = self._children(self.diary.users[local], self.diary.users[manager], now)
            if children:
                said = self.chance.choice(words()["supervisions"]["case"])
                supervisions.record_supervision(
                    arrangement, **who, kind="case", people=children,
                    words={"reflection": said, "agreed": "As above; looked at again next month."},
                )  # fmt: skip
            if has_personal:
                said = self.chance.choice(words()["supervisions"]["personal"])
                supervisions.record_supervision(
                    arrangement, **who, kind="personal", words={"practice": said, "agreed": "Next month, same hour."}
                )

        self.diary.at(day, record, hour=15, minute=self.chance.randrange(60))

    def _children(self, worker: User, supervisor: User, now: dt.datetime) -> list[Person]:
        """Up to three children whom the worker has decided about and the supervisor may see."""
        rows = Person.objects.filter(contacts__decisions__decided_by=worker, contacts__received_at__lt=now)
        found = dict.fromkeys(rows.order_by("-contacts__received_at", "pk")[:12])
        return [person for person in found if is_visible_to(supervisor, person, now=now)][:3]

    # --- Voices and learning

    def _voices(self) -> None:
        for place, row in enumerate(words()["voices"]):
            team = self.teams[("ash", "birch", "fh_north")[place % 3]]

            def record(now: dt.datetime, row: dict[str, str] = row, team: Team = team) -> None:
                made = voices.record_voice(
                    row["kind"], **self._by("quality", now), came_from=row["came_from"], team=team,
                    received_on=day_of(now), summary=row["text"],
                    person=self._somebody(now) if row["kind"] != "compliment" else None,
                )  # fmt: skip
                if row["kind"] == "complaint":
                    self.diary.at(add_working_days(day_of(now), 8), lambda at: voices.answer_voice(
                        type(made).objects.get(pk=made.pk), **self._by("manager", at),
                        answer="You were right: nobody rang back. You know it now, and the morning's list is changed.",
                        outcome="upheld",
                    ))  # fmt: skip

            self.diary.at(-150 + place * 33, record, hour=11)

    def _somebody(self, now: dt.datetime) -> Person:
        """A child of the front door whom the quality assurance lead may see."""
        rows = Person.objects.filter(contacts__received_at__lt=now - dt.timedelta(days=20))
        for person in rows.order_by("-contacts__received_at", "pk")[:20]:
            if is_visible_to(self.diary.users["quality"], person, now=now):
                return person
        raise LookupError("The county has no child whom the quality assurance lead may see.")

    def _learning(self) -> None:
        for place, row in enumerate(words()["learning"]):
            self.diary.at(-170 + place * 26, partial(self._learned, row), hour=12)
        for months in (2, 1):
            month = add_months(self.diary.today.replace(day=1), -months)
            self.diary.at(add_months(month, 1) + dt.timedelta(days=4), partial(self._bulletin, month))

    def _learned(self, row: dict[str, str], now: dt.datetime) -> None:
        who = self._by("quality", now)
        made = learning.note_learning(row["source"], **who, title=row["lesson"], learned=row["lesson"])
        theme_actions.set_themes(made, **who, themes=[row["theme"]])
        if row["change"]:
            made = learning.change_because_of_learning(made, **who, changed=row["change"])
        if row["proof"]:
            learning.prove_learning(made, **who, proof=row["proof"], measure=row["measure"])

    def _bulletin(self, month: dt.date, now: dt.datetime) -> None:
        who = self._by("quality", now)
        entries = list(LearningEntry.objects.filter(noted_at__lt=now).order_by("-noted_at")[:3])
        made = learning.begin_bulletin(
            month, **who, entries=entries,
            intro="What we learned this month from each other's work, and what is different because of it.",
        )  # fmt: skip
        learning.publish_bulletin(made, **who)


def _audit(pk: int) -> Audit:
    return Audit.objects.select_related("auditor", "moderator", "worker").get(pk=pk)


def _action(pk: int) -> AuditAction:
    return AuditAction.objects.get(pk=pk)


def _monday_of(month: dt.date) -> dt.date:
    """The second Monday of a month."""
    first = month.replace(day=1)
    return first + dt.timedelta(days=(7 - first.weekday()) % 7 + 7)
