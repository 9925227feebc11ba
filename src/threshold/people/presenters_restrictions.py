"""What do the pages about restricted records say? No queries, no permissions, and no name that was not handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from threshold.people.models import EmergencyAccess, Person, RestrictedMatchAlert, Restriction
from threshold.people.slots import Work
from threshold.ui import filters

Tag = tuple[str, str]


def restriction_row(restriction: Restriction) -> dict[str, Any]:
    in_force = restriction.lifted_at is None
    return {
        "pk": restriction.pk,
        "kind": restriction.get_kind_display(),
        "people": sorted(user.name for user in restriction.users.all()),
        "message": restriction.message,
        "reason": restriction.reason,
        "started": f"{filters.datetime(restriction.starts_at)} by {restriction.started_by}",
        "in_force": in_force,
        "state": ("In force", "purple") if in_force else ("Lifted", "grey"),
        "lifted": "" if in_force else f"{filters.datetime(restriction.lifted_at)} by {restriction.lifted_by}",
        "lifted_reason": restriction.lifted_reason,
    }


#: So many of those who share a piece of work are named; of more the number says enough.
_MOST_NAMED = 3


def work_lines(work: Sequence[Work]) -> list[str]:
    """Who works with a person: "Sam Work: early help, Team north"."""
    return [f"{_those_who(one)}: {one.what}" for one in work]


def _those_who(work: Work) -> str:
    names = [user.name for user in work.users]
    if len(names) == 1:
        return names[0]
    if len(names) > _MOST_NAMED:
        return f"One of {len(names)} people"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def lost_in_words(work: Sequence[Work]) -> str:
    """The sentence at the form: what nobody could do any more if it were sent as it is."""
    lines = "; ".join(work_lines(work))
    return (
        f"With these people named, nobody who sees the record is left for this work: {lines}. "
        "Change who is named, hand the work over first, or tick the last box if it is meant"
    )


def _outcome(access: EmergencyAccess) -> Tag:
    if access.was_justified is None:
        return ("Not reviewed yet", "yellow")
    return ("Justified", "green") if access.was_justified else ("Not justified", "red")


def own_access_row(access: EmergencyAccess, now: dt.datetime) -> dict[str, Any]:
    """One's own. The name is gone with the access: by then only the reference may be said."""
    running = access.starts_at <= now < access.ends_at and access.was_justified is not False
    return {
        "reference": access.person.reference,
        "name": access.person.display_name if running else "",
        "href": reverse("person", args=[access.person.reference]) if running else "",
        "state": ("Running", "green") if running else ("Ended", "grey"),
        "from": access.starts_at,
        "to": access.ends_at,
        "reason": access.reason,
        "outcome": _outcome(access),
        "note": access.review_note,
    }


#: A file outlives the access, so it never has the name.
OWN_ACCESS_COLUMNS = ["Record", "From", "To", "Reason", "Outcome", "Note"]


def own_access_csv_row(access: EmergencyAccess) -> list[str]:
    reference, _, *rest = access_csv_row(access)
    return [reference, *rest]


ACCESS_COLUMNS = ["Record", "Who", "From", "To", "Reason", "Outcome", "Note"]


def access_row(access: EmergencyAccess, shown: Mapping[int, Person], now: dt.datetime) -> dict[str, Any]:
    """For a reviewer, who may or may not see the person: `shown` has those they may, by identity."""
    person = shown.get(access.person.identity_id)
    return {
        "pk": access.pk,
        "reference": access.person.reference,
        "name": person.display_name if person else "",
        "href": reverse("person", args=[person.reference]) if person else "",
        "user": str(access.user),
        "job_title": access.user.job_title,
        "from": access.starts_at,
        "to": access.ends_at,
        "running": access.starts_at <= now < access.ends_at and access.was_justified is not False,
        "reason": access.reason,
        "outcome": _outcome(access),
        "note": access.review_note,
    }


def access_csv_row(access: EmergencyAccess) -> list[str]:
    return [
        access.person.reference,
        str(access.user),
        filters.datetime(access.starts_at),
        filters.datetime(access.ends_at),
        access.reason,
        _outcome(access)[0],
        access.review_note,
    ]


def alert_row(alert: RestrictedMatchAlert) -> dict[str, Any]:
    """Both may be seen by whoever is shown the alert."""
    new, known = alert.record, alert.restricted
    return {
        "pk": alert.pk,
        "at": alert.at,
        "new": f"{new.display_name} ({new.reference})",
        "new_href": reverse("person", args=[new.reference]),
        "known": f"{known.display_name} ({known.reference})",
        "known_href": reverse("person", args=[known.reference]),
        "compare_href": reverse("match_compare", args=[known.reference, new.reference]),
    }


ALERT_COLUMNS = ["New record", "Restricted record", "When"]


def alert_csv_row(alert: RestrictedMatchAlert) -> list[str]:
    """By reference alone: the names of restricted people stay in the system."""
    return [alert.record.reference, alert.restricted.reference, filters.datetime(alert.at)]
