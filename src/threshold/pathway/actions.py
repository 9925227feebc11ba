"""How does a child reach the team that will help? Opening, accepting, sending back, allocating, closing.

From opening until a worker is allocated the child stands on the "no worker" list, with its clocks running.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.access.models import Membership, Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.pathway import policies, queries
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral
from threshold.pathway.receivers import kinds_like
from threshold.pathway.states import HandoverState
from threshold.people import chronology
from threshold.people.models import Involvement, Person
from threshold.people.queries import is_visible_to

Kind = Handover.Kind
#: What opens a referral to children's social care.
_REFERRALS = frozenset({Kind.FAMILY_HELP, Kind.STRATEGY_DISCUSSION, Kind.PRIVATE_FOSTERING, Kind.TRANSFER_IN})


@action("pathway.open_handover", permission=Permission.CONTACT_SIGN_OFF)
def open_handover(
    person: Person,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    team: Team,
    source: Any,
    source_reference: str,
    source_code: str,
    summary: str,
    offer: str = "",
) -> Handover:
    """Hand a child to a team. `source` is the decision it comes from; a decision opens one hand-over.

    For an open case the hand-over goes to the team that has it, and to its worker where there is one.

    Raises:
        Refused: a referral is open and this would open a second; or there is none and this needs one; or nobody
            who receives for the team may see the child.
    """
    # Two decisions for one child at the same moment: the second waits here, then sees the first's referral.
    Person.objects.select_for_update().filter(identity_id=person.identity_id).order_by("pk").first()
    open_referral = queries.open_referral(person)
    policies.check_can_open(kind, has_open_referral=open_referral is not None)
    worker = None
    if kind == Kind.OPEN_CASE and open_referral is not None:
        team, worker = open_referral.handover.team, open_referral.handover.worker
    policies.check_team_may_see(team_may_see=queries.team_may_see(team, person, now))
    handover = Handover.objects.create(
        kind=kind,
        person=person,
        team=team,
        source_type=source._meta.label_lower,
        source_id=source.pk,
        source_reference=source_reference,
        offer=offer,
        summary=summary,
        opened_at=now,
        opened_by=by,
    )
    if kind in _REFERRALS and open_referral is None:
        Referral.objects.create(person=person, handover=handover, referred_on=day_of(now), source_code=source_code)
    status.begin(handover, by=by, now=now)
    _involve(handover, now)
    clocks.start(
        "accept",
        handover,
        started_at=now,
        about_id=person.pk,
        team_id=team.pk,
        owner_id=worker.pk if worker else None,
    )
    chronology.add(
        person, at=now, kind="handover", title=f"{handover.get_kind_display()}: offered to {team.name}",
        source=handover, by=by, team_id=team.pk,
    )  # fmt: skip
    journal.record("pathway.open_handover", by=by, now=now, subject=handover, about=[person.pk], detail={"kind": kind})
    return handover


@action("pathway.accept_handover", permission=Permission.PATHWAY_RECEIVE)
def accept_handover(handover: Handover, *, by: User, now: dt.datetime, expected_version: int | None = None) -> Handover:
    """Take the child on. An open case's worker has it at once; otherwise the manager allocates next."""
    handover = _locked(handover, by, now, expected_version)
    policies.check_can_receive(handover, is_in_team=handover.team_id in by.team_ids)
    change(handover, accepted_at=now, accepted_by=by)
    status.move(handover, HandoverState.ACCEPTED, by=by, now=now)
    clocks.stop("accept", handover, now=now)
    clocks.start("allocate", handover, started_at=now, about_id=handover.person_id, team_id=handover.team_id)
    if handover.kind == Kind.EARLY_HELP:
        EarlyHelpEpisode.objects.create(person=handover.person, handover=handover, started_on=day_of(now))
    chronology.add(
        handover.person, at=now, kind="handover", title=f"{handover.team.name} accepted: {_kind(handover)}",
        source=handover, by=by, team_id=handover.team_id,
    )  # fmt: skip
    _audit("pathway.accept_handover", handover, by, now)
    if handover.kind == Kind.OPEN_CASE:
        _give_to_case_worker(handover, by, now)
    return handover


def _give_to_case_worker(handover: Handover, by: User, now: dt.datetime) -> None:
    """New information for an open case belongs to the worker who has the case, where there is one."""
    referral = queries.open_referral(handover.person)
    worker = referral.handover.worker if referral else None
    # A worker from whom the child has been hidden since would not know: then a manager allocates.
    if worker is not None and is_visible_to(worker, handover.person, now=now):
        change(handover, worker=worker, allocated_at=now)
        status.move(handover, HandoverState.ALLOCATED, by=by, now=now, reason="The worker of the open case")
        clocks.stop("allocate", handover, now=now)


@action("pathway.send_back_handover", permission=Permission.PATHWAY_RECEIVE)
def send_back_handover(
    handover: Handover, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Handover:
    """Not for this team, or not yet: back to the front door with what it should do."""
    handover = _locked(handover, by, now, expected_version)
    policies.check_can_receive(handover, is_in_team=handover.team_id in by.team_ids, reason=reason)
    change(handover)
    status.move(handover, HandoverState.SENT_BACK, by=by, now=now, reason=reason)
    clocks.stop("accept", handover, now=now, reason="Sent back")
    # The child still has nobody: now the front door is waited for.
    clocks.start("offer-again", handover, started_at=now, about_id=handover.person_id)
    chronology.add(
        handover.person, at=now, kind="handover", title=f"{handover.team.name} sent back: {_kind(handover)}",
        source=handover, by=by, team_id=handover.team_id,
    )  # fmt: skip
    _audit("pathway.send_back_handover", handover, by, now)
    return handover


@action("pathway.offer_again", permission=Permission.CONTACT_SIGN_OFF)
def offer_again(
    handover: Handover,
    *,
    by: User,
    now: dt.datetime,
    team: Team,
    answer: str,
    expected_version: int | None = None,
) -> Handover:
    """Offer a hand-over that was sent back to the same team or another, with the answer to what it asked."""
    handover = _locked(handover, by, now, expected_version)
    fits = team.kind in kinds_like(handover) and team.starts_on <= day_of(now) <= (team.ends_on or day_of(now))
    policies.check_can_offer_again(handover, answer=answer, team_fits=fits)
    policies.check_team_may_see(team_may_see=queries.team_may_see(team, handover.person, now))
    _end_involvement(handover, now)
    change(handover, team=team)
    status.move(handover, HandoverState.AWAITING_ACCEPTANCE, by=by, now=now, reason=answer)
    _involve(handover, now)
    clocks.stop("offer-again", handover, now=now)
    clocks.start("accept", handover, started_at=now, about_id=handover.person_id, team_id=team.pk)
    _audit("pathway.offer_again", handover, by, now)
    return handover


@action("pathway.allocate_handover", permission=Permission.PATHWAY_ALLOCATE)
def allocate_handover(
    handover: Handover, *, by: User, now: dt.datetime, worker: User, expected_version: int | None = None
) -> Handover:
    """Give the child a worker; again, when the worker changes."""
    handover = _locked(handover, by, now, expected_version)
    in_team = Membership.objects.current(day_of(now)).filter(user=worker, team=handover.team_id).exists()
    policies.check_can_allocate(
        handover,
        is_in_team=handover.team_id in by.team_ids,
        worker_is_in_team=in_team,
        worker_may_see=is_visible_to(worker, handover.person, now=now),
    )
    change(handover, worker=worker, allocated_at=now)
    status.move(handover, HandoverState.ALLOCATED, by=by, now=now)
    clocks.stop("allocate", handover, now=now)
    clocks.reassign(handover, team_id=handover.team_id, owner_id=worker.pk)
    Involvement.objects.filter(**_source(handover), ended_at__isnull=True).update(worker=worker)
    chronology.add(
        handover.person, at=now, kind="handover", title=f"Allocated to a worker of {handover.team.name}",
        source=handover, by=by, team_id=handover.team_id,
    )  # fmt: skip
    _audit("pathway.allocate_handover", handover, by, now, worker_id=worker.pk)
    return handover


@action("pathway.close_handover", permission=Permission.PATHWAY_ALLOCATE)
def close_handover(
    handover: Handover,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    closure_reason: str = "RC7",
    expected_version: int | None = None,
) -> Handover:
    """End what was opened. A referral closes with its CIN census reason (RC7: services ceased for another reason)."""
    handover = _locked(handover, by, now, expected_version)
    policies.check_can_close(
        handover,
        is_in_team=handover.team_id in by.team_ids,
        may_sign_off=by.may(Permission.CONTACT_SIGN_OFF),
        reason=reason,
    )
    change(handover, closed_at=now)
    status.move(handover, HandoverState.CLOSED, by=by, now=now, reason=reason)
    for code in ("accept", "allocate", "offer-again"):
        clocks.cancel(code, handover, now=now, reason="Closed")
    Referral.objects.filter(handover=handover, closed_on__isnull=True).update(
        closed_on=day_of(now), closure_reason=closure_reason
    )
    EarlyHelpEpisode.objects.filter(handover=handover, ended_on__isnull=True).update(ended_on=day_of(now))
    _end_involvement(handover, now)
    chronology.add(
        handover.person, at=now, kind="handover", title=f"Closed: {_kind(handover)}", source=handover, by=by,
        team_id=handover.team_id,
    )  # fmt: skip
    _audit("pathway.close_handover", handover, by, now)
    return handover


def _locked(handover: Handover, by: User, now: dt.datetime, expected_version: int | None) -> Handover:
    locked = lock(handover, expected_version=expected_version)
    queries.check_visible(Scope(by, now), locked)
    return locked


def _kind(handover: Handover) -> str:
    return handover.get_kind_display().lower()


def _source(handover: Handover) -> dict[str, Any]:
    return {"source_type": handover._meta.label_lower, "source_id": handover.pk}


def _involve(handover: Handover, now: dt.datetime) -> None:
    Involvement.objects.create(
        person=handover.person, team=handover.team, what=handover.get_kind_display(), started_at=now,
        **_source(handover),
    )  # fmt: skip


def _end_involvement(handover: Handover, now: dt.datetime) -> None:
    Involvement.objects.filter(**_source(handover), ended_at__isnull=True).update(ended_at=now)


def _audit(name: str, handover: Handover, by: User, now: dt.datetime, **detail: Any) -> None:
    journal.record(name, by=by, now=now, subject=handover, about=[handover.person_id], detail=detail)
