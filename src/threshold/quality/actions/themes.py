"""How is a record tagged with themes? The form shows all of them; what is no longer chosen is taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible
from threshold.quality.models import Audit, LearningEntry, ThemeTag, VoiceRecord
from threshold.quality.policies import themes as policies
from threshold.quality.queries import themes as queries
from threshold.quality.queries.audits import visible_audits
from threshold.quality.queries.learning import visible_entries
from threshold.quality.queries.voices import visible_voices

#: Which records can carry themes, and which of them somebody may see.
_SEEN: dict[type, Any] = {Audit: visible_audits, LearningEntry: visible_entries, VoiceRecord: visible_voices}


@action("quality.set_themes", permission=Permission.QUALITY_READ)
def set_themes(
    record: Audit | LearningEntry | VoiceRecord, *, by: User, now: dt.datetime, themes: Collection[str]
) -> list[str]:
    """Give a record exactly these themes. The pages name who may; a theme that the pack no longer has may stay.

    Returns:
        the codes that the record carries now.
    """
    record = lock(record)
    if not _SEEN[type(record)](Scope(by, now)).filter(pk=record.pk).exists():
        raise NotVisible
    before = set(queries.codes_of(record))
    policies.check_themes(set(themes), known={*queries.themes(), *before}, may_tag=queries.may_tag(by, record))
    rows = ThemeTag.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    rows.exclude(theme__in=themes).delete()
    ThemeTag.objects.bulk_create(
        ThemeTag(theme=theme, subject_type=record._meta.label_lower, subject_id=record.pk, tagged_at=now, tagged_by=by)
        for theme in sorted(set(themes) - before)
    )
    about = [record.person_id] if not isinstance(record, LearningEntry) and record.person_id else []
    journal.record(
        "quality.set_themes", by=by, now=now, subject=record, about=about, detail={"themes": sorted(set(themes))}
    )
    return sorted(set(themes))
