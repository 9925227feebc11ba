"""Which hand-overs may this person see, which children have no worker, and is a case open?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from threshold.access.models import Membership, Team, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.pathway.models import Handover, Referral
from threshold.pathway.receivers import kinds_like
from threshold.pathway.states import HandoverState
from threshold.people.models import Person
from threshold.people.queries import about_visible_people, is_kept_from, restrictions_in_force


def visible_handovers(scope: Scope) -> QuerySet[Handover]:
    """The hand-overs of people this person may see; for somebody with own-teams reach, of their teams only."""
    if not scope.may(Permission.PATHWAY_READ):
        return Handover.objects.none()
    found = about_visible_people(Handover.objects.all(), scope)
    if scope.reach is Reach.OWN_TEAMS:
        found = found.filter(team__in=scope.user.team_ids)
    return found


def get_visible_handover(scope: Scope, reference: str) -> Handover:
    """Raises NotVisible where there is none, or none for this person."""
    number = references.read(reference, "H")
    found = (
        visible_handovers(scope)
        .select_related("person", "team", "worker", "opened_by", "accepted_by")
        .filter(pk=number or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, handover: Handover) -> None:
    if not visible_handovers(scope).filter(pk=handover.pk).exists():
        raise NotVisible


def without_worker(scope: Scope) -> QuerySet[Handover]:
    """The "no worker" list: offered, accepted or sent back, and nobody allocated. Longest waiting first."""
    waiting = (HandoverState.AWAITING_ACCEPTANCE, HandoverState.ACCEPTED, HandoverState.SENT_BACK)
    return (
        visible_handovers(scope)
        .filter(closed_at__isnull=True, state__in=waiting)
        .select_related("person", "team")
        .order_by("opened_at")
    )


def open_referral(person: Person) -> Referral | None:
    """The open referral of this person, whichever of their records it was written on."""
    return (
        Referral.objects.filter(person__identity_id=person.identity_id, closed_on__isnull=True)
        .select_related("handover__team", "handover__worker")
        .order_by("pk")
        .first()
    )


def in_my_hands(scope: Scope) -> list[Handover]:
    """What this person is waited for, the longest waiting first: their children, what their teams were offered,
    what their teams took on without a worker, and for the front door's managers what was sent back. One query.
    """
    mine = Q(worker=scope.user)
    if scope.may(Permission.PATHWAY_RECEIVE):
        mine |= Q(team__in=scope.user.team_ids, state=HandoverState.AWAITING_ACCEPTANCE)
    if scope.may(Permission.PATHWAY_ALLOCATE):
        mine |= Q(team__in=scope.user.team_ids, state=HandoverState.ACCEPTED)
    if scope.may(Permission.CONTACT_SIGN_OFF):
        mine |= Q(state=HandoverState.SENT_BACK)
    found = visible_handovers(scope).filter(mine, closed_at__isnull=True)
    return list(found.select_related("person", "team").order_by("opened_at", "pk")[:200])


def due_by_handover(handovers: Iterable[Handover]) -> dict[int, Clock]:
    """For one page: the running clock of each hand-over that runs out first."""
    ids = [handover.pk for handover in handovers]
    rows = Clock.objects.filter(
        subject_type=Handover._meta.label_lower, subject_id__in=ids, stopped_at__isnull=True
    ).order_by("-due_at")
    return {clock.subject_id: clock for clock in rows}


def team_may_see(team: Team, person: Person, now: dt.datetime) -> bool:
    """Whether somebody who receives for the team may see a person, if a restriction is in force about them."""
    if not restrictions_in_force(now).filter(person__identity_id=person.identity_id).exists():
        return True
    receivers = staff_who_may(Permission.PATHWAY_RECEIVE, day_of(now)).filter(
        pk__in=Membership.objects.current(day_of(now)).filter(team=team).values("user_id")
    )
    return any(not is_kept_from(user, person, now=now) for user in receivers)


def workers_of(team_id: int, on: dt.date) -> list[User]:
    """Who works in a team on a day."""
    memberships = Membership.objects.current(on).filter(team_id=team_id, user__is_active=True).select_related("user")
    return sorted({membership.user for membership in memberships}, key=lambda user: user.name)


def running_clocks(handover: Handover) -> list[Clock]:
    rows = Clock.objects.filter(
        subject_type=handover._meta.label_lower, subject_id=handover.pk, stopped_at__isnull=True
    )
    return list(rows.order_by("due_at"))


def teams_to_offer(handover: Handover, on: dt.date) -> list[Team]:
    """The teams that receive this kind of work on a day: where it can be offered next."""
    exists = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return list(Team.objects.filter(exists, kind__in=kinds_like(handover), starts_on__lte=on).order_by("name"))
