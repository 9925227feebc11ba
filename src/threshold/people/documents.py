"""How is a file that somebody attached checked, kept, found and taken away again?

Plain functions for the actions of the apps above: they have asked for permission and write the audit entry. A file
lies outside the web root under a name that nobody can guess; `Document` says what it is and which record it belongs
to. What somebody attaches to a form before sending it belongs to the form's draft until then.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import Refused
from threshold.core.models import Draft
from threshold.people import file_checks, queries, virus_scan
from threshold.people.models import Document
from threshold.ui.filters import byte_size

#: What a form tells people that they may attach.
ENDINGS = tuple(file_checks.KINDS)


def attach(
    record: models.Model, upload: UploadedFile, *, by: User, now: dt.datetime, about: Iterable[int] | None = None
) -> Document:
    """Check, scan and keep a file as part of a record.

    Args:
        about: ids of the persons it is about; None for every child on the record.

    Raises:
        Refused: it is too large, not what its name says, of a kind we do not take, or infected. Nothing is kept.
    """
    name = file_checks.tidy_name(upload.name or "")
    size = upload.size or 0
    if not size:
        raise Refused("The file is empty. Choose another.")
    if size > settings.ATTACHMENT_MAX_BYTES:
        most = byte_size(settings.ATTACHMENT_MAX_BYTES)
        raise Refused(f"The file must be {most} or smaller. It is {byte_size(size)}.")
    kind = file_checks.check(upload, name)
    scan = virus_scan.scan(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = default_storage.save(f"documents/{now:%Y/%m}/{uuid.uuid4().hex}", upload)
    try:
        document = Document.objects.create(
            record_type=record._meta.label_lower,
            record_id=record.pk,
            file=path,
            name=name,
            content_type=kind.content_type,
            size=size,
            sha256=digest.hexdigest(),
            scan=scan,
            about_everyone=about is None,
            added_at=now,
            added_by=by,
        )
        document.about.set(about or ())
    except BaseException:
        default_storage.delete(path)
        raise
    return document


def of_record(record: models.Model) -> QuerySet[Document]:
    """The files of a record, oldest first. The caller has made sure that the reader may see all of it."""
    return Document.objects.filter(record_type=record._meta.label_lower, record_id=record.pk).order_by("pk")


def visible_documents(scope: Scope, record: models.Model) -> QuerySet[Document]:
    """Those files of a record that this person may see, oldest first.

    The caller has made sure that the person may see the record. A file that is about somebody shows when at least
    one of them is visible and none is hidden by a restriction, as with passages.
    """
    return _readable(scope, of_record(record))


def visible_documents_of(scope: Scope, records: Sequence[models.Model]) -> dict[int, list[Document]]:
    """The same for several records of one kind, by record: one query for a whole list."""
    if not records:
        return {}
    rows = Document.objects.filter(
        record_type=records[0]._meta.label_lower, record_id__in=[record.pk for record in records]
    )
    found: dict[int, list[Document]] = {}
    for document in _readable(scope, rows).order_by("pk"):
        found.setdefault(document.record_id, []).append(document)
    return found


def _readable(scope: Scope, rows: QuerySet[Document]) -> QuerySet[Document]:
    named = Document.about.through.objects.filter(document_id=OuterRef("pk"))
    return queries.readable(rows, scope, named=named)


def reference(document: Document) -> str:
    return references.make("D", document.pk)


def find(text: str) -> Document | None:
    """The document of a reference. Whether the reader may have it is for the app of its record to say."""
    return Document.objects.filter(pk=references.read(text, "D") or 0).first()


def hand_over(draft: Draft, record: models.Model) -> int:
    """What was attached to a form now belongs to the record that came of it. Returns how many."""
    return of_record(draft).update(record_type=record._meta.label_lower, record_id=record.pk)


def remove(document: Document) -> None:
    """Take a file away that was never part of a record; the stored file goes when the transaction is through."""
    if document.record_type != Draft._meta.label_lower:
        raise ValueError("A document that belongs to a record stays with it.")
    path = document.file.name
    document.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def abandoned() -> QuerySet[Document]:
    """Files of forms that were never sent and whose drafts have gone."""
    drafts = Draft.objects.filter(pk=OuterRef("record_id"))
    return Document.objects.filter(~Exists(drafts), record_type=Draft._meta.label_lower)
