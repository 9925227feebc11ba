"""Who supervises whom, which supervisions may this person read, and whose is due?

Case supervision is part of the children's record: whoever may see one of its children reads what is about them.
Personal supervision is about the worker: the two of them read it, those above them in the line of supervisors, and an
auditor who was given that one to audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from threshold.access.models import Membership, Team, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people.models import Involvement, Person
from threshold.people.queries import about_visible_people, visible_people
from threshold.quality.models import Audit, Supervision, SupervisionArrangement, SupervisionChild
from threshold.quality.states import AuditState

Kind = Supervision.Kind
CLOCKS = {Kind.CASE: "supervision-case", Kind.PERSONAL: "supervision-personal"}
_SUPERVISION, _ARRANGEMENT = "quality.supervision", "quality.supervisionarrangement"


# --- The line of supervisors --------------------------------------------------------------------------------------


def current_arrangements() -> QuerySet[SupervisionArrangement]:
    return SupervisionArrangement.objects.filter(ends_on__isnull=True)


def line_below(user_id: int) -> frozenset[int]:
    """Everybody whom this person supervises, directly or through others."""
    below: dict[int, list[int]] = {}
    for supervisor, worker in current_arrangements().values_list("supervisor_id", "worker_id"):
        below.setdefault(supervisor, []).append(worker)
    found: set[int] = set()
    waiting = list(below.get(user_id, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, ())
    return frozenset(found)


def _my_line(scope: Scope) -> frozenset[int]:
    return scope.once("quality.line_below", lambda: line_below(scope.user.pk))


# --- Which may be read --------------------------------------------------------------------------------------------


def visible_supervisions(scope: Scope) -> QuerySet[Supervision]:
    """See the module. Where every child of a case supervision is hidden, it is not there."""
    if not scope.may(Permission.QUALITY_READ) or scope.reach is Reach.NOBODY:
        return Supervision.objects.none()
    seen = Exists(about_visible_people(SupervisionChild.objects.filter(supervision=OuterRef("pk")), scope))
    given_to_audit = Audit.objects.filter(
        Q(auditor=scope.user) | Q(moderator=scope.user),
        subject_type=_SUPERVISION,
        subject_id=OuterRef("pk"),
    ).exclude(state=AuditState.CANCELLED)
    personal = Q(worker=scope.user) | Q(supervisor=scope.user) | Q(worker__in=_my_line(scope)) | Exists(given_to_audit)
    return Supervision.objects.filter(Q(Q(kind=Kind.CASE) & seen) | (Q(kind=Kind.PERSONAL) & personal))


def get_visible_supervision(scope: Scope, reference: str) -> Supervision:
    """With its visible children as `shown_children`. Raises NotVisible where there is none, or none for this person."""
    found = _with_children(scope, visible_supervisions(scope)).filter(pk=references.read(reference, "W") or 0).first()
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, supervision: Supervision) -> None:
    if not visible_supervisions(scope).filter(pk=supervision.pk).exists():
        raise NotVisible


def supervisions(scope: Scope, *, kind: str = "", worker_id: int | None = None) -> QuerySet[Supervision]:
    """The list, the latest first."""
    found = visible_supervisions(scope)
    if kind:
        found = found.filter(kind=kind)
    if worker_id is not None:
        found = found.filter(worker=worker_id)
    return _with_children(scope, found).order_by("-held_on", "-pk")


def _with_children(scope: Scope, found: QuerySet[Supervision]) -> QuerySet[Supervision]:
    children = about_visible_people(SupervisionChild.objects.all(), scope).select_related("person").order_by("pk")
    return found.select_related("worker", "supervisor", "team", "recorded_by").prefetch_related(
        Prefetch("children", queryset=children, to_attr="shown_children")
    )


# --- Whose is due -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """One supervision that is due: by the clock of its arrangement."""

    arrangement: SupervisionArrangement
    kind: str
    clock: Clock
    last_on: dt.date | None

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label


def next_due(scope: Scope) -> list[Due]:
    """What is due for those whom this person supervises, and for their teams where they lead one; my own too."""
    found = visible_arrangements(scope).select_related("worker", "supervisor", "team")
    by_id = {arrangement.pk: arrangement for arrangement in found}
    clocks = Clock.objects.filter(subject_type=_ARRANGEMENT, subject_id__in=list(by_id), stopped_at__isnull=True)
    workers = {arrangement.worker_id for arrangement in by_id.values()}
    last: dict[tuple[int, str], dt.date] = {}
    # Only the day is read, which everybody who leads the team may know; what was said is not.
    held = Supervision.objects.filter(worker__in=workers).values_list("worker_id", "kind", "held_on")
    for worker_id, kind, held_on in held.order_by("held_on"):
        last[worker_id, kind] = held_on
    kinds = {code: kind for kind, code in CLOCKS.items()}
    rows = []
    for clock in clocks.order_by("due_at", "pk"):
        arrangement, kind = by_id[clock.subject_id], kinds[clock.rule]
        rows.append(Due(arrangement, kind, clock, last.get((arrangement.worker_id, kind))))
    return rows


def visible_arrangements(scope: Scope) -> QuerySet[SupervisionArrangement]:
    """Who supervises whom now: my own, those below me, those of the teams that I lead; all of them for the lead."""
    if scope.reach is Reach.NOBODY or not scope.may(Permission.QUALITY_READ):
        return SupervisionArrangement.objects.none()
    found = current_arrangements()
    if scope.may(Permission.AUDITS_READ):
        return found
    mine = Q(worker=scope.user) | Q(supervisor=scope.user) | Q(worker__in=_my_line(scope))
    if scope.may(Permission.SUPERVISION_RECORD):
        mine |= Q(team__in=scope.user.team_ids)
    return found.filter(mine)


def arrangements(scope: Scope) -> QuerySet[SupervisionArrangement]:
    rows = visible_arrangements(scope).select_related("worker", "supervisor", "team")
    return rows.order_by("team__name", "worker__name", "pk")


def get_visible_arrangement(scope: Scope, number: int) -> SupervisionArrangement:
    found = arrangements(scope).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def my_workers(scope: Scope) -> list[SupervisionArrangement]:
    """Those whom I supervise now: whose supervision I can record."""
    rows = current_arrangements().filter(supervisor=scope.user).select_related("worker", "team")
    return list(rows.order_by("worker__name", "pk"))


# --- To choose from -----------------------------------------------------------------------------------------------


def managed_teams(user: User, day: dt.date) -> QuerySet[Team]:
    """The teams in which this person says who supervises whom."""
    exists = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    found = Team.objects.filter(exists, starts_on__lte=day).order_by("name")
    if user.may(Permission.AUDIT_PLAN) or user.may(Permission.FINDING_SIGN_OFF):
        return found
    return found.filter(pk__in=user.team_ids) if user.may(Permission.SUPERVISION_RECORD) else found.none()


def members_of(team_ids: Iterable[int], day: dt.date) -> list[User]:
    memberships = Membership.objects.current(day).filter(team__in=list(team_ids), user__is_active=True)
    return sorted({row.user for row in memberships.select_related("user")}, key=lambda user: (user.name, user.pk))


def possible_supervisors(day: dt.date) -> list[User]:
    """Whoever gives supervision; senior leaders supervise the managers."""
    found = {user.pk: user for user in staff_who_may(Permission.SUPERVISION_RECORD, day)}
    found |= {user.pk: user for user in staff_who_may(Permission.FINDING_SIGN_OFF, day)}
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def may_supervise(user: User) -> bool:
    return user.may(Permission.SUPERVISION_RECORD) or user.may(Permission.FINDING_SIGN_OFF)


def children_of_worker(scope: Scope, worker_id: int) -> list[Person]:
    """The children whom a worker has in hand now and the reader may see: to choose from."""
    open_work = Involvement.objects.filter(worker=worker_id, ended_at__isnull=True, person=OuterRef("pk"))
    return list(visible_people(scope).filter(Exists(open_work)).order_by("family_name", "given_name", "pk")[:200])


def supervisions_about(scope: Scope, person: Person) -> QuerySet[Supervision]:
    """The case supervisions in which this person was talked about, the latest first."""
    rows = visible_supervisions(scope).filter(kind=Kind.CASE, children__person__identity_id=person.identity_id)
    return rows.select_related("worker", "supervisor").order_by("-held_on", F("pk").desc()).distinct()
