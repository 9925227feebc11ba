"""How does a board's paper, a letter or another document come to be kept here?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.improvement import keeping
from threshold.improvement.models import Authority, SourceDocument
from threshold.improvement.policies import authorities


@action("improvement.add_document", permission=Permission.GOVERNANCE_RECORD)
def add_document(
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
    """Keep a document; the one that is here already where its bytes are the same. See `keeping.keep_document`.

    Raises:
        Refused: it has no title or source, or the file cannot be taken.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    document = keeping.keep_document(
        authority, by=by, now=now, kind=kind, title=title, source=source, dated_on=dated_on, text=text, pages=pages,
        upload=upload,
    )  # fmt: skip
    journal.record("improvement.add_document", by=by, now=now, subject=document)
    return document
