"""The public form: start, one thing per page, check, send, and coming back to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from threshold.core import drafts
from threshold.core.clients import client_address
from threshold.core.errors import NotVisible, Refused
from threshold.people import documents
from threshold.portal import actions, limits, pages, presenters, queries, service, visits, worry
from threshold.portal.child_form import AnotherForm, ChildForm
from threshold.portal.forms import ReturnCodeForm, SendCodeForm, StepForm
from threshold.portal.views.rooms import room, show

#: Where "exit this page" leads. The weather is nothing that anybody would ask about.
NEUTRAL_SITE = "https://www.bbc.co.uk/weather"


@room
def start(request: HttpRequest) -> HttpResponse:
    """The stop page: what to do in danger, and the way in."""
    if request.method == "POST":
        limits.count(limits.STARTS, client_address(request))
        visits.begin(request)
        return redirect(pages.PAGES[0].url)
    return show(request, "start", {"visit": visits.current(request)})


@room
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One page with one form. What is typed is kept first and checked then."""
    visit = visits.required(request)
    page = pages.BY_SLUG.get(slug)
    if page is None or page.form is None:
        raise NotVisible
    if not page.applies(visit):
        return redirect((pages.first_missing(visit) or pages.BY_SLUG["check"]).url)
    form = _open(request, visit, slug, page.form)
    if form.is_bound and "later" in form.data:
        return redirect("worried_later")
    if form.is_bound and form.is_valid():
        if slug == "danger" and visit.answer(slug, "danger") == "yes":
            return redirect("worried_call_999")
        return redirect(pages.after(slug, visit, was_checking=_was_checking(request)).url)
    context = {"form": form, "visit": visit, "back_href": _back(request, slug, visit)}
    return show(request, "step", context | {"draft_token": visit.key(slug).token()})


@room
def call_999(request: HttpRequest) -> HttpResponse:
    """A child is in danger: the telephone first."""
    visit = visits.required(request)
    return show(request, "call_999", {"visit": visit, "next_href": pages.after("danger", visit).url})


@room
def children(request: HttpRequest) -> HttpResponse:
    """The children told of so far: add another, change, remove, go on."""
    visit = visits.required(request)
    if request.method == "POST" and "remove" in request.POST:
        limits.count(limits.PAGES_OF_A_VISIT, visit.code)
        visit.forget(pages.child_slug(_number(request.POST["remove"])))
        return redirect("worried_children")
    numbers = pages.child_numbers(visit)
    if not numbers:
        return redirect("worried_child", 1)
    form = AnotherForm(request.POST or None)
    if len(numbers) >= pages.MOST_CHILDREN or (form.is_bound and form.is_valid()):
        if form.is_bound and form.data.get("another") == "yes" and len(numbers) < pages.MOST_CHILDREN:
            return redirect("worried_child", numbers[-1] + 1)
        if form.is_bound:
            return redirect(pages.after("children", visit, was_checking=_was_checking(request)).url)
    lines = presenters.child_lines(worry.of_visit(visit), numbers)
    context = {"form": form, "visit": visit, "lines": lines, "is_full": len(numbers) >= pages.MOST_CHILDREN}
    return show(request, "children", context | {"back_href": _back(request, "children", visit)})


@room
def child(request: HttpRequest, number: int) -> HttpResponse:
    """One child."""
    visit = visits.required(request)
    numbers = pages.child_numbers(visit)
    if number not in numbers and (number != max(numbers, default=0) + 1 or len(numbers) >= pages.MOST_CHILDREN):
        return redirect("worried_children")
    place = numbers.index(number) + 1 if number in numbers else len(numbers) + 1
    form = _open(request, visit, pages.child_slug(number), ChildForm, number=place)
    if form.is_bound and "later" in form.data:
        return redirect("worried_later")
    if form.is_bound and form.is_valid():
        if _was_checking(request):
            return redirect("worried_check")
        return redirect("worried_children")
    back = pages.BY_SLUG["children"].url if numbers and number != 1 else _back(request, "children", visit)
    context = {"form": form, "visit": visit, "back_href": back}
    return show(request, "child", context | {"draft_token": visit.key(pages.child_slug(number)).token()})


@room
def check(request: HttpRequest) -> HttpResponse:
    """Check your answers, and send."""
    visit = visits.current(request)
    if request.method == "POST" and (reference := _sent_before(visit, request)):
        visits.mark_sent(request, reference)  # the second of two presses
        return redirect("worried_sent")
    if visit is None:
        raise visits.NoVisit
    found = worry.of_visit(visit)
    refusal = ""
    if request.method == "POST" and found.can_be_sent:
        try:
            return _send(request, visit, found)
        except Refused as refused:
            refusal = refused.sentence
    files = drafts.load(visit.files)
    context = {
        "visit": visit,
        "worry": found,
        "chapters": presenters.chapters(found),
        "files": presenters.file_lines(documents.of_record(files)) if files else [],
        "refusal": refusal,
        "page_failed": bool(refusal or (request.method == "POST" and not found.can_be_sent)),
        "back_href": pages.BY_SLUG["files"].url,
    }
    return show(request, "check", context)


def _send(request: HttpRequest, visit: visits.Visit, found: worry.Worry) -> HttpResponse:
    limits.count(limits.SENDINGS, client_address(request))
    now = timezone.now()
    reference = actions.send_worry(
        by=service.account(),
        now=now,
        team=queries.front_door_team(now),
        details=worry.details(found),
        files=drafts.load(visit.files),
        submission_key=visit.submission_key,
    )
    visit.discard()
    visits.mark_sent(request, reference)
    return redirect("worried_sent")


def _sent_before(visit: visits.Visit | None, request: HttpRequest) -> str:
    if visit is not None:
        return queries.reference_of_sent(visit.submission_key)
    return visits.sent_reference(request)


@room
def sent(request: HttpRequest) -> HttpResponse:
    """The reference, and what happens next."""
    reference = visits.sent_reference(request)
    return show(request, "sent", {"reference": reference}) if reference else redirect("worried")


@room
def later(request: HttpRequest) -> HttpResponse:
    """Save and come back: the return code, on the page and by e-mail if wished."""
    visit = visits.required(request)
    form = SendCodeForm(request.POST or None)
    is_sent = False
    if form.is_bound and form.is_valid():
        limits.count(limits.CODE_MESSAGES, visit.code)
        limits.count(limits.SENDINGS, client_address(request))
        draft = visits.made(visit.files)
        to, code = form.cleaned_data["email"], visit.shown_code
        actions.send_return_code(draft, by=service.account(), now=timezone.now(), to=to, code=code)
        is_sent = True
    going_on = pages.first_missing(visit) or pages.BY_SLUG["check"]
    return show(request, "later", {"visit": visit, "form": form, "is_sent": is_sent, "next_href": going_on.url})


@room
def come_back(request: HttpRequest) -> HttpResponse:
    """Open a form again with its return code."""
    form = ReturnCodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        limits.count(limits.RETURN_CODES, client_address(request))
        limits.count(limits.RETURN_CODES_BY_ALL, "all")
        visit = visits.resume(request, form.cleaned_data["code"])
        if visit is not None:
            return redirect("worried_check")
        form.add_error("code", "We have no form with this code. Check it, or start again. Codes work for 30 days")
    return show(request, "come_back", {"form": form, "back_href": "/worried"})


@room
def leave(request: HttpRequest) -> HttpResponse:
    """Leave at once: this browser forgets the form, so that "back" shows none of it."""
    visits.end(request)
    response = HttpResponseRedirect(NEUTRAL_SITE)
    response["Referrer-Policy"] = "no-referrer"
    return response


@room
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Finish for now: this browser forgets the form."""
    visits.end(request)
    return redirect("worried")


def _open(request: HttpRequest, visit: visits.Visit, slug: str, form_class: type[StepForm], **options: Any) -> StepForm:
    """The page's form: bound to what was sent, which is kept before anything else; or as it was typed."""
    if request.method != "POST":
        return form_class(draft=visit.typed.get(slug), visit=visit, **options)
    limits.count(limits.PAGES, client_address(request))
    limits.count(limits.PAGES_OF_A_VISIT, visit.code)
    visit.save(slug, request.POST)
    return form_class(request.POST, visit=visit, **options)


def _was_checking(request: HttpRequest) -> bool:
    return request.GET.get("from") == "check"


def _back(request: HttpRequest, slug: str, visit: visits.Visit) -> str:
    return pages.BY_SLUG["check"].url if _was_checking(request) else pages.before(slug, visit)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
