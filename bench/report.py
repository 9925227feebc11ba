"""How long does a quarter's report take from the numbers to the files, and how much memory? Prints JSON.

    THRESHOLD_MODE=demo .venv/bin/python bench/report.py

Runs on the database that the settings name, and changes nothing in it: everything is rolled back. Each part is given in
seconds as they passed and in seconds of the processor, which another program on the same machine does not lengthen.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threshold.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import django

from threshold.config import embedded_postgres

T = TypeVar("T")


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
    from threshold.improvement.documents import pdf, web, word
    from threshold.improvement.models import Authority, QuarterlyReport
    from threshold.improvement.queries import report_content
    from threshold.improvement.reporting import internal
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
    parts: dict[str, tuple[float, float]] = {}

    def part(name: str, run: Callable[[], T]) -> T:
        began, busy = time.perf_counter(), time.process_time()
        found = run()
        parts[name] = (round(time.perf_counter() - began, 3), round(time.process_time() - busy, 3))
        return found

    content = part("numbers and words", lambda: report_content.whole(report, Scope(leader, now)))
    document = part("charts", lambda: internal.document(content))
    page = part("HTML", lambda: web.write(document))
    pdf_file = part("PDF", lambda: pdf.write(document))
    word_file = part("Word", lambda: word.write(document))
    approved = part("approving: all of it again, frozen", lambda: reports.approve_report(report, by=leader, now=now))
    part("publishing: the public version", lambda: reports.publish_report(approved, by=writer, now=now))
    made = ("numbers and words", "charts", "HTML", "PDF", "Word")
    return {
        "children on contacts": ContactChild.objects.standing().count(),
        "measures": len(codes),
        "parts": parts,
        "end to end": [round(sum(parts[name][place] for name in made), 3) for place in (0, 1)],
        "bytes": {"HTML": len(page), "PDF": len(pdf_file), "Word": len(word_file)},
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    with embedded_postgres.running():
        main()
