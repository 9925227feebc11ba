"""Where does each outcome lead: which hand-over does it open, and which kind of team receives it?"""

from __future__ import annotations

from threshold.frontdoor.codes import Outcome
from threshold.pathway.models import Handover
from threshold.pathway.receivers import RECEIVERS

_OPENS = {
    Outcome.EARLY_HELP: Handover.Kind.EARLY_HELP,
    Outcome.FAMILY_HELP: Handover.Kind.FAMILY_HELP,
    Outcome.STRATEGY_DISCUSSION: Handover.Kind.STRATEGY_DISCUSSION,
    Outcome.OPEN_CASE: Handover.Kind.OPEN_CASE,
    Outcome.LADO: Handover.Kind.LADO,
    Outcome.PRIVATE_FOSTERING: Handover.Kind.PRIVATE_FOSTERING,
    Outcome.TRANSFER_IN: Handover.Kind.TRANSFER_IN,
}
#: Which kind of hand-over an outcome opens, and which kinds of team receive it.
HANDS_OVER: dict[str, tuple[str, tuple[str, ...]]] = {
    outcome: (kind, RECEIVERS[kind]) for outcome, kind in _OPENS.items()
}
