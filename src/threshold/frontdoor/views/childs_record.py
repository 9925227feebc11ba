"""One child's own record of a contact: first for whom, then the sheet, which reads properly alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.frontdoor import pack, presenters, queries
from threshold.frontdoor.forms import ChildsRecordForm
from threshold.frontdoor.queries_record import childs_record
from threshold.people.narrative import Reader


@require_GET
def show_childs_record(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """What this contact says of one child, for a reader named by name."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_visible_child(scope, contact, person)
    form = ChildsRecordForm(request.GET if "to" in request.GET else None)
    context = {"contact": contact, "child": child, "form": form}
    if not form.is_valid():
        return render(request, "frontdoor/childs_record_for.html", context)
    reader = Reader(form.cleaned_data["reader"])
    scope.note("frontdoor.print_childs_record", subject=contact, about=[child.person_id], reader=reader.value)
    context |= {
        "sheet": childs_record(scope, contact, child, reader),
        "levels": presenters.level_entries(queries.levels_of(child), pack.of(contact.pack_version_id)),
        "authority": pack.of(contact.pack_version_id).authority,
        "age": presenters.age(child.person, day_of(scope.now)),
        "born": presenters.born(child.person),
        "now": scope.now,
        "by": scope.user,
        **form.cleaned_data,
    }
    return render(request, "frontdoor/childs_record.html", context)
