"""The accounts of staff: who has one, in which roles; made, changed and closed by an administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from threshold.access import actions, forms, presenters, queries
from threshold.access import working as work
from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.calendar import day_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


def listing(request: Any) -> HttpResponseBase:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    form = forms.AccountFilterForm(request.GET or None, auto_id="filter_%s", teams=queries.teams_on(day_of(scope.now)))
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.accounts(
        scope,
        words=chosen.get("words", ""),
        team_id=int(chosen["team"]) if chosen.get("team") else None,
        role=chosen.get("role", ""),
        closed=bool(chosen.get("closed")),
    )
    if request.GET.get("format") == "csv":
        scope.note("access.download_accounts")
        lines = (presenters.account_csv_row(user) for user in found.iterator(chunk_size=500))
        return csv_response("accounts.csv", presenters.ACCOUNT_CSV_COLUMNS, lines)
    page = paginate(found, request.GET)
    rows = [presenters.account_row(user) for user in page.items]
    return render(
        request,
        "access/accounts.html",
        {"filters": form, "page": page, "rows": rows, "columns": presenters.ACCOUNT_COLUMNS},
    )


def show(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    return _page_of(request, user)


def _page_of(request: Any, user: User, *, password: str = "") -> HttpResponse:
    """The account's page; straight after it was made, with the password that is shown this once."""
    today, is_own = day_of(request.scope.now), user.pk == request.scope.user.pk
    rows = [presenters.membership_row(row, today, may_end=not is_own) for row in queries.memberships_of(user)]
    facts = presenters.account_facts(user, queries.second_steps(user))
    context = {
        "account": user,
        "facts": facts,
        "roles": rows,
        "is_own": is_own,
        "one_time_password": password,
    }
    return render(request, "access/account_of.html", context)


def create(request: Any) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    form, working = work.open_form(request, forms.AccountForm, "access.create_user")
    if request.method == "POST" and form.is_valid():
        password = actions.new_one_time_password()
        data = form.cleaned_data
        made = working.attempt(
            request,
            form,
            lambda: actions.create_user(
                by=scope.user, now=scope.now, password=password, submission_key=data["submission_key"], **_facts(data)
            ),
        )
        if made:
            user, is_new = made
            # Shown on this answer and nowhere else, so it must not be a redirect.
            return _page_of(request, user, password=password) if is_new else redirect("account_of", user.pk)
    context = {"form": form, "working": working, "heading": "New account", "cancel_href": reverse("accounts")}
    return render(request, "access/form.html", {**context, "button": "Make the account"})


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("name", "email", "job_title", "social_work_registration")}


def change(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    stored = {name: getattr(user, name) for name in ("name", "email", "job_title", "social_work_registration")}
    form, working = work.open_form(request, forms.AccountForm, "access.change_user", user, initial=stored)
    act = lambda: actions.change_user(user, by=scope.user, now=scope.now, **_facts(form.cleaned_data))  # noqa: E731
    if sent(request, (form, working), user, act, "The account is changed."):
        return redirect("account_of", pk)
    context = {"form": form, "working": working, "heading": f"Change the account of {user.name}"}
    return render(request, "access/form.html", {**context, "cancel_href": reverse("account_of", args=[pk])})


def give_role(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    teams = {str(team.pk): team for team in queries.teams_on(day_of(scope.now))}
    form, working = work.open_form(request, forms.RoleForm, "access.grant_role", user, teams=teams.values())

    def act() -> None:
        data = form.cleaned_data
        actions.grant_role(
            user,
            role=data["role"],
            team=teams.get(data["team"]),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            by=scope.user,
            now=scope.now,
        )

    if sent(request, (form, working), user, act, "The role is given."):
        return redirect("account_of", pk)
    context = {"form": form, "working": working, "heading": f"Give {user.name} a role", "button": "Give the role"}
    return render(request, "access/form.html", {**context, "cancel_href": reverse("account_of", args=[pk])})


def end_role(request: Any, pk: int, membership: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    held = queries.get_membership(user, membership)
    form, working = work.open_form(request, forms.EndRoleForm, "access.end_role", held)

    def act() -> None:
        day = form.cleaned_data["ends_on"] if form.cleaned_data["when"] == "day" else None
        actions.end_role(held, ends_on=day, by=scope.user, now=scope.now)

    if sent(request, (form, working), user, act, "The end of the role is recorded."):
        return redirect("account_of", pk)
    heading = f"End the role “{held.get_role_display()}” of {user.name}"
    context = {"form": form, "working": working, "heading": heading, "button": "End the role"}
    return render(request, "access/form.html", {**context, "cancel_href": reverse("account_of", args=[pk])})


# --- What needs a second look and asks nothing ----------------------------------------------------------------------


def new_password(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    form, working = work.open_form(request, forms.ConfirmForm, "access.reset_password", user)
    if request.method == "POST" and form.is_valid():
        password = actions.new_one_time_password()
        act = lambda: actions.reset_password(user, password=password, by=scope.user, now=scope.now)  # noqa: E731
        changed = working.attempt(request, form, act)
        if changed:
            return _page_of(request, changed, password=password)
    return _confirm(
        request,
        user,
        form,
        heading=f"Give {user.name} a one-time password?",
        consequences=["The password of now stops working, and the person is signed out everywhere.",
         "You see the new one once and hand it over yourself: by telephone or face to face, never by email.",
         "At the next sign-in the person chooses their own."],
        button="Make a one-time password",
    )  # fmt: skip


def remove_second_step(request: Any, pk: int) -> HttpResponse:
    return _simple(
        request,
        pk,
        actions.remove_second_step,
        heading="Remove the second step of {name}?",
        consequences=["The person signs in with the password alone, once, and has to set up a new second step.",
         "Make sure that it is really the person who asks: call back on a number that you know."],
        button="Remove the second step",
    )  # fmt: skip


def close(request: Any, pk: int) -> HttpResponse:
    return _simple(
        request,
        pk,
        actions.deactivate_user,
        heading="Close the account of {name}?",
        consequences=["The person is out at once and cannot sign in again.",
         "What the person wrote and decided stays, under their name.",
         "Work that is allocated to the person stays so until a manager gives it to somebody else."],
        button="Close the account",
    )  # fmt: skip


def open_again(request: Any, pk: int) -> HttpResponse:
    return _simple(
        request,
        pk,
        actions.reactivate_user,
        heading="Open the account of {name} again?",
        consequences=["The person can sign in again, with the roles that have not ended."],
        button="Open the account",
    )


def _simple(request: Any, pk: int, act_on: Any, *, heading: str, consequences: list[str], button: str) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    user = queries.get_account(scope, pk)
    form, working = work.open_form(request, forms.ConfirmForm, f"access.{act_on.__name__}", user)
    if sent(request, (form, working), user, lambda: act_on(user, by=scope.user, now=scope.now), "Done."):
        return redirect("account_of", pk)
    heading = heading.format(name=user.name)
    return _confirm(request, user, form, heading=heading, consequences=consequences, button=button)


def _confirm(
    request: HttpRequest, user: User, form: Any, *, heading: str, consequences: list[str], button: str
) -> HttpResponse:
    context = {"form": form, "heading": heading, "consequences": consequences, "button": button}
    cancel_href = reverse("account_of", args=[user.pk])
    return render(request, "confirm.html", {**context, "cancel_href": cancel_href, "dangerous": True})
