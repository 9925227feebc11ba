"""How is it said who supervises whom, and how is a supervision recorded? The clocks run for the arrangement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from threshold.access.models import Membership, Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal
from threshold.core.actions import action, lock, once
from threshold.core.calendar import LONDON, day_of
from threshold.people import chronology, narrative
from threshold.people.models import Person
from threshold.people.queries import require_visible
from threshold.quality.models import Supervision, SupervisionArrangement, SupervisionChild
from threshold.quality.policies import supervisions as policies
from threshold.quality.queries import supervisions as queries

Kind = Supervision.Kind
#: The sections of a case supervision, in the order of the page.
SECTIONS = {
    "progress": "What has changed for the child since the last time",
    "reflection": "What we think is going on, and what else it could be",
    "agreed": "What was agreed, by whom and by when",
}


@action("quality.arrange_supervision", permission=Permission.QUALITY_READ)
def arrange_supervision(
    worker: User,
    *,
    by: User,
    now: dt.datetime,
    supervisor: User,
    team: Team,
    has_cases: bool = True,
    submission_key: uuid.UUID | None = None,
) -> SupervisionArrangement:
    """Say who supervises a worker from today. Whoever did until now does no longer.

    Raises:
        NotPermitted: `by` does not lead the team.
        Refused: it would be circular, the supervisor's role gives none, or the worker is not in the team.
    """
    today = day_of(now)
    # Two managers at the same moment: the second waits for the first, then ends what the first began.
    lock(worker)
    policies.check_can_arrange(
        is_same=worker.pk == supervisor.pk,
        supervisor_may=supervisor.is_active and queries.may_supervise(supervisor),
        worker_is_in_team=Membership.objects.current(today).filter(user=worker, team=team).exists(),
        would_be_circular=supervisor.pk in queries.line_below(worker.pk),
        manages_team=queries.managed_teams(by, today).filter(pk=team.pk).exists(),
    )

    def make() -> SupervisionArrangement:
        for before in queries.current_arrangements().filter(worker=worker):
            _end(before, now)
        made = SupervisionArrangement.objects.create(
            worker=worker, supervisor=supervisor, team=team, has_cases=has_cases, starts_on=today, arranged_at=now,
            arranged_by=by,
        )  # fmt: skip
        for kind in (Kind.PERSONAL, Kind.CASE) if has_cases else (Kind.PERSONAL,):
            _start_clock(made, kind, now)
        return made

    made, _ = once("quality.arrange_supervision", submission_key, now, SupervisionArrangement, make, by=by)
    journal.record(
        "quality.arrange_supervision", by=by, now=now, subject=made,
        detail={"worker_id": worker.pk, "supervisor_id": supervisor.pk},
    )  # fmt: skip
    return made


@action("quality.end_supervision", permission=Permission.QUALITY_READ)
def end_supervision(arrangement: SupervisionArrangement, *, by: User, now: dt.datetime) -> SupervisionArrangement:
    """The worker has left, or is supervised elsewhere."""
    arrangement = lock(arrangement)
    policies.check_can_end(
        manages_team=queries.managed_teams(by, day_of(now)).filter(pk=arrangement.team_id).exists(),
        has_ended=arrangement.ends_on is not None,
    )
    _end(arrangement, now)
    journal.record("quality.end_supervision", by=by, now=now, subject=arrangement)
    return arrangement


def _end(arrangement: SupervisionArrangement, now: dt.datetime) -> None:
    arrangement.ends_on = day_of(now)
    arrangement.save(update_fields=["ends_on"])
    for code in queries.CLOCKS.values():
        clocks.cancel(code, arrangement, now=now, reason="Supervised by somebody else from then on")


@action("quality.record_supervision", permission=Permission.QUALITY_READ)
def record_supervision(
    arrangement: SupervisionArrangement,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    held_on: dt.date,
    people: Sequence[Person] = (),
    words: Mapping[str, str],
    submission_key: uuid.UUID | None = None,
) -> Supervision:
    """Write down a supervision that was held, and start the clock of the next.

    Args:
        people: the children who were talked about, for case supervision only.
        words: by section (`SECTIONS`) for case supervision; by field (`wellbeing`, `practice`, `development`,
            `agreed`) for a personal one.
    """
    arrangement = lock(arrangement)
    is_case = kind == Kind.CASE
    children = list(people) if is_case else []
    policies.check_can_record(
        kind=kind,
        is_supervisor=arrangement.supervisor_id == by.pk and arrangement.ends_on is None,
        held_on=held_on,
        today=day_of(now),
        began_on=_since(arrangement),
        children=len(children),
        has_words=bool(words.get("agreed", "").strip()),
    )
    if children:
        require_visible(Scope(by, now), *children)

    def make() -> Supervision:
        made = Supervision.objects.create(
            kind=kind, worker_id=arrangement.worker_id, supervisor=by, team_id=arrangement.team_id, held_on=held_on,
            recorded_at=now, recorded_by=by, **({} if is_case else {name: words.get(name, "") for name in PERSONAL}),
        )  # fmt: skip
        SupervisionChild.objects.bulk_create(SupervisionChild(supervision=made, person=child) for child in children)
        if is_case:
            narrative.write_first(made, {name: words.get(name, "") for name in SECTIONS}, by=by, now=now)
            for child in children:
                chronology.add(
                    child, at=_held_at(held_on, now), kind="supervision", title="Talked about in supervision",
                    source=made, by=by, team_id=arrangement.team_id,
                )  # fmt: skip
        _next_clock(arrangement, kind, held_on, now)
        return made

    made, _ = once("quality.record_supervision", submission_key, now, Supervision, make, by=by)
    journal.record(
        "quality.record_supervision", by=by, now=now, subject=made, about=[child.pk for child in children],
        detail={"kind": kind, "worker_id": arrangement.worker_id},
    )  # fmt: skip
    return made


#: The fields of a personal supervision, in the order of the page.
PERSONAL = {
    "wellbeing": "How you are, and what the work does to you",
    "practice": "Practice, workload and what helps or hinders",
    "development": "Learning and what you want to become",
    "agreed": "What was agreed, by whom and by when",
}


def _since(arrangement: SupervisionArrangement) -> dt.date:
    """A supervision of a few weeks before it was written down who supervises whom may still be recorded."""
    return arrangement.starts_on - dt.timedelta(days=31)


def _held_at(held_on: dt.date, now: dt.datetime) -> dt.datetime:
    return min(now, dt.datetime.combine(held_on, dt.time(12), LONDON).astimezone(dt.UTC))


def _next_clock(arrangement: SupervisionArrangement, kind: str, held_on: dt.date, now: dt.datetime) -> None:
    """The latest one held starts the clock again; one that is written down late and is older does not."""
    rows = Supervision.objects.filter(worker_id=arrangement.worker_id, kind=kind, held_on__gt=held_on)
    if rows.exists() or (kind == Kind.CASE and not arrangement.has_cases):
        return
    held_at = _held_at(held_on, now)
    clocks.stop(queries.CLOCKS[Kind(kind)], arrangement, now=held_at)
    _start_clock(arrangement, kind, held_at)


def _start_clock(arrangement: SupervisionArrangement, kind: str, started_at: dt.datetime) -> None:
    clocks.start(
        queries.CLOCKS[Kind(kind)], arrangement, started_at=started_at, team_id=arrangement.team_id,
        owner_id=arrangement.supervisor_id,
    )  # fmt: skip
