"""How is a paper, a letter or a report kept: its bytes, its fingerprint and its words by page?

Plain functions for the actions of this app: they have asked for permission and write the audit entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

import pypdfium2
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from threshold.access.models import User
from threshold.core.errors import Refused
from threshold.improvement.models import Authority, SourceDocument
from threshold.people import file_checks, virus_scan
from threshold.ui.filters import byte_size

#: A report has 40 pages; a whole board's pack perhaps 300.
_MOST_PAGES = 500
_MOST_SIGNS = 2_000_000


def keep_document(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    title: str,
    source: str,
    dated_on: dt.date | None = None,
    text: str = "",
    pages: Sequence[str] = (),
    upload: UploadedFile | None = None,
) -> SourceDocument:
    """A new document, or the one that is here already with the same bytes.

    Args:
        source: where it comes from, in words or as an address.
        text: its words, where there is no file or the file's words cannot be read; a form feed begins a new page.
        pages: the same, page by page, where whoever calls has read the file already.
        upload: the file.

    Raises:
        Refused: the file is too large, not what its name says, of a kind we do not take, or infected; or there is
            neither title nor source.
    """
    title, source = title.strip(), source.strip()
    if not title or not source:
        raise Refused("Say what this document is and where it comes from.")
    words = list(pages) or [page for page in text.replace("\r\n", "\n").split("\f") if page.strip()]
    if sum(map(len, words)) > _MOST_SIGNS:
        raise Refused(f"The text is longer than {_MOST_SIGNS:,} signs. Keep the part that is quoted.")
    facts = {
        "authority": authority,
        "kind": kind,
        "title": title[:200],
        "source": source[:300],
        "dated_on": dated_on,
        "added_at": now,
        "added_by": by,
    }
    if upload is None:
        return SourceDocument.objects.create(pages=words, **facts)
    name, content_type, data = _checked(upload)
    digest = hashlib.sha256(data).hexdigest()
    found = SourceDocument.objects.filter(authority=authority, sha256=digest).first()
    if found is not None:
        return found
    path = default_storage.save(f"improvement/{now:%Y/%m}/{uuid.uuid4().hex}", ContentFile(data))
    try:
        return SourceDocument.objects.create(
            pages=words or words_of(data, content_type), file=path, name=name, content_type=content_type,
            size=len(data), sha256=digest, **facts,
        )  # fmt: skip
    except BaseException:
        default_storage.delete(path)
        raise


def _checked(upload: UploadedFile) -> tuple[str, str, bytes]:
    name = file_checks.tidy_name(upload.name or "")
    if not upload.size:
        raise Refused("The file is empty. Choose another.")
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        most = byte_size(settings.ATTACHMENT_MAX_BYTES)
        raise Refused(f"The file must be {most} or smaller. It is {byte_size(upload.size)}.")
    kind = file_checks.check(upload, name)
    virus_scan.scan(upload)
    upload.seek(0)
    return name, kind.content_type, upload.read()


def words_of(data: bytes, content_type: str) -> list[str]:
    """The words of each page of a PDF or text file; none where they cannot be read."""
    if content_type == "text/plain":
        return [page for page in data.decode("utf-8-sig", "replace").split("\f") if page.strip()]
    if content_type != "application/pdf":
        return []
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            pages = [
                document[number].get_textpage().get_text_range() for number in range(min(len(document), _MOST_PAGES))
            ]
        finally:
            document.close()
    except pypdfium2.PdfiumError:
        return []
    # PostgreSQL keeps no NUL.
    return [page.replace("\x00", "") for page in pages] if sum(map(len, pages)) <= _MOST_SIGNS else []
