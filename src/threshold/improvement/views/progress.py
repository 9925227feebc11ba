"""What may anybody read without signing in? How far we are in plain words, and the published reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from threshold.access.middleware import public
from threshold.improvement.presenters import progress as presenters
from threshold.improvement.queries import reports as queries
from threshold.improvement.views.reports import file_response

#: Where everything that is public begins.
_HOME = "/progress"


@public
@require_GET
def public_progress(request: HttpRequest) -> HttpResponse:
    """What was found, what is done about it, and how far it is: from the report that was published last."""
    published = queries.published_reports()
    content = queries.frozen(published[0], "public")[1] if published else None
    context = {"published": published, "latest": presenters.latest(content), "public_home": _HOME}
    return render(request, "improvement/progress.html", context)


@public
@require_GET
def public_report(request: HttpRequest, quarter: str) -> HttpResponse:
    """A published report as it was drawn."""
    one = queries.published_report(quarter)
    body = queries.file_of(one, "public", "page").content
    context = {
        "report": one,
        "body": Markup(bytes(body).decode()),  # noqa: S704 - our own writer escaped it before it was frozen
        "files": [file for file in queries.snapshots_of(one)[-1].files.all() if file.form != "page"],
        "public_home": _HOME,
    }
    return render(request, "improvement/public_report.html", context)


@public
@require_GET
def public_report_file(request: HttpRequest, quarter: str, form: str) -> HttpResponse:
    """The same as a file."""
    return file_response(queries.published_report(quarter), "public", form)
