"""What counts as evidence, and to what may it be linked?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.policies.wording import check_names_nobody, check_said

#: Fewer audits than this say too little of a period to be called its share.
LEAST_AUDITS = 5


def check_can_add(*, shows: str, links: int, alien: bool, names: Collection[str] = ()) -> None:
    """Any evidence.

    Args:
        links: to how many findings, requirements and actions it is linked at once.
        alien: one of them belongs to another authority.
        names: of the child on the audited record and of the family.
    """
    check_said(shows, "Say in a sentence what this shows about how children are served.")
    if not links:
        raise Refused("Link it to at least one finding, requirement or action: evidence of nothing is found by nobody.")
    if alien:
        raise Refused("Evidence is linked within one authority's improvement. Choose this authority's.")
    check_names_nobody(shows, names=names)


def check_can_link(*, is_linked: bool, alien: bool) -> None:
    if is_linked:
        raise Refused("It is linked to that already.")
    if alien:
        raise Refused("Evidence is linked within one authority's improvement. Choose this authority's.")


def check_can_add_reading(
    *, is_ours: bool, is_known: bool, first: dt.date, last: dt.date, today: dt.date, has_value: bool
) -> None:
    if not is_ours:
        raise Refused("Measures are read from our own records: they say nothing of an example.")
    if not is_known:
        raise Refused("There is no measure of that code. Choose one of the list of measures.")
    if last < first:
        raise Refused("The period ends before it starts. Change one of the two dates.")
    if last >= today:
        raise Refused("The period is not over yet. Choose one that has ended, so that the number is whole.")
    if not has_value:
        raise Refused("In that period there was nothing to count: the measure says nothing. Choose a longer period.")


def check_can_add_audit(*, is_ours: bool, is_visible: bool, is_complete: bool) -> None:
    """Whoever adds an audit must be one who may read it."""
    if not is_ours:
        raise Refused("Audits are of our own records: they say nothing of an example.")
    if not is_visible:
        raise NotPermitted("There is no such audit that you may see.")
    if not is_complete:
        raise Refused("This audit is not complete yet. Add it when its grade is agreed.")


def check_can_add_audits(
    *, is_ours: bool, is_known_tool: bool, first: dt.date, last: dt.date, today: dt.date, audits: int
) -> None:
    if not is_ours:
        raise Refused("Audits are of our own records: they say nothing of an example.")
    if not is_known_tool:
        raise Refused("There is no audit tool or domain of that code. Choose one of the list.")
    if last < first or last >= today:
        raise Refused("Choose a period that has ended, its first day before its last.")
    if audits < LEAST_AUDITS:
        raise Refused(
            f"In that period {audits} such audits were completed. A share of fewer than {LEAST_AUDITS} says little: "
            "choose a longer period, or add the audits one by one."
        )


def check_can_link_document(*, is_there: bool, is_visible: bool, same_authority: bool) -> None:
    """Whoever adds a document must be one who may read it: from then on everybody who reads the plan may."""
    if not is_there:
        raise Refused("Choose a document that is kept here, or a new file.")
    if not is_visible:
        raise NotPermitted("There is no such document that you may read.")
    if not same_authority:
        raise Refused("That document is of another authority. Choose or add one of this authority's.")
