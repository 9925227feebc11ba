"""What do the pages about accounts and the audit log say? Labels, tags and sentences; no queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse

from threshold.access.models import Membership, Team, User
from threshold.access.queries import AuditPage, SecondSteps
from threshold.access.roles import ROLES
from threshold.core import references
from threshold.core.models import AuditEntry, Kind
from threshold.ui import filters

# --- One's own account --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeldRole:
    title: str
    team: str
    description: str
    until: dt.date | None


@dataclass(frozen=True)
class OwnAccount:
    facts: list[tuple[str, str]]
    roles: list[HeldRole]
    second_step: str
    has_second_step: bool
    has_password: bool


def _held(membership: Membership) -> HeldRole:
    role = ROLES[membership.role]
    team = membership.team.name if membership.team else "The whole authority"
    return HeldRole(role.title, team, role.description, membership.ends_on)


def _second_step(steps: SecondSteps) -> str:
    ways = ["the app on your phone"] if steps.has_app else []
    ways += [filters.plural(steps.keys, "passkey or security key", "passkeys or security keys")] if steps.keys else []
    return f"You have set up {' and '.join(ways)}." if ways else "You have not set up a second step."


def own_account(user: User, held: Iterable[Membership], steps: SecondSteps) -> OwnAccount:
    return OwnAccount(
        facts=[
            ("Name", user.name),
            ("Email address", user.email),
            ("Job title", user.job_title),
            ("Social Work England number", user.social_work_registration),
        ],
        roles=[_held(membership) for membership in held],
        second_step=_second_step(steps),
        has_second_step=bool(steps),
        has_password=user.has_usable_password(),
    )


# --- Other people's accounts ----------------------------------------------------------------------------------------


def account_row(user: Any) -> list[Any]:
    """One line of the list; `user.roles_now` was fetched with it."""
    name = {"text": user.name, "href": reverse("account_of", args=[user.pk]), "hint": user.job_title}
    roles = "; ".join(_role_in_team(membership) for membership in user.roles_now)
    return [name, user.email, roles or "No role today", "Open" if user.is_active else "Closed"]


ACCOUNT_COLUMNS = ["Name", "Email address", "Roles today", "Account"]


def account_csv_row(user: Any) -> list[str]:
    name, email, roles, state = account_row(user)
    return [name["text"], user.job_title, email, user.social_work_registration, roles, state]


ACCOUNT_CSV_COLUMNS = ["Name", "Job title", "Email address", "Social Work England number", "Roles today", "Account"]


def _role_in_team(membership: Membership) -> str:
    title = ROLES[membership.role].title
    return f"{title}, {membership.team.name}" if membership.team else title


def account_facts(user: User, steps: SecondSteps) -> list[tuple[str, str]]:
    ways = [*(["app"] if steps.has_app else []), *([filters.plural(steps.keys, "key")] if steps.keys else [])]
    password = "One-time password, not yet changed" if user.must_change_password else "Set by the person"
    return [
        ("Name", user.name),
        ("Email address", user.email),
        ("Job title", user.job_title),
        ("Social Work England number", user.social_work_registration),
        ("Password", password if user.has_usable_password() else "None: signs in with the council's directory"),
        ("Second step", " and ".join(ways) or "None"),
        ("Last signed in", filters.datetime(user.last_login) or "Never"),
    ]


def membership_row(membership: Membership, today: dt.date, *, may_end: bool) -> dict[str, Any]:
    """One line of somebody's roles, past ones too."""
    if membership.ends_on and membership.ends_on < today:
        state = ("Ended", "grey")
    elif membership.starts_on > today:
        state = ("Not yet begun", "blue")
    else:
        state = ("Held today", "green")
    open_still = state[0] != "Ended"
    return {
        "title": ROLES[membership.role].title,
        "description": ROLES[membership.role].description,
        "team": membership.team.name if membership.team else "The whole authority",
        "from": membership.starts_on,
        "to": membership.ends_on,
        "state": state,
        "end_href": reverse("account_end_role", args=[membership.user_id, membership.pk])
        if open_still and may_end
        else "",
    }


def team_row(team: Any, today: dt.date) -> dict[str, Any]:
    """One line of the teams; `team.members_now` was fetched with it."""
    return {
        "pk": team.pk,
        "name": team.name,
        "kind": Team.Kind(team.kind).label,
        "email": team.email,
        "starts_on": team.starts_on,
        "ends_on": team.ends_on,
        "members": len({membership.user_id for membership in team.members_now}),
        "has_ended": bool(team.ends_on and team.ends_on < today),
    }


TEAM_CSV_COLUMNS = ["Team", "What it does", "Email address", "From", "To", "People"]


def team_csv_row(row: Mapping[str, Any]) -> list[Any]:
    dates = [filters.date(row["starts_on"]), filters.date(row["ends_on"])]
    return [row["name"], row["kind"], row["email"], *dates, row["members"]]


# --- The audit log --------------------------------------------------------------------------------------------------

#: How a record is called on the telephone, by what the log calls it.
_REFERENCES = {
    "people.person": "P",
    "people.household": "F",
    "frontdoor.contact": "C",
    "pathway.handover": "H",
    "pathway.referral": "R",
}
_KINDS = {Kind.READ: "teal", Kind.CHANGE: "blue", Kind.REFUSAL: "red", Kind.SIGN_IN: "grey"}
RECORD_TYPES = {letter: record_type for record_type, letter in _REFERENCES.items()}


@dataclass(frozen=True)
class AuditRow:
    """An entry as the page shows it: never a name of somebody a record is about."""

    at: dt.datetime
    actor: str
    kind: tuple[str, str]
    action: str
    subject: str
    about: list[str]
    detail: str


def _words(code: str) -> str:
    """`people.read_person` as "Read person"; a page's name in a refusal as it is."""
    return code.rpartition(".")[2].replace("_", " ").capitalize()


def audit_row(entry: AuditEntry, actors: Mapping[int, User]) -> AuditRow:
    actor = actors.get(entry.actor_id or 0)
    return AuditRow(
        at=entry.at,
        actor=actor.name if actor else "Nobody",
        kind=(Kind(entry.kind).label, _KINDS[Kind(entry.kind)]),
        action=_words(entry.action),
        subject=_subject(entry, actors),
        about=[references.make("P", pk) for pk in entry.about_ids[:10]],
        detail=", ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in entry.detail.items()),
    )


def _subject(entry: AuditEntry, actors: Mapping[int, User]) -> str:
    if not entry.subject_id:
        return ""
    letter = _REFERENCES.get(entry.subject_type)
    if letter and entry.subject_id.isdigit():
        return references.make(letter, int(entry.subject_id))
    try:
        what = apps.get_model(entry.subject_type)._meta.verbose_name
    except LookupError:  # a kind of record that an older version had
        what = entry.subject_type
    if entry.subject_type == "access.user" and entry.subject_id.isdigit():
        known = actors.get(int(entry.subject_id))
        return f"account of {known.name}" if known else f"account {entry.subject_id}"
    return f"{what} {entry.subject_id}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return "none" if value is None else str(value)


def audit_rows(page: AuditPage) -> list[AuditRow]:
    return [audit_row(entry, page.actors) for entry in page.entries]


AUDIT_CSV_COLUMNS = ["Entry", "When", "Who", "Account", "What", "Kind", "Record", "About", "Detail"]


def audit_csv_rows(pages: Iterable[AuditPage]) -> Iterator[list[Any]]:
    """The lines of the file, as the pages come: to the second, with everybody an entry is about."""
    for page in pages:
        for entry in page.entries:
            row, actor = audit_row(entry, page.actors), page.actors.get(entry.actor_id or 0)
            about = " ".join(references.make("P", pk) for pk in entry.about_ids)
            yield [
                entry.pk, row.at.isoformat(timespec="seconds"), row.actor, actor.email if actor else "", row.action,
                row.kind[0], row.subject, about, row.detail,
            ]  # fmt: skip
