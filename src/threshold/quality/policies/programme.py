"""May an item be planned, drawn or cancelled now, and may a record of its sample be replaced?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from threshold.core.errors import Refused
from threshold.quality.models import ProgrammeItem, SampledRecord
from threshold.quality.states import AuditState, ProgrammeState

#: More records than this in one item is a mistake, or several items.
MOST_RECORDS = 500
#: How far a population may reach back: older practice teaches little about today's.
MOST_DAYS = 3 * 366


def check_can_plan(
    *,
    title: str,
    size: int,
    first: dt.date,
    last: dt.date,
    kind: str,
    tool_kinds: Collection[str] | None,
    population_exists: bool,
    population_has_weights: bool,
    method: str,
    stratify_by: str,
    theme_exists: bool,
    moderate_every: int,
) -> None:
    """`tool_kinds` are the kinds of audit that the tool is made for; None where the pack has no such tool."""
    if not title.strip():
        raise Refused("Say in a few words what this item is to find out.")
    if tool_kinds is None:
        raise Refused("The configuration has no such tool. Choose one of the list.")
    if kind not in tool_kinds:
        raise Refused("That tool is not made for this kind of audit. Choose another tool or another kind.")
    if not population_exists:
        raise Refused("There is no such population to draw from. Choose one of the list.")
    if not theme_exists:
        raise Refused("The configuration has no such theme. Choose one of the list, or none.")
    if not 1 <= size <= MOST_RECORDS:
        raise Refused(f"An item holds between 1 and {MOST_RECORDS} records. You asked for {size}.")
    if first > last:
        raise Refused("The period ends before it begins. Put the earlier day first.")
    if (last - first).days > MOST_DAYS:
        raise Refused("The period is longer than three years. Choose a shorter one, nearer to today.")
    if (method == ProgrammeItem.Method.STRATIFIED) != bool(stratify_by):
        raise Refused("Say by what the sample is stratified, for a stratified sample and for no other.")
    if method == ProgrammeItem.Method.RISK_WEIGHTED and not population_has_weights:
        raise Refused("Nothing in that population says which record is riskier. Choose another method.")
    if not 0 <= moderate_every <= 100:
        raise Refused("One audit in 1 to 100 is moderated, or 0 for only those that find something inadequate.")


def check_can_draw(item: ProgrammeItem, *, population: int, period_is_over: bool) -> None:
    """`population` is how many records there are; nothing is drawn from nothing, and nothing of it is written."""
    if item.state != ProgrammeState.PLANNED:
        raise Refused(f"This item is “{item.get_state_display().lower()}”. Each item is drawn once.")
    if not period_is_over:
        raise Refused(
            "The period has not ended yet, so records of it are still to come and could never be drawn. Draw on the "
            "day after its last day, or plan a period that has ended."
        )
    if not population:
        raise Refused(
            "There is no record of that kind in the period, so there is nothing to draw from. Nothing was drawn. "
            "Choose another period or team in a new item."
        )


def check_can_change(item: ProgrammeItem, *, changes: int, reason: str) -> None:
    """`changes` is how many of its details would be different."""
    if item.state != ProgrammeState.PLANNED:
        raise Refused(
            f"This item is “{item.get_state_display().lower()}”. What decides who can be drawn is changed before the "
            "draw, and never after it."
        )
    if not changes:
        raise Refused("Nothing would be different. Change what should be, or leave the item as it is.")
    if not reason.strip():
        raise Refused("Say why this item is changed. The reason stays with it.")


def check_can_cancel(item: ProgrammeItem, *, reason: str) -> None:
    if item.state != ProgrammeState.PLANNED:
        raise Refused("Only an item that was not drawn can be cancelled: a sample that was drawn stays.")
    if not reason.strip():
        raise Refused("Say why this item is cancelled.")


def check_can_replace(record: SampledRecord, *, audit_state: str, has_alert: bool, reason: str) -> None:
    """`audit_state` is empty where nobody was given the record."""
    if record.replaced_at is not None:
        raise Refused("This record was replaced already.")
    if audit_state not in ("", AuditState.ASSIGNED, AuditState.IN_PROGRESS):
        raise Refused("This record was audited. A record is not replaced because of what was found.")
    if has_alert:
        raise Refused("This audit raised an alert. The record stays until the audit is finished.")
    if not reason.strip():
        raise Refused("Say why this record cannot be audited. The reason is kept with the sample.")


def check_somebody_stands_in(*, found: bool) -> None:
    if not found:
        raise Refused("Every record of the population was drawn already, so there is none to take its place.")


def check_is_held(record: SampledRecord, *, has_audit: bool) -> None:
    if has_audit or record.replaced_at is not None:
        raise Refused("This record is not held: it has an auditor, or it was replaced.")


def check_somebody_may(*, found: bool) -> None:
    """For a held record, and for a second grade."""
    if not found:
        raise Refused(
            "Still nobody may take this: whoever does this work took part in the practice, belongs to the team, said "
            "that they know the family, or may not see the record. It stays here until somebody may."
        )
