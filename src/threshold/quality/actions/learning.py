"""How does something that was learned become a change, and a change a proof? And how is a bulletin published?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal, status
from threshold.core.actions import action, change, lock, once
from threshold.core.calendar import day_of
from threshold.quality import slots
from threshold.quality.models import Audit, Bulletin, BulletinEntry, LearningEntry
from threshold.quality.policies import learning as policies
from threshold.quality.queries import learning as queries
from threshold.quality.queries.learning import Origin
from threshold.quality.states import LearningState


@action("quality.note_learning", permission=Permission.LEARNING_WRITE)
def note_learning(
    source: str,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    learned: str,
    origin: Origin | None = None,
    submission_key: uuid.UUID | None = None,
) -> LearningEntry:
    """Write down what was learned, and from which record where Threshold holds it.

    Raises:
        Refused: it names the record's child or a relative; the record is of another kind than `source`.
    """
    policies.check_can_note(title=title, learned=learned, source_is_right=origin is None or origin.source == source)
    policies.check_names_nobody([title, learned], names=queries.names_behind(Scope(by, now), origin))

    def make() -> LearningEntry:
        made = LearningEntry.objects.create(
            source=source, title=title.strip(), learned=learned.strip(), noted_at=now, noted_by=by, **_link(origin)
        )
        status.begin(made, by=by, now=now)
        return made

    made, _ = once("quality.note_learning", submission_key, now, LearningEntry, make, by=by)
    _audit("quality.note_learning", made, by, now, source=source)
    return made


def _link(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {}
    record = origin.record
    return {
        "source_type": record._meta.label_lower,
        "source_id": record.pk,
        "source_reference": record.reference,
    }


@action("quality.correct_learning", permission=Permission.LEARNING_WRITE)
def correct_learning(
    entry: LearningEntry,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    learned: str,
    expected_version: int | None = None,
) -> LearningEntry:
    """Say it better, until it stands in a published bulletin."""
    entry = lock(entry, expected_version=expected_version)
    policies.check_can_correct(entry, title=title, learned=learned, is_published=queries.is_published(entry))
    _check_names(entry, by, now, title, learned)
    change(entry, title=title.strip(), learned=learned.strip())
    _audit("quality.correct_learning", entry, by, now)
    return entry


@action("quality.change_because_of_learning", permission=Permission.LEARNING_WRITE)
def change_because_of_learning(
    entry: LearningEntry, *, by: User, now: dt.datetime, changed: str, expected_version: int | None = None
) -> LearningEntry:
    """Say what was changed because of it."""
    entry = lock(entry, expected_version=expected_version)
    policies.check_can_change(entry, changed=changed)
    _check_names(entry, by, now, changed)
    # In one statement: the state and what belongs to it hold each other by a constraint.
    values = {"changed": changed.strip(), "changed_at": now, "changed_by": by, "version": entry.version + 1}
    status.move(entry, LearningState.CHANGED, by=by, now=now, values=values)
    _audit("quality.change_because_of_learning", entry, by, now)
    return entry


@action("quality.prove_learning", permission=Permission.LEARNING_WRITE)
def prove_learning(
    entry: LearningEntry,
    *,
    by: User,
    now: dt.datetime,
    proof: str,
    measure: str = "",
    audit: Audit | None = None,
    expected_version: int | None = None,
) -> LearningEntry:
    """Say how it is known that the change helped, with the measure or the audit that shows it.

    Args:
        measure: the code of one of the program's measures.
    """
    entry = lock(entry, expected_version=expected_version)
    policies.check_can_prove(
        entry,
        proof=proof,
        has_link=bool(measure) or audit is not None,
        measure_exists=not measure or measure in slots.measures(),
    )
    _check_names(entry, by, now, proof)
    shown_by = {"proof_measure": measure, "proof_audit": audit}
    values = {"proof": proof.strip(), "proved_at": now, "proved_by": by, "version": entry.version + 1, **shown_by}
    status.move(entry, LearningState.PROVED, by=by, now=now, values=values)
    _audit("quality.prove_learning", entry, by, now, measure=measure, audit_id=audit.pk if audit else None)
    return entry


def _check_names(entry: LearningEntry, by: User, now: dt.datetime, *texts: str) -> None:
    scope = Scope(by, now)
    policies.check_names_nobody(texts, names=queries.names_behind(scope, queries.origin_of(scope, entry)))


# --- The bulletin -------------------------------------------------------------------------------------------------


@action("quality.begin_bulletin", permission=Permission.LEARNING_WRITE)
def begin_bulletin(
    month: dt.date, *, by: User, now: dt.datetime, intro: str, entries: Sequence[LearningEntry]
) -> Bulletin:
    """Begin the bulletin of a month, of which there is one."""
    month = month.replace(day=1)
    exists = Bulletin.objects.filter(month=month).exists()
    policies.check_can_write_bulletin(month=month, today=day_of(now), exists=exists)
    policies.check_bulletin(intro=intro, entries=len(entries))
    made, is_new = Bulletin.objects.get_or_create(
        month=month, defaults={"intro": intro.strip(), "written_at": now, "written_by": by}
    )
    policies.check_can_write_bulletin(month=month, today=day_of(now), exists=not is_new)
    _set_lines(made, entries)
    _audit("quality.begin_bulletin", made, by, now, entries=[entry.pk for entry in entries])
    return made


@action("quality.change_bulletin", permission=Permission.LEARNING_WRITE)
def change_bulletin(
    bulletin: Bulletin,
    *,
    by: User,
    now: dt.datetime,
    intro: str,
    entries: Sequence[LearningEntry],
    expected_version: int | None = None,
) -> Bulletin:
    bulletin = lock(bulletin, expected_version=expected_version)
    policies.check_can_change_bulletin(bulletin)
    policies.check_bulletin(intro=intro, entries=len(entries))
    change(bulletin, intro=intro.strip())
    _set_lines(bulletin, entries)
    _audit("quality.change_bulletin", bulletin, by, now, entries=[entry.pk for entry in entries])
    return bulletin


@action("quality.publish_bulletin", permission=Permission.LEARNING_WRITE)
def publish_bulletin(
    bulletin: Bulletin, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> Bulletin:
    """Let everybody read it. From then on it keeps its words, whatever becomes of the entries."""
    bulletin = lock(bulletin, expected_version=expected_version)
    lines = list(bulletin.lines.select_related("entry"))
    policies.check_can_publish(bulletin, entries=len(lines))
    for line in lines:
        _copy(line)
    BulletinEntry.objects.bulk_update(lines, ["title", "learned", "changed", "proof"])
    change(bulletin, published_at=now, published_by=by)
    _audit("quality.publish_bulletin", bulletin, by, now)
    return bulletin


def _set_lines(bulletin: Bulletin, entries: Sequence[LearningEntry]) -> None:
    bulletin.lines.all().delete()
    lines = [BulletinEntry(bulletin=bulletin, entry=entry, position=place) for place, entry in enumerate(entries)]
    for line in lines:
        _copy(line)
    BulletinEntry.objects.bulk_create(lines)


def _copy(line: BulletinEntry) -> None:
    entry = line.entry
    line.title, line.learned, line.changed, line.proof = entry.title, entry.learned, entry.changed, entry.proof


def _audit(name: str, thing: LearningEntry | Bulletin, by: User, now: dt.datetime, **detail: Any) -> None:
    journal.record(name, by=by, now=now, subject=thing, detail=detail)
