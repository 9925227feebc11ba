"""Recording a contact, and the pages that add to what came in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import Working, open_form
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible, Refused
from threshold.frontdoor import actions, matching, pack, presenters, queries
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild
from threshold.frontdoor.codes import Section
from threshold.frontdoor.forms import (
    MOST_CHILDREN,
    AddChildForm,
    ConsentForm,
    ContactForm,
    NamedChildForm,
    NarrowForm,
    RerateForm,
    ScreenForm,
    StoryForm,
)
from threshold.frontdoor.queries_before import history
from threshold.people import narrative
from threshold.people.queries import get_visible_person
from threshold.ui.forms import Form
from threshold.ui.groups import Group

CHILDREN = "children"


@require_http_methods(["GET", "POST"])
def new_contact(request: HttpRequest) -> HttpResponse:
    """Record a contact: one page, one sending, and before it is stored the children we may know already."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_RECORD)
    form, working = open_form(request, ContactForm, "frontdoor.record_contact", initial={"received_at": scope.now})
    asked_again = request.method == "POST" and Group.pressed(request.POST, CHILDREN)
    if asked_again:
        form = ContactForm(draft=request.POST)
        working.keep(request)
    children = _children_group(request, form, asked_again)
    likenesses: dict[int, list[matching.Likeness]] = {}
    if request.method == "POST" and not asked_again and _all_valid(form, children):
        sent_before = queries.contact_of_submission(scope, form.cleaned_data["submission_key"])
        if sent_before:
            return redirect("contact", sent_before.reference)
        likenesses = _unanswered_likenesses(scope, children)
        if not likenesses:
            contact = working.attempt(request, form, lambda: _record(scope, form, children))
            if contact:
                return redirect("contact", contact.reference)
        else:
            working.keep(request)
    return render(
        request,
        "frontdoor/new_contact.html",
        {"form": form, "working": working, "children": children, "groups": [children], "likenesses": likenesses},
    )


def _children_group(request: HttpRequest, form: Form, asked_again: bool) -> Group:
    sent = request.POST if request.method == "POST" and not asked_again else None
    draft = request.POST if asked_again else form.draft
    return Group(
        NamedChildForm,
        sent,
        draft=None if sent is not None else draft,
        prefix=CHILDREN,
        noun="child",
        maximum=MOST_CHILDREN,
    )


def _all_valid(form: Form, children: Group) -> bool:
    valid = [form.is_valid(), children.is_valid()]  # both are asked, so that every part shows its errors
    return all(valid)


def _unanswered_likenesses(scope: Scope, children: Group) -> dict[int, list[matching.Likeness]]:
    """By the child's key on the page: whom it may be, where nobody has said yet."""
    found = {}
    for item in children:
        if not item.form.cleaned_data["match"]:
            rows = matching.likenesses(scope, item.form.cleaned_data)
            if rows:
                found[item.key] = rows
    return found


def _record(scope: Scope, form: ContactForm, children: Group) -> Any:
    data = form.cleaned_data
    team = queries.team_for(scope)
    if team is None:
        raise Refused("There is no front-door team today. Ask an administrator to set one up.")
    return actions.record_contact(
        by=scope.user,
        now=scope.now,
        team=team,
        channel=data["channel"],
        source=data["source"],
        received_at=data["received_at"],
        children=[_named(scope, item.form) for item in children],  # type: ignore[arg-type]
        story=form.story(),
        referrer=form.referrer(),
        consent=_consent(data),
        is_immediate_danger=data["is_immediate_danger"] == "yes",
        returned_from_missing_at=data["returned_from_missing_at"],
        language=data["language"],
        interpreter_needed=data["interpreter_needed"],
        submission_key=data["submission_key"],
    )


def _named(scope: Scope, form: NamedChildForm) -> NamedChild:
    match = form.cleaned_data["match"]
    person = None
    if match and match != "new":
        try:
            person = get_visible_person(scope, match)
        except NotVisible:
            raise Refused("The record chosen for a child is no longer there. Choose again.") from None
    return NamedChild(
        person=person, details=form.details(), level_by_referrer=form.cleaned_data["level"], as_told=form.as_told()
    )


def _consent(data: dict[str, Any]) -> ConsentRecord:
    return ConsentRecord(
        consent=data["consent"],
        given_by=data["consent_given_by"],
        given_on=data["consent_given_on"],
        scope=data["consent_scope"],
        reason=data["consent_reason"],
        lawful_basis=data.get("lawful_basis", ""),
    )


@require_http_methods(["GET", "POST"])
def screen_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """First look: how urgent, and each child's level of need."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_SCREEN)
    contact = queries.get_visible_contact(scope, reference)
    children = queries.children_of(scope, contact)
    form, working = open_form(
        request, ScreenForm, "frontdoor.screen_contact", contact, children=children,
        by_referrer=queries.levels_by_referrer(contact),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.screen(
                contact, by=scope.user, now=scope.now, rag=data["rag"], reason=data["reason"], levels=form.levels(),
                level_reasons=form.level_reasons(), expected_version=data["version"],
            ),
        ):  # fmt: skip
            return redirect("contact", reference)
    return _work_page(
        request, "frontdoor/screen.html", contact, form, working, children=children, wide=True,
        before=history(scope, contact, children), likenesses=matching.known_already(scope, contact, children),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rerate_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """More or less urgent than it seemed, and why."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_SCREEN)
    contact = queries.get_visible_contact(scope, reference)
    form, working = open_form(request, RerateForm, "frontdoor.rerate_contact", contact)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.rerate(
                contact, by=scope.user, now=scope.now, rag=data["rag"], reason=data["reason"],
                expected_version=data["version"],
            ),
        ):  # fmt: skip
            return redirect("contact", reference)
    ratings = presenters.rating_entries(queries.ratings_of(contact), pack.of(contact.pack_version_id))
    return _work_page(request, "frontdoor/rerate.html", contact, form, working, ratings=ratings)


@require_POST
def take_on_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Work on this contact oneself."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    actions.take_on(contact, by=scope.user, now=scope.now)
    return redirect("contact", reference)


@require_http_methods(["GET", "POST"])
def edit_story(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """One part of the story again; the revision before it stays in the record."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    if section not in Section.values:
        raise NotVisible
    passages = narrative.read_record(scope, contact).get(section, [])
    stored = {"text": "\n\n".join(passage.text for passage in passages)}
    form, working = open_form(request, StoryForm, f"frontdoor.write_story.{section}", contact, initial=stored)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.write_story(
                contact, by=scope.user, now=scope.now, section=section, text=data["text"],
                expected_version=data["version"],
            ),
        ):  # fmt: skip
            return redirect("contact", reference)
    return _work_page(request, "frontdoor/story.html", contact, form, working, section=Section(section).label)


@require_http_methods(["GET", "POST"])
def narrow_passage(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One paragraph is about one child only, or may not travel so far."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    passage = queries.get_passage(scope, contact, number)
    stored = {"travels": passage.travels, "about": [str(person.pk) for person in passage.about.all()]}
    form, working = open_form(
        request, NarrowForm, "people.narrow_passage", passage, initial=stored,
        children=queries.children_of(scope, contact),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        narrowed = working.attempt(
            request,
            form,
            lambda: narrative.narrow_passage(
                passage,
                travels=data["travels"],
                about=form.persons(),
                may_widen=data["may_widen"],
                by=scope.user,
                now=scope.now,
            ),
        )
        if narrowed:
            return redirect("contact", reference)
    return _work_page(request, "frontdoor/narrow.html", contact, form, working, passage=passage)


@require_http_methods(["GET", "POST"])
def edit_consent(request: HttpRequest, reference: str) -> HttpResponse:
    """On what footing information about this family is shared."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    stored = {
        "consent": contact.consent,
        "consent_given_by": contact.consent_given_by,
        "consent_given_on": contact.consent_given_on,
        "consent_scope": contact.consent_scope,
        "consent_reason": contact.consent_reason,
        "lawful_basis": contact.lawful_basis,
    }
    form, working = open_form(request, ConsentForm, "frontdoor.record_consent", contact, initial=stored)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.record_consent(
                contact, by=scope.user, now=scope.now, consent=_consent(data), expected_version=data["version"]
            ),
        ):
            return redirect("contact", reference)
    return _work_page(request, "frontdoor/consent.html", contact, form, working)


@require_http_methods(["GET", "POST"])
def add_child(request: HttpRequest, reference: str) -> HttpResponse:
    """Another child who belongs to this contact."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    form, working = open_form(request, AddChildForm, "frontdoor.add_child", contact)
    likenesses: list[matching.Likeness] = []
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["submission_key"]
        if not form.cleaned_data["match"] and not queries.was_added(scope, key):
            likenesses = matching.likenesses(scope, form.cleaned_data)
        if not likenesses:
            added = working.attempt(
                request,
                form,
                lambda: actions.add_child(
                    contact, by=scope.user, now=scope.now, child=_named(scope, form), submission_key=key
                ),
            )
            if added:
                return redirect("contact", reference)
    return _work_page(request, "frontdoor/add_child.html", contact, form, working, likenesses=likenesses)


def _work_page(
    request: HttpRequest, template: str, contact: Any, form: Any, working: Working, **more: Any
) -> HttpResponse:
    context = {"contact": contact, "form": form, "working": working, "today": day_of(request.scope.now), **more}  # type: ignore[attr-defined]
    return render(request, template, context)
