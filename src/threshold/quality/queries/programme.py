"""What is planned this year, what was drawn, and is a draw what its seed gives?

The plan itself is about no child: whoever reads of quality reads it. The records that were drawn are children's, and
begin with who may be seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from threshold.access.models import Team
from threshold.access.queries import teams_on
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.people.queries import visible_people
from threshold.quality import sampling
from threshold.quality.models import Draw, ProgrammeItem, SampledRecord
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.sampling import Entry
from threshold.quality.states import AuditState, ProgrammeState


def financial_year(day: dt.date) -> int:
    """The year in which the financial year of a day began: 2026 for April 2026 to March 2027."""
    return day.year if day.month >= 4 else day.year - 1


def months_of(year: int) -> list[dt.date]:
    """The first days of a financial year's months, April first."""
    return [dt.date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]


def items(scope: Scope) -> QuerySet[ProgrammeItem]:
    scope.require(Permission.QUALITY_READ)
    return ProgrammeItem.objects.select_related("team", "planned_by")


def items_of_year(scope: Scope, year: int) -> list[ProgrammeItem]:
    rows = items(scope).filter(month__gte=dt.date(year, 4, 1), month__lt=dt.date(year + 1, 4, 1))
    return list(rows.order_by("month", "pk"))


def to_draw(scope: Scope) -> list[ProgrammeItem]:
    """What is planned, and its period is over: for whoever plans audits."""
    if not scope.may(Permission.AUDIT_PLAN):
        return []
    rows = items(scope).filter(state=ProgrammeState.PLANNED, population_to__lt=day_of(scope.now))
    return list(rows.order_by("month", "pk"))


def get_item(scope: Scope, reference: str) -> ProgrammeItem:
    """Raises NotVisible where there is none, or quality is nothing for this person."""
    if not scope.may(Permission.QUALITY_READ):
        raise NotVisible
    found = items(scope).select_related("draw__drawn_by").filter(pk=references.read(reference, "Y") or 0).first()
    if found is None:
        raise NotVisible
    return found


def find_item(reference: str) -> ProgrammeItem | None:
    """An item by its reference, for a command on the server: no reader and no child is in it."""
    return ProgrammeItem.objects.filter(pk=references.read(reference, "Y") or 0).first()


@dataclass(frozen=True)
class Progress:
    """How far an item is, of the records that the reader may see."""

    drawn: int
    done: int
    held: int

    @property
    def is_done(self) -> bool:
        return self.drawn > 0 and self.done == self.drawn


def progress(scope: Scope, items: Iterable[ProgrammeItem]) -> dict[int, Progress]:
    """For each item that was drawn: one query. Nothing for somebody who reads no audits."""
    if not scope.may(Permission.AUDITS_READ):
        return {}
    rows = (
        visible_records(scope)
        .filter(draw__item__in=[item.pk for item in items], replaced_at__isnull=True)
        .values("draw__item")
        .annotate(
            drawn=Count("pk"),
            done=Count("pk", filter=Q(audit__state=AuditState.COMPLETE)),
            held=Count("pk", filter=Q(audit__isnull=True)),
        )
    )
    return {row["draw__item"]: Progress(row["drawn"], row["done"], row["held"]) for row in rows}


def visible_records(scope: Scope) -> QuerySet[SampledRecord]:
    """The records that were drawn, as far as their children may be seen: for whoever reads audits."""
    if not scope.may(Permission.AUDITS_READ):
        return SampledRecord.objects.none()
    return about_visible_or_nobody(SampledRecord.objects.all(), scope)


def records_of(scope: Scope, item: ProgrammeItem) -> list[SampledRecord]:
    rows = visible_records(scope).filter(draw__item=item)
    related = ("audit__auditor", "person", "team", "replaced_by", "replaces")
    return list(rows.select_related(*related).order_by("position"))


def get_record(scope: Scope, item: ProgrammeItem, number: int) -> SampledRecord:
    found = visible_records(scope).filter(draw__item=item, pk=number).select_related("audit", "person", "draw").first()
    if found is None:
        raise NotVisible
    return found


def held_records(scope: Scope) -> list[SampledRecord]:
    """Records that were drawn and that nobody could be given: for whoever plans audits and may see them."""
    if not scope.may(Permission.AUDIT_PLAN):
        return []
    rows = visible_records(scope).filter(audit__isnull=True, replaced_at__isnull=True)
    return list(rows.select_related("draw__item", "person", "team").order_by("draw__drawn_at", "position"))


def teams_to_plan_for(scope: Scope) -> QuerySet[Team]:
    return teams_on(day_of(scope.now))


# --- Drawing it again -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One record of a frozen population."""

    subject_id: int
    entry: Entry
    person_id: int | None
    team_id: int
    worker_id: int | None
    involved: tuple[int, ...]
    on: dt.date


def frozen(draw: Draw) -> list[Row]:
    """The population as it was stored."""
    return [
        Row(pk, Entry(reference, stratum, weight), person, team, worker, tuple(involved), dt.date.fromisoformat(on))
        for pk, reference, stratum, weight, person, team, worker, involved, on in draw.population
    ]


@dataclass(frozen=True)
class Redrawn:
    """What the seed gives today from the stored population, beside what was stored."""

    digest: str
    digest_holds: bool
    expected: list[str]
    stored: list[str]

    @property
    def holds(self) -> bool:
        return self.digest_holds and self.expected == self.stored


def redraw(item: ProgrammeItem) -> Redrawn:
    """Draw an item's sample again, of all its records. The lists are for the program: a page shows whom it may.

    Raises:
        NotVisible: it has not been drawn.
    """
    draw = Draw.objects.filter(item=item).first()
    if draw is None:
        raise NotVisible
    entries = [row.entry for row in frozen(draw)]
    expected = sampling.draw(draw.seed, entries, size=item.size, method=sampling.Method(item.method))
    first = SampledRecord.objects.filter(draw=draw, replaces__isnull=True).order_by("position")
    digest = sampling.digest(entries)
    return Redrawn(
        digest,
        digest == draw.population_digest,
        [entry.reference for entry in expected],
        list(first.values_list("subject_reference", flat=True)),
    )


def visible_population(scope: Scope, draw: Draw) -> list[Row]:
    """The frozen population as far as this person may see it, in the order in which it is drawn."""
    rows = {row.entry.reference: row for row in frozen(draw)}
    weighted = draw.item.method == ProgrammeItem.Method.RISK_WEIGHTED
    order = sampling.ranked(draw.seed, [row.entry for row in rows.values()], weighted=weighted)
    hidden = _hidden_from(scope, {row.person_id for row in rows.values() if row.person_id is not None})
    return [rows[entry.reference] for entry in order if rows[entry.reference].person_id not in hidden]


def _hidden_from(scope: Scope, person_ids: set[int]) -> set[int]:
    return person_ids - set(visible_people(scope).filter(pk__in=person_ids).values_list("pk", flat=True))
