"""What has the front door's past been, for the model? And which runs are there?

The model needs the whole stream: a contact about a restricted child takes as much work as any other. It gets no child,
no contact's number and no team, only moments and ratings, and pages round every count made from them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, day_of
from threshold.core.errors import NotVisible
from threshold.frontdoor import pack as frontdoor_pack
from threshold.frontdoor.models import Contact, Decision, InformationRequest, RagRating
from threshold.frontdoor.states import ContactState, DecisionState
from threshold.insight.capacity.history import History, Seen
from threshold.insight.capacity.simulate import Year, summarise
from threshold.insight.capacity.states import RunState
from threshold.insight.models import CapacityRun

#: Read so far back: the last twelve months to be foretold, and a year to learn from.
YEARS_BACK = dt.timedelta(days=2 * 365 + 45)
#: In these states every child of the contact has a decision that stands.
_DECIDED = (ContactState.AWAITING_SIGN_OFF, ContactState.ANSWERING, ContactState.CLOSED)
_STANDS = (DecisionState.AWAITING_SIGN_OFF, DecisionState.SIGNED_OFF)


def history(until: dt.date) -> History:
    """All contacts received up to the end of a day, with what was known at its end. Four queries, whatever the size.

    A contact's first screening is its first rating; it is decided when the last of its children was.
    """
    since, end = until - YEARS_BACK, _midnight(until + dt.timedelta(days=1))
    received = Q(received_at__gte=_midnight(since), received_at__lt=end)
    of_contact = Q(contact__received_at__gte=_midnight(since), contact__received_at__lt=end)
    ranks = {rating.code: rank for rank, rating in enumerate(frontdoor_pack.of().ratings)}
    contacts = Contact.objects.filter(received).order_by("received_at", "pk")
    screened = _first_ratings(of_contact)
    decided = _last_decisions(of_contact)
    asked = _partners(of_contact)
    rows = []
    for pk, at, rag, danger, state in contacts.values_list(
        "pk", "received_at", "rag", "is_immediate_danger", "state"
    ).iterator(chunk_size=5_000):
        first, last = asked.get(pk, (None, None))
        done = decided.get(pk) if state in _DECIDED else None
        rows.append(
            Seen(
                received=_local(at),
                # Not rated yet: as the least urgent, until somebody has looked at it.
                rank=ranks.get(rag, len(ranks) - 1),
                danger=danger,
                screened=_known(screened.get(pk), end),
                decided=_known(done, end),
                asked=_known(first, end),
                answered=_known(last, end),
            )
        )
    first_day = rows[0].received.date() if rows else until + dt.timedelta(days=1)
    return History(first_day, until, rows)


def last_whole_day(now: dt.datetime) -> dt.date:
    return day_of(now) - dt.timedelta(days=1)


def _first_ratings(of_contact: Q) -> dict[int, dt.datetime]:
    found = RagRating.objects.filter(of_contact).exclude(rag="")
    return dict(found.order_by().values("contact_id").annotate(at=Min("at")).values_list("contact_id", "at"))


def _last_decisions(of_contact: Q) -> dict[int, dt.datetime]:
    found = Decision.objects.filter(of_contact, is_current=True, state__in=_STANDS)
    return dict(found.order_by().values("contact_id").annotate(at=Max("decided_at")).values_list("contact_id", "at"))


def _partners(of_contact: Q) -> dict[int, tuple[dt.datetime, dt.datetime | None]]:
    found = InformationRequest.objects.filter(of_contact)
    rows = found.order_by().values("contact_id").annotate(first=Min("asked_at"), last=Max("answered_at"))
    return {pk: (first, last) for pk, first, last in rows.values_list("contact_id", "first", "last")}


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), LONDON)


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(LONDON).replace(tzinfo=None)


def _known(at: dt.datetime | None, end: dt.datetime) -> dt.datetime | None:
    """What happened after the last day is not known yet: a run that is taken up later sees the same past."""
    return _local(at) if at is not None and at < end else None


# --- Runs -------------------------------------------------------------------------------------------------------


def unfinished() -> QuerySet[CapacityRun]:
    return CapacityRun.objects.filter(finished_at__isnull=True)


def visible_runs(scope: Scope) -> QuerySet[CapacityRun]:
    """The runs, the latest first: of everybody who may run one, because they all ask about the same front door."""
    if not scope.may(Permission.CAPACITY_RUN):
        return CapacityRun.objects.none()
    return CapacityRun.objects.select_related("asked_by").order_by("-asked_at", "-pk")


def get_visible_run(scope: Scope, number: int) -> CapacityRun:
    """Raises NotVisible where there is none, or none for this person."""
    found = visible_runs(scope).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def latest_answer(scope: Scope) -> CapacityRun | None:
    """The run that was finished last."""
    return visible_runs(scope).filter(state=RunState.DONE).order_by("-finished_at").first()


def years_done(run: CapacityRun) -> int:
    return run.years.count()


def forecasts(run: CapacityRun) -> list[dict[str, Any]]:
    """What the years simulated so far have in common: for each scenario its forecast and how many years; or nothing."""
    if run.state == RunState.DONE:
        return list(run.results)
    found = []
    for place in range(len(run.scenarios)):
        rows = run.years.filter(scenario=place).order_by("number").values_list("outcome", flat=True)
        years = [Year.from_data(row) for row in rows]
        if not years:
            return []
        found.append({**summarise(years).to_data(), "years": len(years)})
    return found
