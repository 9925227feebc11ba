"""Messages that could not be sent: the list, trying again, and saying how somebody was answered otherwise."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.errors import NotVisible, Refused
from threshold.frontdoor import actions, presenters_messages, queries_messages
from threshold.frontdoor.forms import SettleForm
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def not_sent(request: HttpRequest) -> HttpResponseBase:
    """Everything that could not be sent and nobody has seen to, the oldest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.MESSAGE_RESEND)
    found = queries_messages.not_sent(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_messages_not_sent")
        rows = map(presenters_messages.csv_row, queries_messages.with_contacts(scope, found[:5000]))
        return csv_response("messages-not-sent", ("Written", "What", "Contact", "Attempts", "Why"), rows)
    page = paginate(found, request.GET)
    context = {
        "wide": True, "page": page, "rows": queries_messages.with_contacts(scope, page.items),
        "presenters": presenters_messages, "may_export": scope.may(Permission.LISTS_EXPORT),
        "may_settle": scope.may(Permission.FEEDBACK_SEND),
    }  # fmt: skip
    return render(request, "frontdoor/messages.html", context)


@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Try one message again. Goes back to where the button was."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.MESSAGE_RESEND)
    message = queries_messages.get_message(scope, number)
    try:
        actions.send_message_again(message, by=scope.user, now=scope.now)
        messages.success(request, "The message is waiting to be sent again.")
    except Refused as refusal:  # somebody else was quicker, or its link has lapsed
        messages.info(request, refusal.sentence)
    contact = message.contact  # type: ignore[attr-defined]
    if contact is not None and request.POST.get("back") == "contact":
        return redirect("contact", contact.reference)
    return redirect("messages_not_sent")


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody was answered in another way, or need not be."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.FEEDBACK_SEND)
    message = queries_messages.get_message(scope, number)
    contact = message.contact  # type: ignore[attr-defined]
    if contact is None:
        raise NotVisible
    if message.settled_at:
        messages.info(request, "Somebody has answered this in another way already.")
        return redirect("contact", contact.reference)
    form, working = open_form(request, SettleForm, "frontdoor.settle_message", message)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["how"]
        if working.attempt(
            request, form, lambda: actions.settle_message(message, by=scope.user, now=scope.now, how=how)
        ):
            messages.success(request, "It is recorded how this was answered.")
            return redirect("contact", contact.reference)
    context = {"contact": contact, "message": message, "form": form, "working": working}
    return render(request, "frontdoor/settle_message.html", {**context, "presenters": presenters_messages})
