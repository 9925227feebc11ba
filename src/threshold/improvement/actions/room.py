"""How is it recorded what inspectors asked for and were given, and how is that sealed?"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max, QuerySet

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import calendar, clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.improvement import keeping
from threshold.improvement.models import (
    CaseSample,
    DocumentRequest,
    Evidence,
    GivenItem,
    Inspection,
    RoomSnapshot,
    SourceDocument,
    StaffInterview,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import room as policies
from threshold.improvement.queries import room as queries
from threshold.improvement.states import DocumentRequestState

CLOCK = "inspection-request"


def _next(rows: QuerySet[DocumentRequest] | QuerySet[RoomSnapshot] | QuerySet[CaseSample]) -> int:
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


@action("improvement.record_request", permission=Permission.ROOM_USE)
def record_request(
    inspection: Inspection,
    *,
    by: User,
    now: dt.datetime,
    words: str,
    asked_by: str,
    owner: User,
    asked_at: dt.datetime | None = None,
    working_days: int | None = None,
) -> DocumentRequest:
    """Write down what an inspector asked for, and start its clock.

    Args:
        asked_by: the inspector's role.
        owner: who gets it: somebody who may open the inspection room.
        working_days: where the inspector named a time other than the pack's.
    """
    inspection = lock(inspection)
    authorities.check_may_be_written(inspection.authority)
    asked_at = asked_at or now
    policies.check_can_ask(words=words, asked_by=asked_by, asked_at=asked_at, now=now)
    request = DocumentRequest(
        inspection=inspection, number=_next(inspection.requests.all()), words=words.strip(),
        asked_by=asked_by.strip(), asked_at=asked_at, owner=owner,
    )  # fmt: skip
    policies.check_can_hand_on(request, owner_may_use_room=owner.may(Permission.ROOM_USE))
    request.save()
    status.begin(request, by=by, now=now)
    unit = clocks.Unit.WORKING_DAYS if working_days else None
    clocks.start(CLOCK, request, started_at=asked_at, owner_id=owner.pk, limit=working_days or None, unit=unit)
    journal.record("improvement.record_request", by=by, now=now, subject=request)
    return request


@action("improvement.hand_request_on", permission=Permission.ROOM_USE)
def hand_request_on(
    request: DocumentRequest, *, by: User, now: dt.datetime, owner: User, expected_version: int | None = None
) -> DocumentRequest:
    """Give a request to somebody else."""
    request = lock(request, expected_version=expected_version)
    authorities.check_may_be_written(request.inspection.authority)
    policies.check_can_hand_on(request, owner_may_use_room=owner.may(Permission.ROOM_USE))
    change(request, owner=owner)
    clocks.reassign(request, team_id=None, owner_id=owner.pk)
    journal.record("improvement.hand_request_on", by=by, now=now, subject=request, detail={"owner": owner.pk})
    return request


@action("improvement.answer_request", permission=Permission.ROOM_USE)
def answer_request(
    request: DocumentRequest,
    *,
    by: User,
    now: dt.datetime,
    answer: str,
    documents: Sequence[SourceDocument] = (),
    evidence: Sequence[Evidence] = (),
    upload: UploadedFile | None = None,
    upload_title: str = "",
    expected_version: int | None = None,
) -> DocumentRequest:
    """Give inspectors what they asked for. What is given is kept with its fingerprint as it is at this moment.

    Args:
        upload: a new file, which is kept among the authority's documents.

    Raises:
        Refused: nothing is given and nothing said, or something was given to this request already.
    """
    request = lock(request, expected_version=expected_version)
    authority = request.inspection.authority
    authorities.check_may_be_written(authority)
    given: list[SourceDocument | Evidence] = [*documents, *evidence]
    if upload is not None:
        title = upload_title.strip() or upload.name or "Document"
        given.append(
            keeping.keep_document(
                authority, by=by, now=now, kind=SourceDocument.Kind.OTHER, title=title,
                source=f"Given to inspectors, request {request.number}", dated_on=calendar.day_of(now), upload=upload,
            )
        )  # fmt: skip
    before = {(item.document_id, item.evidence_id) for item in request.given.all()}
    keys = [_key(thing) for thing in given]
    policies.check_can_answer(
        request,
        answer=answer,
        is_anything_given=bool(given),
        is_of_the_authority=all(thing.authority_id == authority.pk for thing in given),
        is_repeated=len(set(keys)) < len(keys) or bool(before & set(keys)),
    )
    GivenItem.objects.bulk_create(_item(request, thing, by, now) for thing in given)
    values = {"answer": answer.strip(), "answered_at": now, "answered_by": by, "version": request.version + 1}
    status.move(request, DocumentRequestState.ANSWERED, by=by, now=now, values=values)
    clocks.stop(CLOCK, request, now=now)
    journal.record("improvement.answer_request", by=by, now=now, subject=request, detail={"given": len(given)})
    return request


def _key(thing: SourceDocument | Evidence) -> tuple[int | None, int | None]:
    return (thing.pk, None) if isinstance(thing, SourceDocument) else (None, thing.pk)


def _item(request: DocumentRequest, thing: SourceDocument | Evidence, by: User, now: dt.datetime) -> GivenItem:
    document, evidence = (thing, None) if isinstance(thing, SourceDocument) else (None, thing)
    return GivenItem(
        request=request,
        document=document,
        evidence=evidence,
        facts=queries.facts_of(thing),
        sha256=queries.fingerprint(thing),
        given_at=now,
        given_by=by,
    )


@action("improvement.ask_again", permission=Permission.ROOM_USE)
def ask_again(
    request: DocumentRequest, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> DocumentRequest:
    """The inspector looked at the answer and needs more: the request is open again, with a new clock."""
    request = lock(request, expected_version=expected_version)
    authorities.check_may_be_written(request.inspection.authority)
    policies.check_can_ask_again(request, reason=reason)
    values = {"version": request.version + 1}
    status.move(request, DocumentRequestState.OPEN, by=by, now=now, reason=reason.strip(), values=values)
    clocks.start(CLOCK, request, started_at=now, owner_id=request.owner_id)
    journal.record("improvement.ask_again", by=by, now=now, subject=request)
    return request


@action("improvement.withdraw_request", permission=Permission.ROOM_USE)
def withdraw_request(
    request: DocumentRequest, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> DocumentRequest:
    """The inspector no longer wants it."""
    request = lock(request, expected_version=expected_version)
    authorities.check_may_be_written(request.inspection.authority)
    policies.check_can_withdraw(request, reason=reason)
    values = {"version": request.version + 1}
    status.move(request, DocumentRequestState.WITHDRAWN, by=by, now=now, reason=reason.strip(), values=values)
    clocks.cancel(CLOCK, request, now=now, reason="The inspector no longer wants it")
    journal.record("improvement.withdraw_request", by=by, now=now, subject=request)
    return request


@action("improvement.seal_snapshot", permission=Permission.ROOM_USE)
def seal_snapshot(inspection: Inspection, *, by: User, now: dt.datetime) -> RoomSnapshot:
    """Seal what inspectors have been given up to now.

    Raises:
        Refused: nothing was given yet.
    """
    inspection = lock(inspection)
    authorities.check_may_be_written(inspection.authority)
    policies.check_can_seal(is_anything_given=queries.given_in(inspection, until=now).exists())
    content = queries.snapshot_content(inspection, now)
    snapshot = RoomSnapshot.objects.create(
        inspection=inspection, number=_next(inspection.snapshots.all()), content=content, sha256=queries.seal(content),
        drawn_at=now, drawn_by=by,
    )  # fmt: skip
    journal.record("improvement.seal_snapshot", by=by, now=now, subject=snapshot, detail={"sha256": snapshot.sha256})
    return snapshot


@action("improvement.plan_interview", permission=Permission.ROOM_USE)
def plan_interview(
    inspection: Inspection,
    *,
    by: User,
    now: dt.datetime,
    job_title: str,
    interviewer: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    team: Team | None = None,
    place: str = "",
) -> StaffInterview:
    """Put an interview with somebody of a job into the list. No names: the job and the slot are what is arranged."""
    authorities.check_may_be_written(inspection.authority)
    policies.check_can_plan_interview(
        job_title=job_title, interviewer=interviewer, starts_at=starts_at, ends_at=ends_at
    )
    interview = StaffInterview.objects.create(
        inspection=inspection, job_title=job_title.strip(), team=team, interviewer=interviewer.strip(),
        starts_at=starts_at, ends_at=ends_at, place=place.strip(), recorded_at=now, recorded_by=by,
    )  # fmt: skip
    journal.record("improvement.plan_interview", by=by, now=now, subject=interview)
    return interview


@action("improvement.cancel_interview", permission=Permission.ROOM_USE)
def cancel_interview(interview: StaffInterview, *, by: User, now: dt.datetime, reason: str) -> StaffInterview:
    """Take an interview off the list; it stays readable with the reason."""
    interview = lock(interview)
    authorities.check_may_be_written(interview.inspection.authority)
    policies.check_can_cancel_interview(interview, reason=reason)
    interview.cancelled_because = reason.strip()
    interview.save(update_fields=["cancelled_because"])
    journal.record("improvement.cancel_interview", by=by, now=now, subject=interview)
    return interview


@action("improvement.draw_cases", permission=Permission.ROOM_USE)
def draw_cases(
    inspection: Inspection,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    first_on: dt.date,
    last_on: dt.date,
    size: int,
    seed: str = "",
) -> CaseSample:
    """Draw the cases that inspectors look at, from those whom the drawer may see.

    Args:
        seed: the inspector's, where they bring one; otherwise one nobody could have chosen.

    Raises:
        NotPermitted: whoever draws does not read children's records.
        Refused: there is nobody to draw from.
    """
    inspection = lock(inspection)
    authorities.check_may_be_written(inspection.authority)
    scope = Scope(by, now)
    sees = queries.sees_people(scope)
    ids = queries.population(scope, kind, first_on, last_on) if sees else []
    policies.check_can_draw(
        sees_people=sees, size=size, population=len(ids), first_on=first_on, last_on=last_on,
        today=calendar.day_of(now),
    )  # fmt: skip
    seed = seed.strip()[:64] or secrets.token_hex(16)
    drawn, fingerprint = queries.drawn_from(seed, ids, size)
    sample = CaseSample.objects.create(
        inspection=inspection, number=_next(inspection.case_samples.all()), kind=kind, first_on=first_on,
        last_on=last_on, seed=seed, population=ids, population_sha256=fingerprint, drawn=drawn, drawn_at=now,
        drawn_by=by,
    )  # fmt: skip
    journal.record("improvement.draw_cases", by=by, now=now, subject=sample, about=drawn, detail={"drawn": len(drawn)})
    return sample
