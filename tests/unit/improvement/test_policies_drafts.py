"""May a report be imported, confirmed, discarded; do words stand in it? The truth tables."""

from __future__ import annotations

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import ReportDraft
from threshold.improvement.policies import drafts as policies

COUNCIL = "Worcestershire County Council"


@pytest.mark.parametrize(
    ("named", "is_ours", "says"),
    [
        ("Worcestershire County Council", True, ""),
        ("Worcestershire", True, ""),
        (None, True, ""),
        ("Essex", True, "about Essex.*your own authority"),
        ("Essex County Council", False, "authority that the report names"),
        ("Gloucestershire", True, "about Gloucestershire"),
    ],
)
def test_a_report_belongs_to_the_authority_that_it_names(named, is_ours, says):
    facts = {"authority": COUNCIL, "report_authority": named, "is_ours": is_ours}
    if not says:
        policies.check_can_import(**facts)
        return
    with pytest.raises(Refused, match=says):
        policies.check_can_import(**facts)


@pytest.mark.parametrize(("state", "says"), [("draft", ""), ("confirmed", "already"), ("discarded", "discarded")])
def test_a_draft_is_confirmed_once(state, says):
    draft = ReportDraft(state=state, read={})
    if not says:
        policies.check_can_confirm(draft)
        return
    with pytest.raises(Refused, match=says):
        policies.check_can_confirm(draft)


@pytest.mark.parametrize(
    ("state", "reason", "says"),
    [
        ("draft", "The wrong file", ""),
        ("draft", "  ", "Say why"),
        ("confirmed", "The wrong file", "waits"),
        ("discarded", "The wrong file", "waits"),
    ],
)
def test_a_draft_is_discarded_with_a_reason(state, reason, says):
    draft = ReportDraft(state=state, read={})
    if not says:
        policies.check_can_discard(draft, reason=reason)
        return
    with pytest.raises(Refused, match=says):
        policies.check_can_discard(draft, reason=reason)


PAGES = ["What needs to improve: the time-", "liness of visits to ‘looked after’ children."]


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("The timeliness of visits", True),
        ("the timeliness  of visits to 'looked after' children", True),
        ("The timeliness of letters", False),
        ("The timeliness of visits to children", False),
    ],
)
def test_words_stand_in_the_report_or_are_refused(words, stands):
    if stands:
        policies.check_words(words, pages=PAGES)
        return
    with pytest.raises(Refused, match="do not stand in the report"):
        policies.check_words(words, pages=PAGES)
