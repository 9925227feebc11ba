"""Published files come in. A file is taken whole or not at all."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action
from threshold.insight.comparators import reader
from threshold.insight.models import GradeRow, StatisticsFile, StatisticsRow


@action("insight.import_statistics", permission=Permission.WORKER)
def import_statistics(
    content: bytes, *, by: User, now: dt.datetime, name: str, population: str = ""
) -> tuple[StatisticsFile, bool]:
    """Keep a published file: of a publication that is known it becomes the one in force, and the older one stays.

    Args:
        population: which population estimates its rates are made with, where that is known.

    Returns:
        The file, and whether it was new; the same bytes again change nothing.

    Raises:
        Refused: see `reader.read`.
    """
    published = reader.read(content, name)
    known = StatisticsFile.objects.filter(sha256=published.sha256).first()
    file = known or _keep(published, by=by, now=now, name=name, population=population)
    journal.record(
        "insight.import_statistics", by=by, now=now, subject=file, detail={"new": known is None, "name": name[:200]}
    )
    return file, known is None


def _keep(published: reader.Published, *, by: User, now: dt.datetime, name: str, population: str) -> StatisticsFile:
    # Two imports of one publication at once: the second waits for the first, and then follows it.
    before = StatisticsFile.objects.select_for_update().filter(publication=published.publication, is_current=True)
    for older in before:
        older.is_current = False
        older.save(update_fields=["is_current"])
    years = [row.year for row in published.rows]
    file = StatisticsFile.objects.create(
        kind=StatisticsFile.Kind.GRADES if published.grades else StatisticsFile.Kind.STATISTICS,
        publication=published.publication,
        name=name[:200],
        sha256=published.sha256,
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        population=population[:120],
        columns=[column[:80] for column in published.columns],
        imported_at=now,
        imported_by=by,
    )
    StatisticsRow.objects.bulk_create(
        (
            StatisticsRow(
                file=file, year=row.year, level=row.level, area=row.area, name=row.name, region=row.region,
                figures=dict(row.figures),
            )
            for row in published.rows
        ),
        batch_size=1000,
    )  # fmt: skip
    GradeRow.objects.bulk_create(GradeRow(file=file, **vars(one)) for one in published.grades)
    return file
