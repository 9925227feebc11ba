"""Which documents may this person read, and where does each of them stand?

A document is read by whoever reads the pages that rest on it. What was only ever given to inspectors is for those who
use the inspection room: it may hold what was written for inspectors alone.
"""

from __future__ import annotations

import functools
import operator
from typing import NamedTuple

from django.db.models import Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import Authority, SourceDocument
from threshold.improvement.states import PublicationState

#: What a document rests with, where everybody who reads improvement may read it. A report that is still to be
#: compared is not among them: it may be under embargo, and is for whoever records inspections.
_READ_BY_ALL = (
    "inspections", "evidence", "interventions", "advice", "meetings", "strategies", "providers", "history_notes",
)  # fmt: skip


class Use(NamedTuple):
    """One place where a document stands: what kind of thing, its title, and its page's name with the arguments."""

    what: str
    title: str
    page: str
    arguments: tuple[str | int, ...]


def visible_documents(scope: Scope) -> QuerySet[SourceDocument]:
    """The documents that this person may read. Those that stand nowhere yet are for whoever can lay them somewhere."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return SourceDocument.objects.none()
    if scope.may(Permission.ROOM_USE):
        return SourceDocument.objects.all()
    quoted = Q(publications__state=PublicationState.PUBLISHED)
    about = functools.reduce(operator.or_, (Q(**{f"{what}__isnull": False}) for what in _READ_BY_ALL), quoted)
    return SourceDocument.objects.filter(pk__in=SourceDocument.objects.filter(about).values("pk"))


def documents_of(scope: Scope, authority: Authority) -> QuerySet[SourceDocument]:
    """An authority's documents that this person may read, the newest first: to choose among them."""
    return visible_documents(scope).filter(authority=authority).order_by("-added_at", "-pk")


def get_document(scope: Scope, reference: str) -> SourceDocument:
    """Raises NotVisible where there is none for this person."""
    rows = visible_documents(scope).select_related("authority", "added_by")
    found = rows.filter(pk=references.read(reference, "D") or 0).first()
    if found is None:
        raise NotVisible
    return found


def uses_of(scope: Scope, document: SourceDocument) -> list[Use]:
    """Every page on which a document stands and that this person may open; ten queries, whatever the document."""
    found = [Use("Inspection or visit", one.title, "inspection", (one.reference,)) for one in
             document.inspections.order_by("pk")]  # fmt: skip
    found += [
        Use("Board meeting", f"{one.board.name}", "meeting", (one.reference,))
        for one in document.meetings.select_related("board").order_by("held_on", "pk")
    ]
    found += [Use("Evidence", one.shows, "evidence", (one.reference,)) for one in document.evidence.order_by("pk")]
    found += [
        Use("Notice or direction", one.title, "intervention", (one.reference,))
        for one in document.interventions.order_by("pk")
    ]
    found += [Use("Advice", one.title, "advice_page", (one.reference,)) for one in document.advice.order_by("pk")]
    found += [Use("Strategy", one.title, "strategy", (one.pk,)) for one in document.strategies.order_by("pk")]
    if scope.may(Permission.ROOM_USE):
        given = document.given.select_related("request__inspection").order_by("pk")
        found += [
            Use(
                "Given to inspectors", f"{one.request.inspection.title}, request {one.request.number}", "room_request",
                (one.request.inspection.reference, one.request.number),
            )
            for one in given
            if one.request.inspection.authority.is_ours
        ]  # fmt: skip
    return found
