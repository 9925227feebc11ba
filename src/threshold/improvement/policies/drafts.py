"""When may a report be read into a draft, the draft be confirmed as an inspection, or be discarded?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from threshold.core.errors import Refused
from threshold.improvement.models import ReportDraft
from threshold.improvement.ofsted import authorities
from threshold.improvement.states import ReportDraftState


def check_can_import(*, authority: str, report_authority: str | None, is_ours: bool) -> None:
    """A report belongs to the authority that it names. One that names nobody is looked at by a person."""
    if report_authority is None or authorities.short_name(report_authority) == authorities.short_name(authority):
        return
    raise Refused(
        f"This is a report about {report_authority}, and these are the pages of {authority}. "
        + (
            "Choose the report of your own authority, or say that it belongs to an example."
            if is_ours
            else "Choose the authority that the report names."
        )
    )


def check_can_confirm(draft: ReportDraft) -> None:
    if draft.state == ReportDraftState.CONFIRMED:
        raise Refused("This report was confirmed already: its inspection is recorded once.")
    if draft.state == ReportDraftState.DISCARDED:
        raise Refused("This reading was discarded. Read the report again to confirm it.")


def check_words(words: str, *, pages: Sequence[str]) -> None:
    """A finding of a report is in the report's words. Spaces, hyphens and quotation marks do not count."""
    if _bare(words) not in _bare(" ".join(pages)):
        raise Refused(
            f"These words do not stand in the report: “{words[:120]}”. A finding keeps the report's own words; "
            "correct them, and put what you think of it into the plan."
        )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def check_can_discard(draft: ReportDraft, *, reason: str) -> None:
    if draft.state != ReportDraftState.DRAFT:
        raise Refused("Only a reading that waits to be compared can be discarded.")
    if not reason.strip():
        raise Refused("Say why this reading is discarded.")
