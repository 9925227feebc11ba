"""What was asked for and given in an inspection, and what would a snapshot of it say?"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import end_of_day
from threshold.core.errors import NotVisible
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
)
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
