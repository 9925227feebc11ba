"""What was learned, from which record, and what stands in the bulletins?

Whoever may know of quality reads what was learned: it names no child. The link to the record that it comes from shows
to those only who may see that record.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.people.models import Person
from threshold.people.queries import family_names
from threshold.quality.models import Audit, Bulletin, BulletinEntry, LearningEntry, VoiceRecord
from threshold.quality.presenters.links import audit_href
from threshold.quality.queries.audits import visible_audits
from threshold.quality.queries.voices import visible_voices

Source = LearningEntry.Source
Kind = VoiceRecord.Kind

#: Which sources a record of ours can be, by the letter of its reference.
_SOURCES_OF_VOICE = {
    Kind.COMPLIMENT: Source.COMPLIMENT,
    Kind.COMPLAINT: Source.COMPLAINT,
    Kind.IRO_CHALLENGE: Source.CHALLENGE,
    Kind.AGENCY_CHALLENGE: Source.CHALLENGE,
}


def visible_entries(scope: Scope) -> QuerySet[LearningEntry]:
    if not scope.may(Permission.QUALITY_READ):
        return LearningEntry.objects.none()
    return LearningEntry.objects.all()


def entries(scope: Scope, *, state: str = "", source: str = "", words: str = "") -> QuerySet[LearningEntry]:
    """The log, the latest first."""
    found = visible_entries(scope)
    if state:
        found = found.filter(state=state)
    if source:
        found = found.filter(source=source)
    for word in words.split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(learned__icontains=word) | Q(changed__icontains=word))
    return found.order_by("-noted_at", "-pk")


def with_source_shown(scope: Scope, rows: QuerySet[LearningEntry]) -> QuerySet[LearningEntry]:
    """Each entry with `shows_source`: whether this person may see the record that it comes from. For files."""
    audit = Exists(visible_audits(scope).filter(pk=OuterRef("source_id")))
    voice = Exists(visible_voices(scope).filter(pk=OuterRef("source_id")))
    labels = {model: model._meta.label_lower for model in (Audit, VoiceRecord)}
    return rows.annotate(
        shows_source=Case(
            When(source_type=labels[Audit], then=audit), When(source_type=labels[VoiceRecord], then=voice),
            default=False, output_field=BooleanField(),
        )
    )  # fmt: skip


def counts_by_state(scope: Scope) -> dict[str, int]:
    return dict(visible_entries(scope).order_by().values_list("state").annotate(Count("pk")))


def get_entry(scope: Scope, reference: str) -> LearningEntry:
    found = (
        visible_entries(scope)
        .select_related("noted_by", "changed_by", "proved_by", "proof_audit")
        .filter(pk=references.read(reference, "K") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def is_published(entry: LearningEntry) -> bool:
    return BulletinEntry.objects.filter(entry=entry, bulletin__published_at__isnull=False).exists()


# --- The record that it comes from --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Origin:
    """A record that something is learned from: what kind of source it is, and whom it is about."""

    record: Any
    source: str
    href: str

    @property
    def person(self) -> Person | None:
        person: Person | None = self.record.person
        return person


def origin_called(scope: Scope, reference: str) -> Origin | None:
    """The audit, compliment, complaint or challenge of a reference, where this person may see it."""
    number = references.read(reference, "A")
    if number is not None:
        audit = visible_audits(scope).select_related("person").filter(pk=number).first()
        return _origin_of_audit(audit) if audit else None
    number = references.read(reference, "V")
    voice = visible_voices(scope).select_related("person").filter(pk=number or 0).first()
    return _origin_of_voice(voice) if voice else None


def origin_of(scope: Scope, entry: LearningEntry) -> Origin | None:
    """The record behind an entry, for whoever may see it; None for everybody else, and where there is none."""
    return origin_called(scope, entry.source_reference) if entry.source_reference else None


def _origin_of_audit(audit: Audit) -> Origin:
    return Origin(audit, Source.AUDIT, audit_href(audit))


def _origin_of_voice(voice: VoiceRecord) -> Origin:
    return Origin(voice, _SOURCES_OF_VOICE[Kind(voice.kind)], reverse("voice", args=[voice.reference]))


def names_behind(scope: Scope, origin: Origin | None) -> set[str]:
    """The names that what is learned from a record must not hold: of its child and the relatives."""
    return family_names(scope, [origin.person]) if origin and origin.person else set()


def entries_from(scope: Scope, record: Any) -> list[LearningEntry]:
    """What was learned from a record, for its page."""
    rows = visible_entries(scope).filter(source_type=record._meta.label_lower, source_id=record.pk)
    return list(rows.order_by("noted_at", "pk"))


def entries_proved_by(scope: Scope, audit: Audit) -> list[LearningEntry]:
    """The lessons that an audit shows to have helped."""
    return list(visible_entries(scope).filter(proof_audit=audit).order_by("proved_at", "pk"))


def entries_shown_by(scope: Scope, measure: str) -> list[LearningEntry]:
    """The lessons that a measure shows to have helped."""
    return list(visible_entries(scope).filter(proof_measure=measure).order_by("proved_at", "pk"))


def audit_called(scope: Scope, reference: str) -> Audit | None:
    """A complete audit that proves something, by its reference."""
    number = references.read(reference, "A")
    return visible_audits(scope).filter(pk=number, state="complete").first() if number is not None else None


# --- The bulletin -------------------------------------------------------------------------------------------------


def bulletins(scope: Scope) -> QuerySet[Bulletin]:
    """The published ones for everybody; whoever writes them sees the drafts. The latest month first."""
    if not scope.may(Permission.QUALITY_READ):
        return Bulletin.objects.none()
    found = Bulletin.objects.annotate(lessons=Count("lines")).order_by("-month")
    return found if scope.may(Permission.LEARNING_WRITE) else found.filter(published_at__isnull=False)


def get_bulletin(scope: Scope, month: str) -> Bulletin:
    """Args: month: as 2026-11."""
    try:
        found = bulletins(scope).filter(month=dt.date.fromisoformat(f"{month}-01")).first()
    except ValueError:  # no month
        found = None
    if found is None:
        raise NotVisible
    return found


@dataclass(frozen=True)
class Line:
    """One lesson in a bulletin: as it is now in a draft, as it was in a published one."""

    entry: LearningEntry
    title: str
    learned: str
    changed: str
    proof: str


def lines_of(bulletin: Bulletin) -> list[Line]:
    frozen = bulletin.published_at is not None
    rows = bulletin.lines.select_related("entry").order_by("position")
    return [
        Line(row.entry, *((one.title, one.learned, one.changed, one.proof)))
        for row in rows
        for one in [row if frozen else row.entry]
    ]


def entries_to_choose(scope: Scope, bulletin: Bulletin | None) -> list[LearningEntry]:
    """Lessons that stand in no other bulletin, the latest first."""
    elsewhere = BulletinEntry.objects.filter(entry=OuterRef("pk"))
    if bulletin is not None:
        elsewhere = elsewhere.exclude(bulletin=bulletin)
    return list(visible_entries(scope).filter(~Exists(elsewhere)).order_by("-noted_at", "-pk")[:60])


def bulletins_with(scope: Scope, entry: LearningEntry) -> list[Bulletin]:
    return list(bulletins(scope).filter(lines__entry=entry))
