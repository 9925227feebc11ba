"""When is the same child audited again, and who decides so?"""

from __future__ import annotations

from threshold.core.errors import Refused
from threshold.quality.grades import Grade
from threshold.quality.models import ReAuditProposal
from threshold.quality.states import ReAuditState

#: The grades after which the same child is looked at again.
NOT_GOOD_ENOUGH = (Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE)


def check_can_decide(proposal: ReAuditProposal) -> None:
    if proposal.state != ReAuditState.PROPOSED:
        raise Refused(f"This re-audit is “{proposal.get_state_display().lower()}”: it was decided already.")


def check_can_accept(proposal: ReAuditProposal, *, tool_is_known: bool) -> None:
    check_can_decide(proposal)
    if not tool_is_known:
        raise Refused("The tool of the first audit is no longer in the pack, so the two could not be compared.")


def check_can_decline(proposal: ReAuditProposal, *, reason: str) -> None:
    check_can_decide(proposal)
    if not reason.strip():
        raise Refused("Say why this child is not audited again.")
