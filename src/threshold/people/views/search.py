"""Search: who is meant by a half-remembered name, an old address, a date of birth or a number?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from threshold.access.roles import Permission
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.people import presenters
from threshold.people.queries import open_addresses
from threshold.people.search import search_people
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

#: More are no help: whoever looks for one of two hundred types another word.
_MOST = 200
_LONGEST = 200  # characters; a pasted page is no name
#: A full reference leads straight to its page.
_PAGES = {"P": "person", "C": "contact", "H": "handover"}
_CSV_COLUMNS = ["Name", "Reference", "Kind", "Born", "Lives at", "Why"]


def search(request: Any) -> HttpResponseBase:
    scope = request.scope
    scope.require(Permission.PEOPLE_READ)
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:_LONGEST]
    if straight := _page_of_reference(words):
        return redirect(straight)
    hits = search_people(scope, words, limit=_MOST) if words else []
    today = day_of(scope.now)
    homes = open_addresses(hit.person.identity_id for hit in hits)
    rows = [presenters.hit_row(hit.person, hit.why, today, homes.get(hit.person.identity_id)) for hit in hits]
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("people.download_search", about=[hit.person.pk for hit in hits], found=len(hits))
        lines = (
            [row["name"], row["reference"], row["kind"], row["birth"], row["lives_at"], row["why"]] for row in rows
        )
        return csv_response("search.csv", _CSV_COLUMNS, lines)
    page = paginate(rows, request.GET, size=25)
    shown = [hit.person.pk for hit in hits[page.first - 1 : page.last]] if hits else []
    scope.note("people.search", about=shown, found=len(hits))
    context = {"words": words, "page": page, "is_cut": len(hits) == _MOST}
    return render(request, "people/search.html", {**context, "may_export": scope.may(Permission.LISTS_EXPORT)})


def _page_of_reference(words: str) -> str:
    """The page that a whole reference names; empty where it is none, or where there is no such kind of page."""
    letter = words[:1].upper()
    if letter not in _PAGES or references.read(words, letter) is None:
        return ""
    try:
        return reverse(_PAGES[letter], args=[references.make(letter, references.read(words, letter) or 0)])
    except NoReverseMatch:
        return ""
