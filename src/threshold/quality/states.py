"""In which states can an audit and what follows from it be, and who has it in hand?"""

from django.db import models

from threshold.core.status import TransitionTable


class AuditState(models.TextChoices):
    ASSIGNED = "assigned", "Given to an auditor"
    IN_PROGRESS = "in_progress", "Being audited"
    AWAITING_MODERATION = "awaiting_moderation", "Graded, a second auditor grades"
    IN_DISCUSSION = "in_discussion", "Both grades are in, to be talked through"
    COMPLETE = "complete", "Complete"
    CANCELLED = "cancelled", "Cancelled"


A = AuditState

AUDIT_TRANSITIONS = TransitionTable(
    title="Audit",
    states=AuditState,
    initial=frozenset({A.ASSIGNED}),
    moves={
        # To itself, or back: another auditor or moderator, with the reason.
        A.ASSIGNED: frozenset({A.ASSIGNED, A.IN_PROGRESS, A.CANCELLED}),
        A.IN_PROGRESS: frozenset({A.ASSIGNED, A.AWAITING_MODERATION, A.COMPLETE, A.CANCELLED}),
        A.AWAITING_MODERATION: frozenset({A.AWAITING_MODERATION, A.IN_DISCUSSION, A.COMPLETE}),
        A.IN_DISCUSSION: frozenset({A.COMPLETE}),
        A.COMPLETE: frozenset(),
        A.CANCELLED: frozenset(),
    },
    owners={
        A.ASSIGNED: "the auditor",
        A.IN_PROGRESS: "the auditor, with the practitioner",
        A.AWAITING_MODERATION: "the moderator, who has not seen the auditor's grades",
        A.IN_DISCUSSION: "auditor and moderator, who agree a grade",
        A.COMPLETE: "nobody; its actions have owners",
        A.CANCELLED: "nobody",
    },
)


class ProgrammeState(models.TextChoices):
    PLANNED = "planned", "Planned"
    DRAWN = "drawn", "Drawn"
    CANCELLED = "cancelled", "Cancelled"


PROGRAMME_TRANSITIONS = TransitionTable(
    title="Item of the audit programme",
    states=ProgrammeState,
    initial=frozenset({ProgrammeState.PLANNED}),
    moves={
        # To itself: planned otherwise, with the reason. What was drawn stays, whatever was drawn: nobody draws again
        # until they like the sample.
        ProgrammeState.PLANNED: frozenset({ProgrammeState.PLANNED, ProgrammeState.DRAWN, ProgrammeState.CANCELLED}),
        ProgrammeState.DRAWN: frozenset(),
        ProgrammeState.CANCELLED: frozenset(),
    },
    owners={
        ProgrammeState.PLANNED: "the quality assurance lead",
        ProgrammeState.DRAWN: "the auditors",
        ProgrammeState.CANCELLED: "nobody",
    },
)


class AlertState(models.TextChoices):
    RAISED = "raised", "Waiting for the manager's answer"
    ANSWERED = "answered", "Answered, to be looked at"
    CLOSED = "closed", "Closed"


ALERT_TRANSITIONS = TransitionTable(
    title="Alert from an audit",
    states=AlertState,
    initial=frozenset({AlertState.RAISED}),
    moves={
        # To itself: another manager, with the reason.
        AlertState.RAISED: frozenset({AlertState.RAISED, AlertState.ANSWERED}),
        # An answer that does not make the child safe goes back to the manager.
        AlertState.ANSWERED: frozenset({AlertState.CLOSED, AlertState.RAISED}),
        AlertState.CLOSED: frozenset(),
    },
    owners={
        AlertState.RAISED: "the named manager",
        AlertState.ANSWERED: "the quality assurance lead",
        AlertState.CLOSED: "nobody",
    },
)


class AuditActionState(models.TextChoices):
    OPEN = "open", "To be done"
    EVIDENCED = "evidenced", "Said to be done, a second person looks"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "No longer wanted"


AUDIT_ACTION_TRANSITIONS = TransitionTable(
    title="Action from an audit",
    states=AuditActionState,
    initial=frozenset({AuditActionState.OPEN}),
    moves={
        # To itself: another owner or another day, with the reason.
        AuditActionState.OPEN: frozenset(
            {AuditActionState.OPEN, AuditActionState.EVIDENCED, AuditActionState.CANCELLED}
        ),
        # The second person looked at the child's record and did not find it: the owner goes on.
        AuditActionState.EVIDENCED: frozenset(
            {AuditActionState.EVIDENCED, AuditActionState.CLOSED, AuditActionState.OPEN}
        ),
        AuditActionState.CLOSED: frozenset(),
        AuditActionState.CANCELLED: frozenset(),
    },
    owners={
        AuditActionState.OPEN: "its owner",
        AuditActionState.EVIDENCED: "a second person, who looks at the child's record",
        AuditActionState.CLOSED: "nobody",
        AuditActionState.CANCELLED: "nobody",
    },
)


class ReAuditState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted, given to an auditor"
    DECLINED = "declined", "Declined"


RE_AUDIT_TRANSITIONS = TransitionTable(
    title="Proposed re-audit",
    states=ReAuditState,
    initial=frozenset({ReAuditState.PROPOSED}),
    moves={
        ReAuditState.PROPOSED: frozenset({ReAuditState.ACCEPTED, ReAuditState.DECLINED}),
        ReAuditState.ACCEPTED: frozenset(),
        ReAuditState.DECLINED: frozenset(),
    },
    owners={
        ReAuditState.PROPOSED: "the quality assurance lead",
        ReAuditState.ACCEPTED: "nobody; the re-audit has an auditor",
        ReAuditState.DECLINED: "nobody",
    },
)


class LearningState(models.TextChoices):
    NOTED = "noted", "Noted"
    CHANGED = "changed", "Something was changed"
    PROVED = "proved", "Proved to help"


LEARNING_TRANSITIONS = TransitionTable(
    title="What was learned",
    states=LearningState,
    initial=frozenset({LearningState.NOTED}),
    moves={
        LearningState.NOTED: frozenset({LearningState.CHANGED}),
        LearningState.CHANGED: frozenset({LearningState.PROVED}),
        LearningState.PROVED: frozenset(),
    },
    owners={
        LearningState.NOTED: "whoever is to change something",
        LearningState.CHANGED: "whoever is to show that it helped",
        LearningState.PROVED: "nobody",
    },
)


class VoiceState(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


VOICE_TRANSITIONS = TransitionTable(
    title="Compliment, complaint or challenge",
    states=VoiceState,
    # A compliment asks for nothing: it is noted and closed in one.
    initial=frozenset({VoiceState.OPEN, VoiceState.CLOSED}),
    moves={
        VoiceState.OPEN: frozenset({VoiceState.ANSWERED, VoiceState.CLOSED}),
        # Whoever made it is not content: it goes on to the next stage.
        VoiceState.ANSWERED: frozenset({VoiceState.OPEN, VoiceState.CLOSED}),
        VoiceState.CLOSED: frozenset(),
    },
    owners={
        VoiceState.OPEN: "whoever answers at this stage",
        VoiceState.ANSWERED: "whoever made it, who is content or asks for the next stage",
        VoiceState.CLOSED: "nobody",
    },
)
