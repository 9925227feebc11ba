"""How long does a quarter's report take from the numbers to the files, and how much memory? Prints JSON.

    THRESHOLD_MODE=demo .venv/bin/python bench/report.py

Runs on the database that the settings name, and changes nothing in it: everything is rolled back.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import django

from threshold.config import embedded_postgres


def main() -> None:
    """The parts one after another, then approving and publishing as a whole."""
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        print(json.dumps(measured(timezone.now()), indent=1))
        transaction.set_rollback(True)


def measured(now: dt.datetime) -> dict[str, object]:
    from django.conf import settings

    from threshold.access.models import Membership, User
    from threshold.access.scope import Scope
    from threshold.core import packs
    from threshold.frontdoor.models import ContactChild
    from threshold.improvement import ours, quarters
    from threshold.improvement.actions import reports
    from threshold.improvement.models import Authority, QuarterlyReport
    from threshold.improvement.queries import report_content
    from threshold.improvement.reporting import drawing, internal
    from threshold.insight.measures import REGISTRY

    def somebody(role: str) -> User:
        user, _ = User.objects.get_or_create(
            email=f"bench.{role}@severnshire.example", defaults={"name": "Bench Person"}
        )
        Membership.objects.get_or_create(user=user, role=role, team=None, defaults={"starts_on": dt.date(2020, 1, 1)})
        return User.objects.get(pk=user.pk)

    packs.load(Path(settings.PACK_FOLDER), now=now)  # nothing new where the database has it already
    ours.keep(by=User.objects.service("worker_service"), now=now)
    writer, leader = somebody("improvement_lead"), somebody("senior_leader")
    authority = Authority.objects.get(is_ours=True)
    quarter = quarters.before(quarters.first_day(now.date()))
    while QuarterlyReport.objects.filter(authority=authority, quarter_starts_on=quarter).exists():
        quarter = quarters.before(quarter)
    codes = sorted(REGISTRY)[:12]
    report = reports.begin_report(
        authority, by=writer, now=now, quarter_starts_on=quarter, title="Bench", measures=codes
    )
    report = reports.write_section(report, by=writer, now=now, kind="overview", text="Words. " * 200, is_public=True)
    report = reports.submit_report(report, by=writer, now=now)
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    content = report_content.whole(report, Scope(leader, now))
    seconds["content"] = time.perf_counter() - began
    began = time.perf_counter()
    document = internal.document(content)
    seconds["charts"] = time.perf_counter() - began
    began = time.perf_counter()
    files = drawing.files(document)
    seconds["files"] = time.perf_counter() - began
    began = time.perf_counter()
    report = reports.approve_report(report, by=leader, now=now)
    seconds["approve, charts drawn before"] = time.perf_counter() - began
    began = time.perf_counter()
    reports.publish_report(report, by=writer, now=now)
    seconds["publish"] = time.perf_counter() - began
    return {
        "children on contacts": ContactChild.objects.standing().count(),
        "measures": len(codes),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "seconds end to end": round(sum(seconds[part] for part in ("content", "charts", "files")), 3),
        "bytes": {form: len(made) for form, made in files.items()},
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    with embedded_postgres.running():
        main()
