"""When may a finding be raised, proposed to be closed, closed, or opened again?

A finding closes on evidence of how children are served: a measure's reading, an audit or audits, or what an inspection
or visit wrote. A paper or an observation may stand beside it and is never enough alone. It is signed off by somebody
who owns none of the actions that answer it and did not propose it.
"""

from __future__ import annotations

from collections.abc import Collection

from threshold.core.errors import Refused
from threshold.improvement.models import Evidence, Finding
from threshold.improvement.policies.wording import check_said
from threshold.improvement.states import FindingState

S = FindingState
#: What shows by itself how children are served.
SHOWS_CHILDREN = frozenset({Evidence.Kind.READING, Evidence.Kind.AUDIT, Evidence.Kind.AUDITS})


def check_can_raise(*, kind: str, words: str, unknown_themes: Collection[str]) -> None:
    """By hand; an inspection's findings come with its report."""
    if kind == Finding.Kind.INSPECTION:
        raise Refused("A finding of an inspection is recorded with its report. Import the report instead.")
    check_said(words, "Say what must become better for children.")
    _check_themes(unknown_themes)


def check_can_set_themes(finding: Finding, *, unknown_themes: Collection[str]) -> None:
    _check_themes(unknown_themes)


def _check_themes(unknown: Collection[str]) -> None:
    if unknown:
        raise Refused(f"There is no theme {', '.join(sorted(unknown))} in this authority's list. Choose from the list.")


def check_can_propose_closure(
    finding: Finding, *, reason: str, kinds: Collection[str], has_inspectors_words: bool, alien_evidence: bool
) -> None:
    """
    Args:
        kinds: of the evidence that is put forward.
        has_inspectors_words: one of its documents is the report or letter of an inspection or visit.
        alien_evidence: some of it is not linked to this finding.
    """
    if finding.state not in (S.OPEN, S.REOPENED):
        raise Refused(f"This finding is “{finding.get_state_display().lower()}”: it cannot be proposed now.")
    check_said(reason, "Say how children are better served now than when this was found.")
    if not kinds:
        raise Refused("Link at least one piece of evidence to this finding, and choose it here.")
    if alien_evidence:
        raise Refused("Some of that evidence is not linked to this finding. Link it first, so that a reader finds it.")
    if not (SHOWS_CHILDREN & set(kinds)) and not has_inspectors_words:
        raise Refused(
            "Documents and observations alone show what was done, not how children are served. Add a measure's "
            "reading, an audit, or what an inspection or visit wrote."
        )


def check_can_answer_closure(
    finding: Finding, *, signer_owns_an_action: bool, signer_proposed_it: bool, words: str
) -> None:
    """Sign it off, or send it back."""
    if finding.state != S.CLOSURE_PROPOSED:
        raise Refused(f"This finding is “{finding.get_state_display().lower()}”: there is nothing to sign off.")
    if signer_proposed_it:
        raise Refused("You proposed this. Somebody else signs it off.")
    if signer_owns_an_action:
        raise Refused("You own an action that answers this finding. Somebody who owns none of them signs it off.")
    check_said(words, "Say what you looked at and what it shows.")


def check_can_reopen(finding: Finding, *, reason: str) -> None:
    if finding.state != S.CLOSED:
        raise Refused("Only a closed finding can be opened again.")
    check_said(reason, "Say what shows that children are not better served.")
