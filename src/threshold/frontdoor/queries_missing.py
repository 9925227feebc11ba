"""Which children who were missing came back, and which of them is still owed a return home interview?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.frontdoor.models import ContactChild, ReturnInterview
from threshold.frontdoor.queries import visible_children

_RUNNING = Q(rule="return-interview", subject_type=ContactChild._meta.label_lower, stopped_at__isnull=True)


def visible_interviews(scope: Scope) -> QuerySet[ReturnInterview]:
    """The interviews of children whom this person may see."""
    return ReturnInterview.objects.filter(child__in=visible_children(scope))


def interviews_due(scope: Scope, *, only_overdue: bool = False) -> QuerySet[ReturnInterview]:
    """Who is still owed an interview, the longest back first; also where the contact is closed."""
    found = visible_interviews(scope).filter(state=ReturnInterview.State.DUE)
    if only_overdue:
        late = Clock.objects.filter(_RUNNING, subject_id=OuterRef("child_id"), due_at__lt=scope.now)
        found = found.filter(Exists(late))
    return found.select_related("child__person", "child__contact__owner", "child__contact__team").order_by(
        "returned_at", "pk"
    )


def interview_clocks(interviews: Iterable[ReturnInterview]) -> dict[int, Clock]:
    """The running clock of each, by the id of the interview."""
    of_child = {interview.child_id: interview.pk for interview in interviews}
    rows = Clock.objects.filter(_RUNNING, subject_id__in=of_child)
    return {of_child[clock.subject_id]: clock for clock in rows}


def interviews_of(children: Iterable[ContactChild]) -> dict[int, ReturnInterview]:
    """The interviews of a contact's shown children, by the id of the child on the contact."""
    rows = ReturnInterview.objects.filter(child__in=list(children)).select_related("recorded_by")
    return {interview.child_id: interview for interview in rows}


def get_interview(child: ContactChild) -> ReturnInterview:
    """The interview of a child whom the reader may see. Raises NotVisible where none is owed or recorded."""
    found = ReturnInterview.objects.filter(child=child).select_related("child__contact", "child__person").first()
    if found is None:
        raise NotVisible
    return found
