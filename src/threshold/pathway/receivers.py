"""Which kind of team receives which kind of hand-over? An open case goes to the team that has it."""

from __future__ import annotations

from threshold.access.models import Team
from threshold.pathway.models import Handover

RECEIVERS: dict[str, tuple[str, ...]] = {
    Handover.Kind.EARLY_HELP: (Team.Kind.EARLY_HELP,),
    Handover.Kind.FAMILY_HELP: (Team.Kind.FAMILY_HELP,),
    Handover.Kind.STRATEGY_DISCUSSION: (Team.Kind.FAMILY_HELP, Team.Kind.PROTECTION, Team.Kind.EMERGENCY_DUTY),
    Handover.Kind.OPEN_CASE: (),
    Handover.Kind.LADO: (Team.Kind.LADO,),
    Handover.Kind.PRIVATE_FOSTERING: (Team.Kind.PRIVATE_FOSTERING, Team.Kind.FAMILY_HELP),
    Handover.Kind.TRANSFER_IN: (Team.Kind.PROTECTION, Team.Kind.FAMILY_HELP),
}


def kinds_like(handover: Handover) -> tuple[str, ...]:
    """The kinds of team that a hand-over which was sent back can be offered to next."""
    return RECEIVERS[handover.kind] or (handover.team.kind,)
