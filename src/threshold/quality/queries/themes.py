"""What belongs to a theme, and which themes does a record have?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Model, OuterRef, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.quality import pack
from threshold.quality.models import Audit, LearningEntry, ThemeTag, VoiceRecord
from threshold.quality.queries import voices
from threshold.quality.queries.audits import visible_audits
from threshold.quality.queries.learning import visible_entries
from threshold.quality.states import AuditState


def themes() -> dict[str, str]:
    """The themes of the pack: title by code, in its order."""
    return {theme.code: theme.title for theme in pack.of().themes}


def get_theme(code: str) -> str:
    """The title of a theme that the pack has, or that something was tagged with before."""
    known = themes()
    if code in known:
        return known[code]
    if not ThemeTag.objects.filter(theme=code).exists():
        raise NotVisible
    return code


def codes_of(record: Model) -> list[str]:
    rows = ThemeTag.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return sorted(rows.values_list("theme", flat=True))


def titles_of(record: Model) -> list[tuple[str, str]]:
    """(code, title) of the record's themes."""
    practice = pack.of()
    return [(code, practice.theme_title(code)) for code in codes_of(record)]


def titles_of_all(records: Sequence[Model]) -> dict[int, list[str]]:
    """The titles of several records of one kind, by their id: one query for a whole list."""
    if not records:
        return {}
    practice = pack.of()
    found: dict[int, list[str]] = {}
    rows = ThemeTag.objects.filter(
        subject_type=records[0]._meta.label_lower, subject_id__in=[record.pk for record in records]
    )
    for row in rows.order_by("theme"):
        found.setdefault(row.subject_id, []).append(practice.theme_title(row.theme))
    return found


def with_theme(rows: QuerySet[Any], theme: str) -> QuerySet[Any]:
    """Those of these rows that carry the theme."""
    tags = ThemeTag.objects.filter(theme=theme, subject_type=rows.model._meta.label_lower, subject_id=OuterRef("pk"))
    return rows.filter(Exists(tags))


@dataclass(frozen=True)
class ThemeCount:
    """A theme, and how much of each kind this reader sees of it."""

    code: str
    title: str
    audits: int
    learning: int
    voices: int

    @property
    def total(self) -> int:
        return self.audits + self.learning + self.voices


def theme_counts(scope: Scope) -> list[ThemeCount]:
    """Every theme of the pack, and any older one in use: how much of it there is. One query for each kind."""
    scope.require(Permission.QUALITY_READ)
    counted = {
        model: _count(model, rows)
        for model, rows in (
            (Audit, visible_audits(scope)),
            (LearningEntry, visible_entries(scope)),
            (VoiceRecord, voices.visible_voices(scope)),
        )
    }
    known = themes()
    used = {code for by_code in counted.values() for code in by_code} - set(known)
    return [
        ThemeCount(
            code,
            known.get(code, code),
            counted[Audit].get(code, 0),
            counted[LearningEntry].get(code, 0),
            counted[VoiceRecord].get(code, 0),
        )
        for code in (*known, *sorted(used))
    ]


def _count(model: type[Model], rows: QuerySet[Any]) -> dict[str, int]:
    tags = ThemeTag.objects.filter(subject_type=model._meta.label_lower, subject_id__in=rows.values("pk"))
    return dict(tags.order_by().values_list("theme").annotate(Count("pk")))


def audits_of(scope: Scope, theme: str) -> QuerySet[Audit]:
    """The audits of a theme that this person may see, the latest first."""
    rows = with_theme(visible_audits(scope).exclude(state=AuditState.CANCELLED), theme)
    return rows.select_related("person", "team").order_by("-assigned_at", "-pk")


def learning_of(scope: Scope, theme: str) -> QuerySet[LearningEntry]:
    return with_theme(visible_entries(scope), theme).order_by("-noted_at", "-pk")


def voices_of(scope: Scope, theme: str) -> QuerySet[VoiceRecord]:
    return with_theme(voices.voices(scope), theme)


def may_tag(user: User, record: Model) -> bool:
    """Whoever writes what was learned tags anything; the auditor their audit; who records voices those."""
    if user.may(Permission.LEARNING_WRITE):
        return True
    if isinstance(record, VoiceRecord):
        return user.may(Permission.VOICE_RECORD)
    return isinstance(record, Audit) and user.pk == record.auditor_id
