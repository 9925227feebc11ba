"""Supervisions as a population that audits are drawn from. Registered when the program starts."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse

from threshold.quality.models import Supervision
from threshold.quality.populations import Candidate, Population, register


def held_supervisions(first: dt.date, last: dt.date, team_id: int | None) -> list[Candidate]:
    """Those held between two days. Judged is the supervisor's practice; the worker took part and audits none of it."""
    rows = Supervision.objects.filter(held_on__range=(first, last)).select_related("team").order_by("pk")
    if team_id is not None:
        rows = rows.filter(team=team_id)
    return [
        Candidate(
            subject_id=row.pk,
            reference=row.reference,
            person_id=None,
            team_id=row.team_id,
            team_name=row.team.name,
            worker_id=row.supervisor_id,
            involved=(row.worker_id, row.supervisor_id),
            on=row.held_on,
            outcome=row.get_kind_display(),
        )
        for row in rows.iterator(1000)
    ]


register(
    Population(
        "supervisions",
        "Supervisions that were held, of cases and personal",
        Supervision._meta.label_lower,
        held_supervisions,
        lambda reference: reverse("supervision", args=[reference]),
    )
)
