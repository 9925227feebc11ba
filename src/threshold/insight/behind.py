"""Who is behind a number? The rows of a measure's numerator or denominator, for whoever may see them.

The list is drawn from the same query as the number, so that it is as long as the number is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from threshold.access.models import Team
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted
from threshold.core.models import Clock
from threshold.frontdoor.models import Contact, ContactChild, Decision, InformationRequest, ReturnInterview
from threshold.insight import compute
from threshold.insight.cohorts import EVERYBODY, Cohort
from threshold.insight.measures import Measure
from threshold.insight.periods import Period
from threshold.insight.series import is_protected
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral
from threshold.people.models import Person
from threshold.quality.models import Audit, AuditAction, AuditAlert, SupervisionArrangement


@dataclass(frozen=True)
class Listed:
    """One record, and the child it is about where it is about one."""

    reference: str
    href: str
    child: str = ""
    team: str = ""
    note: str = ""


@dataclass(frozen=True)
class BehindRow:
    """One row of the list: when it counts, and whether it is in the numerator too."""

    at: dt.datetime | dt.date
    is_counted: bool
    listed: Listed


class Behind:
    """The rows as a list that is read a page at a time: `len`, and slices."""

    def __init__(
        self, scope: Scope, measure: Measure, period: Period, *, team: int | None = None,
        cohort: Cohort = EVERYBODY, part: str = "all",
    ) -> None:  # fmt: skip
        """
        Args:
            part: "in" for the numerator, "out" for those of the denominator that are not in it, "all".

        Raises:
            NotPermitted: this person may not open the list.
        """
        if not may_open(scope, measure):
            raise NotPermitted("Your role does not give you this list.")
        self._lister = LISTERS[measure.lister]
        self._source = compute.inner(
            [measure], period.first, period.last, cohort=cohort, scope=scope, now=scope.now
        )  # fmt: skip
        if self._source is not None:
            teams = None if team is None else [team]
            where, params = compute.conditions(
                self._source, period.first, period.last, teams=teams, cohort=cohort
            )  # fmt: skip
            part_sql = {"in": " AND row_counted", "out": " AND row_counted IS NOT TRUE"}.get(part, "")
            self._where = f"FROM ({self._source.sql}) AS measured WHERE {where}{part_sql}"
            self._params = [*self._source.params, *params]

    def count(self) -> int:
        return int(self._ask("SELECT COUNT(*) ")[0][0]) if self._source else 0

    def __getitem__(self, wanted: slice) -> list[BehindRow]:
        if self._source is None:
            return []
        rows = self._ask(
            "SELECT row_pk, row_at, row_counted, row_team ",
            " ORDER BY row_at DESC, row_pk DESC LIMIT %s OFFSET %s",
            [(wanted.stop or 0) - (wanted.start or 0), wanted.start or 0],
        )
        records = self._lister([row[0] for row in rows])
        names = dict(Team.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "name"))
        return [
            BehindRow(at, bool(counted), _with_team(records.get(pk, Listed("Not found", "")), names.get(team, "")))
            for pk, at, counted, team in rows
        ]

    def every(self, size: int = 500) -> Iterable[BehindRow]:
        """All rows, for a download."""
        for start in range(0, self.count(), size):
            yield from self[start : start + size]

    def _ask(self, select: str, after: str = "", more: Iterable[Any] = ()) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(f"{select}{self._where}{after}", [*self._params, *more])
            return cursor.fetchall()


def may_open(scope: Scope, measure: Measure) -> bool:
    """Whether this reader may open the lists behind a measure at all."""
    hides_children = measure.counts_children and is_protected(scope)
    return bool(measure.lister) and not hides_children and scope.may(measure.list_permission)


def add_lister(name: str, lister: Callable[[list[int]], dict[int, Listed]]) -> None:
    """An app above adds what its measures' rows are, when the program starts."""
    LISTERS[name] = lister


def _with_team(listed: Listed, team: str) -> Listed:
    return Listed(listed.reference, listed.href, listed.child, team, listed.note)


# --- What a row is, by the kind of record ---------------------------------------------------------------------


def _of_contact(contact: Contact, person: Person | None = None, note: str = "") -> Listed:
    child = person.display_name if person else ""
    return Listed(contact.reference, reverse("contact", args=[contact.reference]), child, note=note)


def _of_handover(handover: Handover, note: str = "") -> Listed:
    return Listed(
        handover.reference, reverse("handover", args=[handover.reference]), handover.person.display_name, note=note
    )  # fmt: skip


def _children(pks: list[int]) -> dict[int, Listed]:
    rows = ContactChild.objects.standing().filter(pk__in=pks).select_related("contact", "person")
    return {row.pk: _of_contact(row.contact, row.person, row.contact.get_source_display()) for row in rows}


def _referrals(pks: list[int]) -> dict[int, Listed]:
    rows = Referral.objects.filter(pk__in=pks).select_related("handover__person")
    return {row.pk: _of_handover(row.handover, f"Referral {row.reference}") for row in rows}


def _early_help(pks: list[int]) -> dict[int, Listed]:
    rows = EarlyHelpEpisode.objects.filter(pk__in=pks).select_related("handover__person")
    return {row.pk: _of_handover(row.handover, f"Early help {row.reference}") for row in rows}


def _interviews(pks: list[int]) -> dict[int, Listed]:
    rows = ReturnInterview.objects.filter(pk__in=pks).select_related("child__contact", "child__person")
    return {row.pk: _of_contact(row.child.contact, row.child.person, row.get_state_display()) for row in rows}


def _audits(pks: list[int]) -> dict[int, Listed]:
    rows = Audit.objects.filter(pk__in=pks).select_related("person")
    return {
        row.pk: Listed(
            row.reference, reverse("quality_audit", args=[row.reference]),
            row.person.display_name if row.person else "",
            note=row.get_agreed_grade_display() or row.get_kind_display(),
        )
        for row in rows
    }  # fmt: skip


def _audit_actions(pks: list[int]) -> dict[int, Listed]:
    rows = AuditAction.objects.filter(pk__in=pks).select_related("person")
    return {
        row.pk: Listed(
            row.reference, reverse("audit_action", args=[row.reference]), row.person.display_name if row.person else "",
            note=row.get_state_display(),
        )
        for row in rows
    }  # fmt: skip


def _clocks(pks: list[int]) -> dict[int, Listed]:
    clocks = list(Clock.objects.filter(pk__in=pks))
    subjects: dict[str, set[int]] = {}
    for clock in clocks:
        subjects.setdefault(clock.subject_type, set()).add(clock.subject_id)
    people = Person.objects.in_bulk({clock.about_id for clock in clocks if clock.about_id})
    found: dict[tuple[str, int], Listed] = {}
    for kind, ids in subjects.items():
        for pk, listed in _SUBJECTS[kind](ids).items() if kind in _SUBJECTS else ():
            found[kind, pk] = listed
    rows = {}
    for clock in clocks:
        listed = found.get((clock.subject_type, clock.subject_id), Listed("Not found", ""))
        person = people.get(clock.about_id) if clock.about_id else None
        note = {"met": "In time", "late": "Late"}.get(clock.outcome, "Still waited for")
        rows[clock.pk] = Listed(listed.reference, listed.href, person.display_name if person else "", note=note)
    return rows


def _contacts_of(rows: Iterable[Any]) -> dict[int, Listed]:
    return {row.pk: _of_contact(row.contact) for row in rows}


_SUBJECTS: dict[str, Callable[[set[int]], dict[int, Listed]]] = {
    "frontdoor.contactchild": lambda ids: _contacts_of(
        ContactChild.objects.standing().filter(pk__in=ids).select_related("contact")
    ),
    "frontdoor.decision": lambda ids: _contacts_of(Decision.objects.filter(pk__in=ids).select_related("contact")),
    "frontdoor.informationrequest": lambda ids: _contacts_of(
        InformationRequest.objects.filter(pk__in=ids).select_related("contact")
    ),
    "frontdoor.contact": lambda ids: {row.pk: _of_contact(row) for row in Contact.objects.filter(pk__in=ids)},
    "pathway.handover": lambda ids: {
        row.pk: _of_handover(row) for row in Handover.objects.filter(pk__in=ids).select_related("person")
    },
    "quality.auditalert": lambda ids: {
        row.pk: Listed(row.audit.reference, reverse("quality_audit", args=[row.audit.reference]))
        for row in AuditAlert.objects.filter(pk__in=ids).select_related("audit")
    },
    # Whose supervision it was; what was said in it stands nowhere near.
    "quality.supervisionarrangement": lambda ids: {
        row.pk: Listed(
            f"{row.worker.name}, supervised by {row.supervisor.name}", "" if row.ends_on else reverse("arrangements")
        )
        for row in SupervisionArrangement.objects.filter(pk__in=ids).select_related("worker", "supervisor")
    },
}
LISTERS: dict[str, Callable[[list[int]], dict[int, Listed]]] = {
    "children": _children,
    "clocks": _clocks,
    "referrals": _referrals,
    "early_help": _early_help,
    "interviews": _interviews,
    "audits": _audits,
    "audit_actions": _audit_actions,
}
