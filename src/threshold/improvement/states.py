"""In which states can findings, obligations and actions of the plan be, and who has them in hand?"""

from django.db import models

from threshold.core.status import TransitionTable


class FindingState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSURE_PROPOSED = "closure_proposed", "Proposed to be closed"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Open again"


F = FindingState

FINDING_TRANSITIONS = TransitionTable(
    title="Finding",
    states=FindingState,
    initial=frozenset({F.OPEN}),
    moves={
        F.OPEN: frozenset({F.CLOSURE_PROPOSED}),
        F.CLOSURE_PROPOSED: frozenset({F.CLOSED, F.OPEN, F.REOPENED}),
        # The measure slipped back, or somebody showed that children are not better served.
        F.CLOSED: frozenset({F.REOPENED}),
        F.REOPENED: frozenset({F.CLOSURE_PROPOSED}),
    },
    owners={
        F.OPEN: "the owners of the actions that answer it",
        F.CLOSURE_PROPOSED: "a senior leader who owns none of the actions",
        F.CLOSED: "nobody; the measures that proved it are watched",
        F.REOPENED: "the improvement lead, with the owners of the actions",
    },
)


class ObligationState(models.TextChoices):
    OPEN = "open", "To be met"
    MET_PROPOSED = "met_proposed", "Said to be met"
    MET = "met", "Met"
    LIFTED = "lifted", "No longer required"


O = ObligationState  # noqa: E741 - as short as the others

OBLIGATION_TRANSITIONS = TransitionTable(
    title="Obligation of a notice or direction",
    states=ObligationState,
    initial=frozenset({O.OPEN}),
    moves={
        O.OPEN: frozenset({O.MET_PROPOSED, O.LIFTED}),
        O.MET_PROPOSED: frozenset({O.MET, O.OPEN, O.LIFTED}),
        O.MET: frozenset({O.OPEN}),
        O.LIFTED: frozenset(),
    },
    owners={
        O.OPEN: "its owner",
        O.MET_PROPOSED: "a senior leader who does not own it",
        O.MET: "nobody",
        O.LIFTED: "nobody: the requirement was varied or revoked",
    },
)


class PlanActionState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "Under way"
    DELIVERED = "delivered", "Done, waiting for proof"
    CLOSED = "closed", "Closed with proof"
    CANCELLED = "cancelled", "No longer wanted"


P = PlanActionState

PLAN_ACTION_TRANSITIONS = TransitionTable(
    title="Action of the improvement plan",
    states=PlanActionState,
    initial=frozenset({P.NOT_STARTED}),
    moves={
        P.NOT_STARTED: frozenset({P.IN_PROGRESS, P.CANCELLED}),
        P.IN_PROGRESS: frozenset({P.DELIVERED, P.CANCELLED}),
        P.DELIVERED: frozenset({P.CLOSED, P.IN_PROGRESS}),
        P.CLOSED: frozenset({P.IN_PROGRESS}),
        P.CANCELLED: frozenset(),
    },
    owners={
        P.NOT_STARTED: "its owner",
        P.IN_PROGRESS: "its owner",
        P.DELIVERED: "somebody other than the owner, who looks at the proof",
        P.CLOSED: "nobody",
        P.CANCELLED: "nobody",
    },
)


class Rag(models.TextChoices):
    """How an action stands, by its owner's judgement and with the reason."""

    BLUE = "blue", "Done and proved"
    GREEN = "green", "On track"
    AMBER = "amber", "At risk"
    RED = "red", "Off track"


class FollowUpState(models.TextChoices):
    OPEN = "open", "To be done"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer wanted"


FOLLOW_UP_TRANSITIONS = TransitionTable(
    title="Follow-up of a board's decision",
    states=FollowUpState,
    initial=frozenset({FollowUpState.OPEN}),
    moves={
        FollowUpState.OPEN: frozenset({FollowUpState.DONE, FollowUpState.DROPPED}),
        FollowUpState.DONE: frozenset(),
        FollowUpState.DROPPED: frozenset(),
    },
    owners={
        FollowUpState.OPEN: "its owner",
        FollowUpState.DONE: "nobody; the board reads the answer",
        FollowUpState.DROPPED: "nobody",
    },
)


class AppraisalState(models.TextChoices):
    DRAFT = "draft", "Being weighed"
    DECIDED = "decided", "Decided"


APPRAISAL_TRANSITIONS = TransitionTable(
    title="Options appraisal",
    states=AppraisalState,
    initial=frozenset({AppraisalState.DRAFT}),
    moves={AppraisalState.DRAFT: frozenset({AppraisalState.DECIDED}), AppraisalState.DECIDED: frozenset()},
    owners={AppraisalState.DRAFT: "the improvement lead", AppraisalState.DECIDED: "nobody"},
)


class PublicationState(models.TextChoices):
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved, to be published"
    PUBLISHED = "published", "Published"


PUBLICATION_TRANSITIONS = TransitionTable(
    title="Publication",
    states=PublicationState,
    initial=frozenset({PublicationState.DRAFT}),
    moves={
        PublicationState.DRAFT: frozenset({PublicationState.APPROVED}),
        # Whoever changes an approved text, or takes the approval back, makes it a draft again.
        PublicationState.APPROVED: frozenset({PublicationState.PUBLISHED, PublicationState.DRAFT}),
        PublicationState.PUBLISHED: frozenset(),
    },
    owners={
        PublicationState.DRAFT: "its writer, then somebody else who approves it",
        PublicationState.APPROVED: "whoever publishes it",
        PublicationState.PUBLISHED: "nobody; its text never changes",
    },
)


class DocumentRequestState(models.TextChoices):
    OPEN = "open", "Asked for"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "No longer wanted"


DOCUMENT_REQUEST_TRANSITIONS = TransitionTable(
    title="Document request of an inspection",
    states=DocumentRequestState,
    initial=frozenset({DocumentRequestState.OPEN}),
    moves={
        DocumentRequestState.OPEN: frozenset({DocumentRequestState.ANSWERED, DocumentRequestState.WITHDRAWN}),
        # The inspector looked and asks for more.
        DocumentRequestState.ANSWERED: frozenset({DocumentRequestState.OPEN}),
        DocumentRequestState.WITHDRAWN: frozenset(),
    },
    owners={
        DocumentRequestState.OPEN: "its owner",
        DocumentRequestState.ANSWERED: "nobody, unless the inspector asks for more",
        DocumentRequestState.WITHDRAWN: "nobody",
    },
)


class ReportState(models.TextChoices):
    DRAFT = "draft", "Being written"
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval"
    APPROVED = "approved", "Approved and frozen"
    PUBLISHED = "published", "Published"
    GIVEN_UP = "given_up", "Given up"


R = ReportState

REPORT_TRANSITIONS = TransitionTable(
    title="Quarterly report",
    states=ReportState,
    initial=frozenset({R.DRAFT}),
    moves={
        R.DRAFT: frozenset({R.AWAITING_APPROVAL, R.GIVEN_UP}),
        R.AWAITING_APPROVAL: frozenset({R.APPROVED, R.DRAFT}),
        # Its numbers never move again. A correction is another edition.
        R.APPROVED: frozenset({R.PUBLISHED}),
        R.PUBLISHED: frozenset(),
        R.GIVEN_UP: frozenset(),
    },
    owners={
        R.DRAFT: "whoever writes it",
        R.AWAITING_APPROVAL: "a senior leader who wrote none of it",
        R.APPROVED: "whoever publishes it",
        R.PUBLISHED: "nobody",
        R.GIVEN_UP: "nobody",
    },
)


class ReportDraftState(models.TextChoices):
    DRAFT = "draft", "To be compared with the report"
    CONFIRMED = "confirmed", "Confirmed"
    DISCARDED = "discarded", "Discarded"


REPORT_DRAFT_TRANSITIONS = TransitionTable(
    title="Reading of an inspection report",
    states=ReportDraftState,
    initial=frozenset({ReportDraftState.DRAFT}),
    moves={
        ReportDraftState.DRAFT: frozenset({ReportDraftState.CONFIRMED, ReportDraftState.DISCARDED}),
        ReportDraftState.CONFIRMED: frozenset(),
        ReportDraftState.DISCARDED: frozenset(),
    },
    owners={
        ReportDraftState.DRAFT: "whoever compares it with the report",
        ReportDraftState.CONFIRMED: "nobody; the inspection is recorded",
        ReportDraftState.DISCARDED: "nobody; the file can be read again",
    },
)
