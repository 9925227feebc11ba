"""The page of one document that is kept, and the document itself as it was received."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import documents as queries


@require_GET
def document_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What it is, where it came from, and every page on which it stands."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = queries.get_document(scope, reference)
    context = {
        "document": found,
        "authority": found.authority,
        "uses": [(use, say.href(use.page, *use.arguments)) for use in
                 queries.uses_of(scope, found)],
        "say": say,
    }  # fmt: skip
    return render(request, "improvement/document.html", context)


@require_GET
def document_file(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The document itself, as it was received. Reading it is written to the audit log."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = queries.get_document(scope, reference)
    if not found.file:
        raise NotVisible
    scope.note("improvement.read_document", subject=found)
    response = FileResponse(default_storage.open(found.file), as_attachment=True, filename=found.name)
    response["Content-Type"] = found.content_type
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
