"""What was asked for and given in an inspection, and what would a snapshot of it say?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from threshold.access.models import Team, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of, end_of_day
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.frontdoor.queries import visible_children
from threshold.improvement.models import (
    Authority,
    CaseSample,
    DocumentRequest,
    Evidence,
    GivenItem,
    Inspection,
    RoomSnapshot,
    SourceDocument,
    StaffInterview,
)
from threshold.improvement.states import DocumentRequestState
from threshold.pathway.models import EarlyHelpEpisode, Referral
from threshold.people.models import Person
from threshold.people.queries import about_visible_people, visible_people
from threshold.quality.sampling import Entry, Method, digest, draw


def requests_of(scope: Scope, inspection: Inspection) -> QuerySet[DocumentRequest]:
    scope.require(Permission.ROOM_USE)
    return inspection.requests.select_related("owner", "answered_by").order_by("number")


def get_request(scope: Scope, inspection: Inspection, number: int) -> DocumentRequest:
    """Raises NotVisible where the inspection has no request of that number."""
    found = requests_of(scope, inspection).filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def given_in(inspection: Inspection, *, until: dt.datetime | None = None) -> QuerySet[GivenItem]:
    """Everything that was given, in the order in which it was."""
    items = GivenItem.objects.filter(request__inspection=inspection)
    if until is not None:
        items = items.filter(given_at__lte=until)
    return items.select_related("request", "document", "evidence", "given_by").order_by("given_at", "pk")


def documents_to_give(authority: Authority) -> QuerySet[SourceDocument]:
    return authority.documents.order_by("-added_at", "-pk")


def evidence_to_give(authority: Authority) -> QuerySet[Evidence]:
    return authority.evidence.select_related("document").order_by("-added_at", "-pk")


# --- What a given thing is ---------------------------------------------------------------------------------------


def facts_of_document(document: SourceDocument) -> dict[str, Any]:
    return {
        "kind": "document",
        "reference": document.reference,
        "title": document.title,
        "source": document.source,
        "dated_on": document.dated_on.isoformat() if document.dated_on else None,
        "file": document.name,
        "words_sha256": _sha256("\f".join(document.pages)) if document.pages else "",
    }


def facts_of_evidence(evidence: Evidence) -> dict[str, Any]:
    """A reading's numbers among them: a later correction of records does not move what was given."""
    return {
        "kind": evidence.kind,
        "reference": evidence.reference,
        "title": evidence.shows,
        "measure": evidence.measure,
        "first_on": evidence.first_on.isoformat() if evidence.first_on else None,
        "last_on": evidence.last_on.isoformat() if evidence.last_on else None,
        "numerator": evidence.numerator,
        "denominator": evidence.denominator,
        "value": str(evidence.value) if evidence.value is not None else None,
        "tool": evidence.tool,
        "document_sha256": evidence.document.sha256 if evidence.document else "",
    }


def facts_of(thing: SourceDocument | Evidence) -> dict[str, Any]:
    return facts_of_document(thing) if isinstance(thing, SourceDocument) else facts_of_evidence(thing)


def fingerprint(thing: SourceDocument | Evidence) -> str:
    """SHA-256 of a document's bytes; where there is no file, of what it says, in one fixed form."""
    if isinstance(thing, SourceDocument):
        return thing.sha256 or _sha256(fixed(facts_of_document(thing)))
    return _sha256(fixed(facts_of_evidence(thing)))


def fixed(data: Any) -> str:
    """JSON in one fixed form: the same data always gives the same bytes."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- Snapshots ---------------------------------------------------------------------------------------------------


def snapshot_content(inspection: Inspection, until: dt.datetime) -> str:
    """What had been asked and given up to a moment, from rows that never change: drawn again, the same bytes."""
    requests = inspection.requests.filter(asked_at__lte=until).order_by("number")
    return fixed(
        {
            "inspection": inspection.reference,
            "until": until.astimezone(dt.UTC).isoformat(),
            "requests": [
                {"number": row.number, "words": row.words, "asked_by": row.asked_by,
                 "asked_at": row.asked_at.astimezone(dt.UTC).isoformat()}
                for row in requests
            ],
            "given": [
                {"request": item.request.number, "sha256": item.sha256, "facts": item.facts,
                 "given_at": item.given_at.astimezone(dt.UTC).isoformat()}
                for item in given_in(inspection, until=until)
            ],
        }
    )  # fmt: skip


def is_as_sealed(snapshot: RoomSnapshot) -> bool:
    """Whether the kept bytes have their seal, and drawing it again gives the same."""
    content = snapshot_content(snapshot.inspection, snapshot.drawn_at)
    return _sha256(snapshot.content) == snapshot.sha256 and content == snapshot.content


def seal(content: str) -> str:
    return _sha256(content)


def get_snapshot(scope: Scope, inspection: Inspection, number: int) -> RoomSnapshot:
    scope.require(Permission.ROOM_USE)
    found = inspection.snapshots.select_related("drawn_by").filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


# --- Cases -------------------------------------------------------------------------------------------------------


def population(scope: Scope, kind: str, first_on: dt.date, last_on: dt.date) -> list[int]:
    """Ids of the records of people that this person may see, of one kind and some days, in ascending order."""
    rows: QuerySet[Any]
    match CaseSample.Population(kind):
        case CaseSample.Population.FRONT_DOOR:
            start, end = end_of_day(first_on - dt.timedelta(days=1)), end_of_day(last_on)
            rows = visible_children(scope).filter(received_at__gt=start, received_at__lte=end)
        case CaseSample.Population.REFERRALS:
            found = about_visible_people(Referral.objects.all(), scope)
            rows = found.filter(referred_on__range=(first_on, last_on))
        case CaseSample.Population.EARLY_HELP:
            episodes = about_visible_people(EarlyHelpEpisode.objects.all(), scope)
            rows = episodes.filter(started_on__range=(first_on, last_on))
    return sorted(set(rows.values_list("person_id", flat=True)))


def drawn_from(seed: str, ids: list[int], size: int) -> tuple[list[int], str]:
    """Who is drawn, in the order of drawing, and the population's fingerprint: as audits are (`quality.sampling`)."""
    people = {Entry(Person(pk=pk).reference): pk for pk in ids}
    entries = list(people)
    return [people[entry] for entry in draw(seed, entries, size=size, method=Method.RANDOM)], digest(entries)


def sees_people(scope: Scope) -> bool:
    """Whether this person's role reads children's records at all."""
    return scope.may(Permission.PEOPLE_READ)


def people_of(scope: Scope, sample: CaseSample) -> list[Person]:
    """Those drawn whom this person may see, in the order in which they were drawn."""
    if not sees_people(scope):
        return []
    found = {person.pk: person for person in visible_people(scope).filter(pk__in=sample.drawn)}
    return [found[pk] for pk in sample.drawn if pk in found]


def get_sample(scope: Scope, inspection: Inspection, number: int) -> CaseSample:
    """The list with its names: only for whoever reads children's records."""
    scope.require(Permission.ROOM_USE)
    scope.require(Permission.PEOPLE_READ)
    found = inspection.case_samples.select_related("drawn_by").filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


# --- Pages -------------------------------------------------------------------------------------------------------


def rooms(scope: Scope, authority: Authority) -> list[Inspection]:
    """The inspections of an authority, the latest first, each with its number of requests `asked` and `waiting`."""
    scope.require(Permission.ROOM_USE)
    waiting = Count("requests", filter=Q(requests__state=DocumentRequestState.OPEN))
    found = authority.inspections.annotate(asked=Count("requests"), waiting=waiting)
    return list(found.order_by("-ends_on", "-pk")[:100])


def get_inspection(scope: Scope, reference: str) -> Inspection:
    """An inspection of our own authority: examples have no room."""
    scope.require(Permission.ROOM_USE)
    number = references.read(reference, "N") or 0
    found = Inspection.objects.filter(pk=number, authority__is_ours=True).select_related("authority").first()
    if found is None:
        raise NotVisible
    return found


def clocks_of(requests: Iterable[DocumentRequest]) -> dict[int, Clock]:
    """The running clock of each request."""
    ids = [request.pk for request in requests]
    rows = Clock.objects.filter(
        subject_type=DocumentRequest._meta.label_lower, subject_id__in=ids, stopped_at__isnull=True
    )
    return {clock.subject_id: clock for clock in rows}


def interviews_of(inspection: Inspection) -> list[StaffInterview]:
    return list(inspection.interviews.select_related("team").order_by("starts_at", "pk"))


def get_interview(scope: Scope, inspection: Inspection, number: int) -> StaffInterview:
    scope.require(Permission.ROOM_USE)
    found = inspection.interviews.filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def owners(scope: Scope) -> list[User]:
    """Who can be given a request: whoever may open the room."""
    return list(staff_who_may(Permission.ROOM_USE, day_of(scope.now)))


def teams(scope: Scope) -> list[Team]:
    return list(Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day_of(scope.now))).order_by("name"))


def my_requests(scope: Scope) -> list[DocumentRequest]:
    """What inspectors asked for and waits for this person."""
    if not scope.may(Permission.ROOM_USE):
        return []
    rows = DocumentRequest.objects.filter(owner=scope.user, state=DocumentRequestState.OPEN)
    return list(rows.select_related("inspection").order_by("asked_at", "pk")[:100])
