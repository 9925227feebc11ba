"""When may a report be begun, written, submitted, approved, sent back and published, and what may it say?"""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import QuarterlyReport
from threshold.improvement.policies import reports as policies
from threshold.improvement.states import ReportState

QUARTER, TODAY = dt.date(2025, 10, 1), dt.date(2026, 1, 12)
STATES = list(ReportState)


def report(state: str = "draft", **more: object) -> QuarterlyReport:
    at = dt.datetime(2026, 1, 9, 9, tzinfo=dt.UTC) if state in ("approved", "published") else None
    values = {"quarter_starts_on": QUARTER, "measures": ["FD01"], "approved_at": at, "published_at": at} | more
    return QuarterlyReport(state=state, **values)


def outcome(expected: str | None, kind: type[Exception] = Refused) -> object:
    return pytest.raises(kind, match=expected) if expected else contextlib.nullcontext()


@pytest.mark.parametrize(
    ("quarter", "in_hand", "approved", "reason", "refused"),
    [
        (QUARTER, False, False, "", None),
        (QUARTER, False, True, "A team was counted twice", None),
        (dt.date(2026, 1, 1), False, False, "", None),  # has begun: it can be written, not approved
        (dt.date(2025, 11, 1), False, False, "", "A quarter begins on"),
        (dt.date(2026, 4, 1), False, False, "", "has not begun yet: it begins on 1 April 2026"),
        (QUARTER, True, False, "", "is being written already"),
        (QUARTER, True, True, "A team was counted twice", "is being written already"),
        (QUARTER, False, True, "", "was approved on 9 January 2026 and its numbers do not move again"),
        (QUARTER, False, True, "  ", "begin a correction"),
        (QUARTER, False, False, "A team was counted twice", "nothing to correct"),
    ],
)
def test_a_quarter_is_told_once_and_corrected_with_a_reason(quarter, in_hand, approved, reason, refused):
    with outcome(refused):
        policies.check_can_begin(
            quarter, today=TODAY, in_hand=in_hand, approved=report("approved") if approved else None,
            correction_reason=reason,
        )  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_only_a_draft_is_written(state):
    refused = {"draft": None, "awaiting_approval": "waits for approval"}.get(state, "does not change any more")
    with outcome(refused):
        policies.check_can_write(report(state))
    with outcome(refused):
        policies.check_can_give_up(report(state), reason="The wrong quarter")
    with outcome(refused):
        policies.check_can_submit(report(state), kinds_written={"overview"})


def test_giving_up_needs_a_reason():
    with outcome("Say why"):
        policies.check_can_give_up(report(), reason=" ")


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        (["FD01", "FD02"], None),
        ([], "at least one"),
        (["FD01", "FD01"], "told once"),
        (["FD01", "XX99"], "no measure XX99"),
        ([f"M{number}" for number in range(21)], "You chose 21"),
    ],
)
def test_measures_are_some_and_known(codes, refused):
    with outcome(refused):
        policies.check_measures(codes, known={"FD01", "FD02", *(f"M{number}" for number in range(21))})


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Children are seen within a day in 83% of contacts.", None),
        ("We spent £1,250,000 in 2025-26.", None),
        ("", None),
        ("See P-00QX7-B for an example.", "P-00QX7-B"),
        ("see p-00qx7-b", "reference of a record"),
        ("NHS number 999 000 0018", "ten digits"),
        ("Call 9990000018", "ten digits"),
        ("Jo Larkspur did it", "names Jo Larkspur"),
        ("jo larkspur did it", "names Jo Larkspur"),
        ("Jo Larkspurton did it", None),
    ],
)
def test_public_words_name_no_record_and_nobody(text, refused):
    with outcome(refused):
        policies.check_public_words(text, staff_names=["Jo Larkspur", "A"])
    assert policies.is_fit_for_everybody(text, staff_names=["Jo Larkspur", "A"]) is (refused is None)


@pytest.mark.parametrize(
    ("written", "measures", "refused"),
    [
        ({"overview"}, ["FD01"], None),
        ({"overview", "next"}, ["FD01"], None),
        ({"next"}, ["FD01"], "What this quarter shows"),
        ({"overview"}, [], "Choose the measures"),
    ],
)
def test_a_report_is_submitted_when_it_says_something(written, measures, refused):
    with outcome(refused):
        policies.check_can_submit(report(measures=measures), kinds_written=written)


@pytest.mark.parametrize("state", STATES)
def test_only_what_was_submitted_is_approved(state):
    refused = {"awaiting_approval": None, "approved": "was approved already", "published": "was approved already"}.get(
        state, "Only a report that was submitted"
    )
    with outcome(refused):
        policies.check_can_approve(report(state), is_a_writer=False, today=TODAY, latest_approved_edition=None)


@pytest.mark.parametrize(
    ("is_a_writer", "today", "latest", "edition", "refused", "kind"),
    [
        (False, TODAY, None, 1, None, Refused),
        (False, TODAY, 1, 2, None, Refused),
        (True, TODAY, None, 1, "You wrote part", NotPermitted),
        (False, TODAY, 1, 1, "Edition 1 of Quarter 3 2025-26 was approved already", Refused),
        (False, TODAY, 3, 2, "Edition 3", Refused),
        (False, dt.date(2025, 12, 31), None, 1, "ends on 31 December 2025", Refused),
        (False, dt.date(2026, 1, 1), None, 1, None, Refused),
    ],
)
def test_approval_is_somebody_elses_once_and_after_the_quarter(is_a_writer, today, latest, edition, refused, kind):
    with outcome(refused, kind):
        policies.check_can_approve(
            report("awaiting_approval", edition=edition), is_a_writer=is_a_writer, today=today,
            latest_approved_edition=latest,
        )  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_only_what_waits_is_sent_back_and_with_a_reason(state):
    with outcome(None if state == "awaiting_approval" else "waits for approval"):
        policies.check_can_return(report(state), reason="Say what children told us")
    if state == "awaiting_approval":
        with outcome("Say what must change"):
            policies.check_can_return(report(state), reason="")


@pytest.mark.parametrize("state", STATES)
def test_only_what_was_approved_is_published_once(state):
    refused = {"approved": None, "published": "published already, on 9 January 2026"}.get(state, "Only an approved")
    with outcome(refused):
        policies.check_can_publish(report(state))
