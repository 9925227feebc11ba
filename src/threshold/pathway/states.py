"""In which states can a hand-over be, and who has it in hand?"""

from django.db import models

from threshold.core.status import TransitionTable


class HandoverState(models.TextChoices):
    AWAITING_ACCEPTANCE = "awaiting_acceptance", "Waiting to be accepted"
    ACCEPTED = "accepted", "Accepted, no worker yet"
    ALLOCATED = "allocated", "Allocated to a worker"
    SENT_BACK = "sent_back", "Sent back"
    CLOSED = "closed", "Closed"


S = HandoverState

HANDOVER_TRANSITIONS = TransitionTable(
    title="Hand-over to a receiving team",
    states=HandoverState,
    initial=frozenset({S.AWAITING_ACCEPTANCE}),
    moves={
        S.AWAITING_ACCEPTANCE: frozenset({S.ACCEPTED, S.SENT_BACK}),
        S.ACCEPTED: frozenset({S.ALLOCATED, S.CLOSED}),
        S.ALLOCATED: frozenset({S.ALLOCATED, S.CLOSED}),
        # The front door answers what was asked and offers it again, to the same team or another.
        S.SENT_BACK: frozenset({S.AWAITING_ACCEPTANCE, S.CLOSED}),
        S.CLOSED: frozenset(),
    },
    owners={
        S.AWAITING_ACCEPTANCE: "the receiving team's manager",
        S.ACCEPTED: "the receiving team's manager, who allocates",
        S.ALLOCATED: "the allocated worker",
        S.SENT_BACK: "the front door's manager",
        S.CLOSED: "nobody",
    },
)
