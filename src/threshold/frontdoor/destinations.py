"""Where does each outcome lead: which hand-over does it open, and which kind of team receives it?"""

from __future__ import annotations

from threshold.access.models import Team
from threshold.frontdoor.codes import Outcome
from threshold.pathway.models import Handover

#: Which kind of hand-over an outcome opens, and which kind of team receives it.
HANDS_OVER: dict[str, tuple[str, tuple[str, ...]]] = {
    Outcome.EARLY_HELP: (Handover.Kind.EARLY_HELP, (Team.Kind.EARLY_HELP,)),
    Outcome.FAMILY_HELP: (Handover.Kind.FAMILY_HELP, (Team.Kind.FAMILY_HELP,)),
    Outcome.STRATEGY_DISCUSSION: (
        Handover.Kind.STRATEGY_DISCUSSION,
        (Team.Kind.FAMILY_HELP, Team.Kind.PROTECTION, Team.Kind.EMERGENCY_DUTY),
    ),
    Outcome.OPEN_CASE: (Handover.Kind.OPEN_CASE, ()),
    Outcome.LADO: (Handover.Kind.LADO, (Team.Kind.LADO,)),
    Outcome.PRIVATE_FOSTERING: (
        Handover.Kind.PRIVATE_FOSTERING,
        (Team.Kind.PRIVATE_FOSTERING, Team.Kind.FAMILY_HELP),
    ),
    Outcome.TRANSFER_IN: (Handover.Kind.TRANSFER_IN, (Team.Kind.PROTECTION, Team.Kind.FAMILY_HELP)),
}
