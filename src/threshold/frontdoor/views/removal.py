"""Taking a child off a contact who was named by mistake."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.calendar import day_of
from threshold.frontdoor import actions, presenters, queries, queries_meetings, queries_missing
from threshold.frontdoor.forms import RemoveChildForm
from threshold.people import narrative


@require_http_methods(["GET", "POST"])
def remove_child(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """What removing the child takes back, and why it is done; or what must be done first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_child_ever_named(scope, contact, person)
    if child.removed_at:  # a second click, or a page that was open while somebody else did it
        messages.info(request, presenters.removed_sentence(child))
        return redirect("contact", reference)
    form, working = open_form(request, RemoveChildForm, f"frontdoor.remove_child.{child.pk}", contact)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.remove_child(
                child, by=scope.user, now=scope.now, reason=data["reason"], expected_version=data["version"],
                submission_key=data["submission_key"],
            ),
        ):  # fmt: skip
            messages.success(request, f"{child.person.display_name} is no longer on this contact.")
            return redirect("contact", reference)
    current = queries.current_decision(child)
    others = [row for row in queries.children_of(scope, contact) if row.pk != child.pk]
    interview = queries_missing.interviews_of([child]).get(child.pk)
    named = narrative.naming(scope, contact, child.person_id)
    context = {
        "contact": contact, "child": child, "form": form, "working": working, "named": named,
        "obstacle": presenters.obstacle_to_removal(
            contact, current, interview=interview, others=len(others), paragraphs=len(named)
        ),
        "takes_back": presenters.removal_takes_back(current, interview, queries_meetings.items_of_child(scope, child)),
        "needs_another": not others, "age": presenters.age(child.person, day_of(scope.now)),
    }  # fmt: skip
    return render(request, "frontdoor/remove_child.html", context)
