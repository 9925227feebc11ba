"""Audits, supervision and an improvement plan for a bench's database, which `threshold seed-bulk` does not write.

    THRESHOLD_MODE=demo THRESHOLD_VAR=var/bench-100000 .venv/bin/python bench/practice.py

As many as an authority in trouble has: an audit for every twenty children on contacts, two actions from each, a plan of
a hundred and twenty actions. Written in bulk, without the actions and so without audit entries: rows to count, no more.
A second run finds them there and writes nothing. Prints JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from threshold.access.models import Team, User
from threshold.config import embedded_postgres
from threshold.core import packs
from threshold.core.calendar import add_months, day_of, end_of_day
from threshold.core.models import Clock, PackVersion
from threshold.frontdoor.models import ContactChild
from threshold.improvement import ours
from threshold.improvement.models import (
    ActionAnswer,
    Authority,
    Evidence,
    Finding,
    FindingClosure,
    Inspection,
    Intervention,
    Obligation,
    Plan,
    PlanAction,
    PlanOutcome,
    Priority,
)
from threshold.quality import pack
from threshold.quality.models import (
    Audit,
    AuditAction,
    AuditAlert,
    AuditGrade,
    FamilyFeedback,
    SupervisionArrangement,
)

ONE_AUDIT_IN = 20
ONE_WORKER_IN = 500
FINDINGS, OBLIGATIONS, PLAN_ACTIONS = 150, 60, 120
MARK = "bench.worker.0@severnshire.example"
_GRADES = ("outstanding", "good", "good", "good", "requires_improvement", "requires_improvement", "inadequate")
_DAY = dt.timedelta(days=1)


def fill(now: dt.datetime) -> bool:
    """Whether anything was written: nothing where an earlier run did."""
    call_command("migrate", interactive=False, verbosity=0)  # a database that an earlier version filled
    version = packs.load(Path(settings.PACK_FOLDER), now=now)
    if User.objects.filter(email=MARK).exists():
        return False
    ours.keep(by=User.objects.service("worker_service"), now=now)
    chance = random.Random(1)  # noqa: S311 - believable numbers, not secrets
    children = ContactChild.objects.standing().count()
    with transaction.atomic():
        workers = _workers(max(4, children // ONE_WORKER_IN))
        _audits(workers, chance, version, now)
        _supervisions(workers, chance, version, now)
        _plan(workers, chance, now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what a server that runs does by itself
    return True


def _workers(number: int) -> list[User]:
    return User.objects.bulk_create(
        User(email=f"bench.worker.{n}@severnshire.example", name=f"Bench Worker {n}", job_title="Social worker")
        for n in range(number)
    )


# --- Audits -----------------------------------------------------------------------------------------------------


def _audits(workers: list[User], chance: random.Random, version: PackVersion, now: dt.datetime) -> None:
    tool = next(tool for tool in pack.of().tools if tool.domains)
    audits = Audit.objects.bulk_create(_complete(workers, chance, version, tool.code, now), batch_size=2_000)
    grades, heard, actions, alerts = [], [], [], []
    for audit in audits:
        assert audit.completed_at is not None
        at, by = audit.completed_at, audit.auditor
        words = {"because": "What was seen.", "at": at}
        grades += [
            AuditGrade(audit=audit, pen="auditor", domain=domain, grade=chance.choice(_GRADES), by=by, **words)
            for domain in ("", *(domain.code for domain in tool.domains))
        ]
        if audit.moderator is not None:
            second = audit.grade if chance.random() < 0.7 else chance.choice(_GRADES)
            grades.append(AuditGrade(audit=audit, pen="moderator", grade=second, by=audit.moderator, **words))
        if chance.random() < 0.7:
            heard.append(FamilyFeedback(audit=audit, who="parent", words="They listened.", at=at, by=by))
        actions += [_action(audit, workers, chance, at) for _ in range(2)]
        if chance.random() < 0.05:
            alerts.append(
                AuditAlert(
                    audit=audit, because="unsafe", what="A worry.", person=audit.person, team=audit.team, raised_at=at,
                    raised_by=by,
                )
            )  # fmt: skip
    AuditGrade.objects.bulk_create(grades, batch_size=5_000)
    FamilyFeedback.objects.bulk_create(heard, batch_size=5_000)
    AuditAction.objects.bulk_create(actions, batch_size=5_000)
    Clock.objects.bulk_create(
        _clock(
            "audit-alert", alert, alert.raised_at, _DAY, version=version, chance=chance, about=alert.person_id,
            team=alert.team_id,
        )
        for alert in AuditAlert.objects.bulk_create(alerts)
    )  # fmt: skip


def _complete(
    workers: list[User], chance: random.Random, version: PackVersion, tool: str, now: dt.datetime
) -> Iterator[Audit]:
    rows = ContactChild.objects.standing().select_related("contact").order_by("pk")
    for child in rows[::ONE_AUDIT_IN]:
        completed = child.received_at + dt.timedelta(days=chance.randint(20, 60))
        if completed >= now or child.contact.team_id is None:
            continue
        worker, auditor, moderator = chance.sample(workers, 3)
        grade = chance.choice(_GRADES)
        yield Audit(
            kind="case", tool=tool, pack_version=version, subject_type="frontdoor.contactchild", subject_id=child.pk,
            subject_reference=child.contact.reference, person_id=child.person_id, team_id=child.contact.team_id,
            worker=worker, involved_ids=[worker.pk], practised_on=day_of(child.received_at), auditor=auditor,
            moderator=moderator if chance.random() < 0.25 else None, state="complete", assigned_by=auditor,
            assigned_at=completed - 10 * _DAY, grade=grade, graded_at=completed, agreed_grade=grade,
            completed_at=completed,
        )  # fmt: skip


def _action(audit: Audit, workers: list[User], chance: random.Random, at: dt.datetime) -> AuditAction:
    owner, second = chance.sample(workers, 2)
    due = at + dt.timedelta(days=chance.randint(5, 40))
    closed = at + dt.timedelta(days=chance.randint(2, 50))
    more = (
        {
            "state": "closed", "evidence": "It is done.", "evidenced_at": closed, "evidenced_by": owner,
            "second_look": "It stands in the record.", "looked_at": closed, "looked_by": second, "closed_at": closed,
            "closed_by": second,
        }
        if closed < timezone.now() and chance.random() < 0.85 else {}
    )  # fmt: skip
    return AuditAction(
        audit=audit, person=audit.person, team=audit.team, owner=owner, what="Ask the school.",
        difference="The plan knows how the child is at school.", due_on=day_of(due), raised_at=at,
        raised_by=audit.auditor, **more,
    )  # fmt: skip


def _clock(
    rule: str, subject: Model, began: dt.datetime, limit: dt.timedelta, *, version: PackVersion,
    chance: random.Random, team: int, about: int | None = None,
) -> Clock:  # fmt: skip
    due = end_of_day(day_of(began + limit))
    stopped = began + limit * chance.uniform(0.3, 1.3)
    is_running = stopped > timezone.now()
    return Clock(
        rule=rule, pack_version=version, subject_type=subject._meta.label_lower, subject_id=subject.pk, about_id=about,
        team_id=team, started_at=began, due_at=due, limit=max(1, limit.days), unit="calendar_days",
        stopped_at=None if is_running else stopped,
        outcome="" if is_running else "met" if stopped <= due else "late",
    )  # fmt: skip


# --- Supervision ------------------------------------------------------------------------------------------------


def _supervisions(workers: list[User], chance: random.Random, version: PackVersion, now: dt.datetime) -> None:
    """Five years of them, of cases and personal, a month after each other."""
    teams = list(Team.objects.order_by("pk"))
    began = add_months(day_of(now), -60)
    arrangements = SupervisionArrangement.objects.bulk_create(
        SupervisionArrangement(
            worker=worker, supervisor=workers[n - 1], team=teams[n % len(teams)], starts_on=began, arranged_at=now,
            arranged_by=workers[n - 1],
        )
        for n, worker in enumerate(workers)
    )  # fmt: skip
    first = now - dt.timedelta(days=60 * 30 + 20)
    Clock.objects.bulk_create(
        (
            _clock(rule, one, first + 30 * month * _DAY, 28 * _DAY, version=version, chance=chance, team=one.team_id)
            for one in arrangements
            for rule in ("supervision-case", "supervision-personal")
            for month in range(60)
        ),
        batch_size=5_000,
    )


# --- The plan ---------------------------------------------------------------------------------------------------


def _plan(workers: list[User], chance: random.Random, now: dt.datetime) -> None:
    authority = Authority.objects.get(is_ours=True)
    today = day_of(now)
    writer, other = workers[:2]
    inspection = Inspection.objects.create(
        authority=authority, kind="standard", framework="ilacs", title="Inspection", starts_on=today - 1500 * _DAY,
        ends_on=today - 1490 * _DAY, recorded_at=now, recorded_by=writer,
    )  # fmt: skip
    findings = Finding.objects.bulk_create(
        Finding(
            authority=authority, kind="inspection", inspection=inspection,
            words=f"Sentence {n}: too many children wait too long for a decision, and nobody asks why. " * 2,
            page=1 + n % 20, state="closed" if (is_closed := n % 3 > 0) else "open", raised_by=writer,
            raised_at=(raised := now - dt.timedelta(days=chance.randint(700, 1480))),
            closed_at=raised + dt.timedelta(days=chance.randint(100, 690)) if is_closed else None,
        )
        for n in range(FINDINGS)
    )  # fmt: skip
    shown = Evidence.objects.bulk_create(
        Evidence(
            authority=authority, kind="observation", shows="Children were asked, and it shows in the record.",
            added_at=now, added_by=writer,
        )
        for _ in range(2 * FINDINGS)
    )  # fmt: skip
    closures = FindingClosure.objects.bulk_create(
        FindingClosure(
            finding=one, proposed_at=one.closed_at, proposed_by=writer, reason="Children wait for days, not for weeks.",
            answered_at=one.closed_at, answered_by=other, was_signed_off=True, answer="Yes.",
        )
        for one in findings
        if one.closed_at
    )  # fmt: skip
    link = FindingClosure.evidence.through
    link.objects.bulk_create(
        link(findingclosure_id=one.pk, evidence_id=shown[2 * n + k].pk)
        for n, one in enumerate(closures)
        for k in (0, 1)
    )
    notice = Intervention.objects.create(
        authority=authority, kind="notice", title="Improvement notice", issuer="The department", recorded_by=writer,
        legal_basis="Non-statutory", issued_on=today - 1400 * _DAY, recorded_at=now,
    )  # fmt: skip
    Obligation.objects.bulk_create(
        Obligation(
            intervention=notice, number=n + 1, words="See that decisions are made within one working day.",
            due_on=(due := today - dt.timedelta(days=chance.randint(-100, 1300))), owner=writer,
            state="met" if (is_met := due < today and n % 4 > 0) else "open",
            met_on=due - dt.timedelta(days=chance.randint(-20, 20)) if is_met else None,
        )
        for n in range(OBLIGATIONS)
    )  # fmt: skip
    plan = Plan.objects.create(
        authority=authority, title="Improvement plan", starts_on=today - 1400 * _DAY, ends_on=today + 400 * _DAY,
        made_at=now, made_by=writer,
    )  # fmt: skip
    outcomes = [
        PlanOutcome.objects.create(
            priority=Priority.objects.create(plan=plan, number=n, title=f"Priority {n}"), number=1,
            words="Children hear within a day what happens next.",
        )
        for n in range(1, 11)
    ]  # fmt: skip
    actions = PlanAction.objects.bulk_create(
        PlanAction(
            outcome=outcomes[n % 10], title=f"Action {n}", difference="Children wait less.", owner=writer,
            starts_on=(due := today - dt.timedelta(days=chance.randint(-300, 1200))) - 90 * _DAY, due_on=due,
            made_at=now, made_by=writer,
            **(
                {
                    "state": "closed", "delivered_by": writer, "closed_at": now, "closed_by": other,
                    "delivered_on": due + dt.timedelta(days=chance.randint(-20, 10)),
                }
                if due < today and n % 5 else {"state": "in_progress"}
            ),
        )
        for n in range(PLAN_ACTIONS)
    )  # fmt: skip
    ActionAnswer.objects.bulk_create(
        ActionAnswer(action=one, finding=findings[(n + k * 7) % FINDINGS])
        for n, one in enumerate(actions)
        for k in (0, 1)
    )


if __name__ == "__main__":
    with embedded_postgres.running():
        print(json.dumps({"written": fill(timezone.now())}))
