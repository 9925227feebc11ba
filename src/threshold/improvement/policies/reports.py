"""When may a quarterly report be begun, written, submitted, approved, sent back, published, and what may it say?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from threshold.core.calendar import day_of
from threshold.core.errors import NotPermitted, Refused
from threshold.improvement import quarters
from threshold.improvement.documents.blocks import long_date
from threshold.improvement.models import QuarterlyReport
from threshold.improvement.states import ReportState

MOST_MEASURES = 20
#: A reference of any of our records, as people write it: a letter, five or more signs, a check sign.
_REFERENCE = re.compile(r"(?<!\w)[A-Z]-[0-9A-HJKMNP-TV-Z]{5,12}-[0-9A-HJKMNP-TV-Z](?!\w)", re.IGNORECASE)
#: An NHS number as people write it: ten digits, with or without spaces.
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")


def check_can_begin(
    quarter: dt.date, *, today: dt.date, in_hand: bool, approved: QuarterlyReport | None, correction_reason: str
) -> None:
    """A quarter is told once. What was told wrongly is corrected in a further edition, with the reason."""
    name = quarters.label(quarter)
    if quarters.first_day(quarter) != quarter:
        raise Refused("A quarter begins on 1 April, 1 July, 1 October or 1 January. Choose one of them.")
    if quarter > today:
        raise Refused(f"{name} has not begun yet: it begins on {long_date(quarter)}.")
    if in_hand:
        raise Refused(f"A report for {name} is being written already. Go on with that one.")
    if approved is not None and not correction_reason.strip():
        raise Refused(
            f"{name} was approved on {_on(approved.approved_at)} and its numbers do not move again. If something in "
            "it is wrong, begin a correction and say what is wrong."
        )
    if approved is None and correction_reason.strip():
        raise Refused(f"No report for {name} was approved yet, so there is nothing to correct.")


def check_can_write(report: QuarterlyReport) -> None:
    if report.state == ReportState.AWAITING_APPROVAL:
        raise Refused("This report waits for approval. Ask for it to be sent back if something must change.")
    if report.state != ReportState.DRAFT:
        raise Refused(f"This report is “{report.get_state_display().lower()}” and does not change any more.")


def check_measures(codes: Collection[str], *, known: Collection[str]) -> None:
    if not codes:
        raise Refused("Choose at least one measure.")
    if len(codes) > MOST_MEASURES:
        raise Refused(f"A reader follows about {MOST_MEASURES} measures. You chose {len(codes)}. Leave some out.")
    if len(set(codes)) != len(codes):
        raise Refused("Each measure is told once. Choose each only once.")
    unknown = sorted(set(codes) - set(known))
    if unknown:
        raise Refused(f"There is no measure {', '.join(unknown)} any more. Choose from the list.")


def check_public_words(text: str, *, staff_names: Collection[str]) -> None:
    """What everybody may read names no record and nobody who works here. No program can tell a child's story from
    other words: whoever marks it as public confirms that there is none.
    """
    if found := _REFERENCE.search(text):
        raise Refused(f"“{found[0]}” is the reference of a record. Leave it out of what is published.")
    if _NHS.search(text):
        raise Refused("This text holds ten digits that look like an NHS number or a telephone number. Leave it out.")
    for name in sorted(staff_names):
        if len(name) > 3 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            raise Refused(f"This text names {name}. Published reports name jobs and not people: write the job title.")


def is_fit_for_everybody(text: str, *, staff_names: Collection[str] = ()) -> bool:
    """The same as a question, for words that were written elsewhere."""
    try:
        check_public_words(text, staff_names=staff_names)
    except Refused:
        return False
    return True


def check_can_submit(report: QuarterlyReport, *, kinds_written: Collection[str]) -> None:
    check_can_write(report)
    if "overview" not in kinds_written:
        raise Refused("Write “What this quarter shows” first: it is what most people will read.")
    if not report.measures:
        raise Refused("Choose the measures first.")


def check_can_approve(
    report: QuarterlyReport, *, is_a_writer: bool, today: dt.date, latest_approved_edition: int | None
) -> None:
    """Whoever wrote any of it approves none of it, a quarter is over before its numbers are frozen, and it is frozen
    once.
    """
    if report.state in (ReportState.APPROVED, ReportState.PUBLISHED):
        raise Refused(
            f"{quarters.label(report.quarter_starts_on)} was approved already, on {_on(report.approved_at)}. "
            "Its numbers do not move again."
        )
    if report.state != ReportState.AWAITING_APPROVAL:
        raise Refused("Only a report that was submitted can be approved.")
    if is_a_writer:
        raise NotPermitted("You wrote part of this report. Somebody else approves it.")
    if latest_approved_edition is not None and latest_approved_edition >= report.edition:
        raise Refused(
            f"Edition {latest_approved_edition} of {quarters.label(report.quarter_starts_on)} was approved already. "
            "A correction needs an edition of its own."
        )
    last = quarters.last_day(report.quarter_starts_on)
    if last >= today:
        raise Refused(f"The quarter ends on {long_date(last)}. Its numbers are whole on the day after.")


def check_can_return(report: QuarterlyReport, *, reason: str) -> None:
    if report.state != ReportState.AWAITING_APPROVAL:
        raise Refused("Only a report that waits for approval can be sent back.")
    if not reason.strip():
        raise Refused("Say what must change, so that whoever wrote it can change it.")


def check_can_give_up(report: QuarterlyReport, *, reason: str) -> None:
    check_can_write(report)
    if not reason.strip():
        raise Refused("Say why this report is given up.")


def check_can_publish(report: QuarterlyReport) -> None:
    if report.state == ReportState.PUBLISHED:
        raise Refused(f"This report was published already, on {_on(report.published_at)}.")
    if report.state != ReportState.APPROVED:
        raise Refused("Only an approved report can be published.")


def _on(instant: dt.datetime | None) -> str:
    return long_date(day_of(instant)) if instant else "a day that is not recorded"
