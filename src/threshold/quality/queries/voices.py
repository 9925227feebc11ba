"""Which compliments, complaints and challenges may this person see, and which wait for an answer?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from threshold.access.models import Team
from threshold.access.queries import teams_on
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people.models import Person
from threshold.people.queries import visible_people
from threshold.quality.models import VoiceRecord, VoiceStage
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.states import VoiceState


def may_read(scope: Scope) -> bool:
    return scope.reach is not Reach.NOBODY and any(
        map(scope.may, (Permission.VOICE_RECORD, Permission.AUDITS_READ, Permission.AUDIT_ANSWER))
    )


def visible_voices(scope: Scope) -> QuerySet[VoiceRecord]:
    """Those about a child whom this person may see, and those about a team alone."""
    if not may_read(scope):
        return VoiceRecord.objects.none()
    found = about_visible_or_nobody(VoiceRecord.objects.all(), scope)
    if scope.reach is Reach.OWN_TEAMS:
        # What is about no child is then about a team that is not theirs.
        found = found.filter(Q(person__isnull=False) | Q(team__in=scope.user.team_ids))
    return found


def get_visible_voice(scope: Scope, reference: str) -> VoiceRecord:
    """Raises NotVisible where there is none, or none for this person."""
    found = (
        visible_voices(scope)
        .select_related("person", "team", "recorded_by")
        .filter(pk=references.read(reference, "V") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, voice: VoiceRecord) -> None:
    if not visible_voices(scope).filter(pk=voice.pk).exists():
        raise NotVisible


def voices(scope: Scope, *, kind: str = "", waiting: bool = False) -> QuerySet[VoiceRecord]:
    """The list, the latest first; each with its open stage as `open_stages`."""
    found = visible_voices(scope)
    if kind:
        found = found.filter(kind=kind)
    if waiting:
        found = found.filter(state=VoiceState.OPEN)
    stages = Prefetch("stages", queryset=VoiceStage.objects.filter(answered_at__isnull=True), to_attr="open_stages")
    return found.select_related("person", "team").prefetch_related(stages).order_by("-received_on", "-pk")


@dataclass(frozen=True)
class Counts:
    """How many of each kind, how many wait for an answer, how many of those too long."""

    by_kind: dict[str, int]
    waiting: int
    overdue: int


def counts(scope: Scope) -> Counts:
    found = visible_voices(scope)
    by_kind = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    waiting = Q(stages__answered_at__isnull=True, state=VoiceState.OPEN)
    late = waiting & Q(stages__due_on__lt=day_of(scope.now))
    rest = found.aggregate(
        waiting=Count("pk", filter=Q(state=VoiceState.OPEN), distinct=True),
        late=Count("pk", filter=late, distinct=True),
    )
    return Counts(by_kind, rest["waiting"], rest["late"])


def stages_of(voice: VoiceRecord) -> list[VoiceStage]:
    return list(voice.stages.select_related("started_by", "answered_by"))


def running_clocks(voice: VoiceRecord) -> list[Clock]:
    rows = Clock.objects.filter(subject_type=voice._meta.label_lower, subject_id=voice.pk, stopped_at__isnull=True)
    return list(rows.order_by("due_at"))


def teams_to_choose(day: dt.date) -> list[Team]:
    return list(teams_on(day))


def person_called(scope: Scope, reference: str) -> Person | None:
    """The person of a reference that was typed, where this reader may see them."""
    return visible_people(scope).filter(pk=references.read(reference, "P") or 0).first()
