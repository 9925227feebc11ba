"""The Family Front Door: a contact, the children it names, what partners share, what is decided for each child."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.core.models import Message, PackVersion
from threshold.frontdoor.codes import Channel, Consent, Outcome, Source
from threshold.frontdoor.states import (
    CONTACT_TRANSITIONS,
    DECISION_TRANSITIONS,
    ContactState,
    DecisionState,
)
from threshold.people.models import Organisation, Person

USER = settings.AUTH_USER_MODEL


class Contact(models.Model):
    """Somebody was worried and told us. One contact names one or many children; its story is its passages."""

    TRANSITIONS = CONTACT_TRANSITIONS

    class Anonymity(models.TextChoices):
        MAY_BE_NAMED = "may_be_named", "The family may know who told us"
        ANONYMOUS_TO_FAMILY = "anonymous_to_family", "The family must not be told who it was"

    state = models.CharField(max_length=20, choices=ContactState, default=ContactState.RECEIVED)
    channel = models.CharField(max_length=20, choices=Channel)
    source = models.CharField(max_length=2, choices=Source)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    is_immediate_danger = models.BooleanField(default=False)
    #: A child who was missing and is back, as it was told: each child's `ReturnInterview` begins here.
    returned_from_missing_at = models.DateTimeField(null=True, blank=True)

    referrer_name = models.CharField(max_length=120, blank=True)
    referrer_role = models.CharField(max_length=120, blank=True)
    referrer_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    referrer_organisation_name = models.CharField(max_length=160, blank=True)
    referrer_telephone = models.CharField(max_length=30, blank=True)
    referrer_email = models.EmailField(blank=True)
    referrer_anonymity = models.CharField(max_length=20, choices=Anonymity, default=Anonymity.ANONYMOUS_TO_FAMILY)

    consent = models.CharField(max_length=12, choices=Consent, blank=True)
    consent_given_by = models.CharField(max_length=120, blank=True)
    consent_given_on = models.DateField(null=True, blank=True)
    consent_scope = models.CharField(max_length=300, blank=True)
    consent_reason = models.TextField(blank=True)
    consent_overridden_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lawful_basis = models.CharField(max_length=40, blank=True)

    language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=False)

    rag = models.CharField(max_length=12, blank=True)  # the pack's rating; its history is RagRating
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    analysed_at = models.DateTimeField(null=True, blank=True)
    analysed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at")), name="contact_received_before_recorded"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="contact_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(state="received", rag="") | (~Q(state="received") & ~Q(rag="")),
                name="contact_rated_once_screened",
            ),
            models.CheckConstraint(
                condition=~Q(consent="overridden") | (Q(consent_overridden_by__isnull=False) & ~Q(consent_reason="")),
                name="contact_override_has_manager_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(consent="given") | (~Q(consent_given_by="") & Q(consent_given_on__isnull=False)),
                name="contact_consent_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(analysed_at__isnull=True, analysed_by__isnull=True)
                | Q(analysed_at__isnull=False, analysed_by__isnull=False),
                name="contact_analysed_by_somebody",
            ),
        ]
        indexes = [
            # The board: open contacts by stage, oldest first, without the years of closed ones.
            models.Index(fields=["state", "received_at"], condition=Q(closed_at__isnull=True), name="contact_board"),
            # The whole board in that order: without it the database looks for open ones among the oldest closed ones.
            models.Index(fields=["received_at", "id"], condition=Q(closed_at__isnull=True), name="contact_open"),
            models.Index(fields=["owner", "received_at"], condition=Q(closed_at__isnull=True), name="contact_mine"),
            models.Index(fields=["-received_at"], name="contact_by_arrival"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("C", self.pk)


class ConsentEntry(models.Model):
    """On what footing information was shared from a moment on. The newest is the contact's; a refusal stays."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    consent = models.CharField(max_length=12, choices=Consent)
    given_by = models.CharField(max_length=120, blank=True)
    given_on = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    lawful_basis = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "consent entries"
        indexes = [models.Index(fields=["contact", "-at"], name="consents_of_a_contact")]

    def __str__(self) -> str:
        return f"consent {self.pk}"


class ContactChildren(models.QuerySet["ContactChild"]):
    def standing(self) -> ContactChildren:
        """Those whom the contact is about: nobody took them off it again. Every list and count begins with it."""
        return self.filter(removed_at__isnull=True)


class ContactChild(models.Model):
    """One child on one contact, with a decision of their own.

    A child who was named by mistake is removed with a reason; the row stays as history. Positions are not given
    out again.
    """

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="children")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    position = models.PositiveSmallIntegerField()
    #: As it was told, where it differs from the record: kept so that an un-link loses nothing.
    as_told = models.JSONField(default=dict)
    received_at = models.DateTimeField()  # the contact's, copied so that repeat contacts are one indexed query
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    removal_reason = models.CharField(max_length=300, blank=True)

    objects = ContactChildren.as_manager()

    class Meta:
        verbose_name_plural = "contact children"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "person"], condition=Q(removed_at__isnull=True), name="contact_child_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removal_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removal_reason="")),
                name="contact_child_removed_whole",
            ),
            models.UniqueConstraint(fields=["contact", "position"], name="contact_child_position"),
        ]
        indexes = [
            models.Index(fields=["person", "-received_at"], name="contacts_of_a_person"),
            # The page of numbers and its lists: the children of some weeks among those of ten years.
            models.Index(fields=["-received_at"], name="children_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"child {self.position} of {self.contact_id}"


class ReturnInterview(models.Model):
    """The talk that a child who was missing is offered within 72 hours of coming back: due, and what came of it.

    What the child said is passages about that child. Held outside the contact's own stages: it is often held, or
    still owed, after the contact is closed.
    """

    class State(models.TextChoices):
        DUE = "due", "Still to be offered"
        HELD = "held", "Held"
        DECLINED = "declined", "Offered, and the child did not want it"
        NOT_POSSIBLE = "not_possible", "Could not be held"
        NOT_MISSING = "not_missing", "This child was not missing"

    child = models.OneToOneField(ContactChild, on_delete=models.PROTECT, related_name="return_interview")
    returned_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.DUE)
    happened_at = models.DateTimeField(null=True, blank=True)  # when it was held, or offered and declined
    held_by_name = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", recorded_at__isnull=True, recorded_by__isnull=True)
                | (~Q(state="due") & Q(recorded_at__isnull=False, recorded_by__isnull=False)),
                name="return_interview_recorded_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(happened_at__isnull=False) & ~Q(held_by_name="")),
                name="return_interview_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("due", "held")) | ~Q(reason=""), name="return_interview_not_held_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(happened_at__gte=F("returned_at")),
                name="return_interview_after_return",
            ),
        ]
        indexes = [models.Index(fields=["returned_at"], condition=Q(state="due"), name="return_interviews_due")]

    def __str__(self) -> str:
        return f"return interview {self.pk}"


class RagRating(models.Model):
    """How urgent somebody judged a contact to be, when and why. The newest is the contact's `rag`.

    `is_danger` is filled where somebody said that a child is in danger now, or no longer: the rating stays as it is
    then, and is empty where the contact has not been screened.
    """

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="ratings")
    rag = models.CharField(max_length=12, blank=True)
    is_danger = models.BooleanField(null=True, blank=True)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(rag="") | Q(is_danger__isnull=False), name="rating_says_a_rating_or_danger"
            )
        ]
        indexes = [models.Index(fields=["contact", "-at"], name="ratings_of_a_contact")]

    def __str__(self) -> str:
        return f"rating {self.pk}"


class LevelOfNeed(models.Model):
    """The level of need of one child as somebody saw it at one point, with the reason."""

    class Point(models.TextChoices):
        REFERRER = "referrer", "Proposed by the referrer"
        SCREENING = "screening", "At screening"
        DECISION = "decision", "At the decision"

    child = models.ForeignKey(ContactChild, on_delete=models.PROTECT, related_name="levels")
    point = models.CharField(max_length=10, choices=Point)
    level = models.CharField(max_length=20)  # a code of the pack's threshold table
    reason = models.TextField(blank=True)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "levels of need"
        indexes = [models.Index(fields=["child", "at"], name="levels_of_a_child")]

    def __str__(self) -> str:
        return f"level {self.pk}"


class Decision(models.Model):
    """What should happen for one child: proposed, decided, signed off or returned. One is current at a time."""

    TRANSITIONS = DECISION_TRANSITIONS

    child = models.ForeignKey(ContactChild, on_delete=models.PROTECT, related_name="decisions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=20, choices=DecisionState)
    outcome = models.CharField(max_length=24, choices=Outcome)
    reason = models.TextField()
    destination_team = models.ForeignKey(
        "access.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    destination_offer = models.CharField(max_length=60, blank=True)
    destination_note = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sign_off_reason = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    return_reason = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # With what became of the child: measures need not open each decision, whose row is long.
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(is_current=True),
                include=["state", "outcome"],
                name="decision_one_current_of_a_child",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("decided_by")),
                name="decision_never_own_sign_off",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True, sign_off_reason="")
                | (Q(signed_off_at__isnull=False, signed_off_by__isnull=False) & ~Q(sign_off_reason="")),
                name="decision_signed_off_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed_off") | Q(signed_off_at__isnull=False),
                name="decision_signed_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["replaced", "withdrawn"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="decision_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(is_current=False), name="decision_withdrawn_is_past"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_has_reason"),
        ]
        indexes = [
            models.Index(fields=["state", "decided_at"], condition=Q(is_current=True), name="decision_queue"),
            models.Index(fields=["contact"], name="decisions_of_a_contact"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class InformationRequest(models.Model):
    """A question to a partner agency, and what it shared. The answer's text is passages."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        RETURNED = "returned", "Answered"
        NOTHING_KNOWN = "nothing_known", "Nothing known"
        DECLINED = "declined", "Declined to share"
        CANCELLED = "cancelled", "No longer needed"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="information_requests")
    agency = models.CharField(max_length=30)  # a code of the pack's agencies
    question = models.TextField()
    lawful_basis = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    sent_to = models.EmailField(blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=State, default=State.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_by_role = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    #: The partner's one-time link: only hashes are kept, of the link's token and of the code sent beside it.
    token_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=200, blank=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="request_token_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="request_answered_when_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="asked"), name="requests_outstanding"),
            models.Index(fields=["contact"], name="requests_of_a_contact"),
        ]

    def __str__(self) -> str:
        return f"information request {self.pk}"


class TriageMeeting(models.Model):
    """A daily meeting of partners about one kind of worry."""

    kind = models.CharField(max_length=30)  # a code of the pack's triage meetings
    held_at = models.DateTimeField()
    chaired_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    attendees = models.TextField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "held_at"], name="triage_meeting_once")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("M", self.pk)


class TriageItem(models.Model):
    """One child discussed at a triage meeting: what was decided and who does what by when."""

    meeting = models.ForeignKey(TriageMeeting, on_delete=models.PROTECT, related_name="items")
    child = models.ForeignKey(ContactChild, on_delete=models.PROTECT, related_name="triage_items")
    decision = models.TextField()
    reason = models.TextField()
    action = models.TextField(blank=True)
    action_owner = models.CharField(max_length=120, blank=True)
    action_due_on = models.DateField(null=True, blank=True)
    action_done_at = models.DateTimeField(null=True, blank=True)
    action_done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "child"], name="triage_item_once"),
            models.CheckConstraint(
                condition=Q(action="") | (~Q(action_owner="") & Q(action_due_on__isnull=False)),
                name="triage_action_has_owner_and_date",
            ),
        ]
        indexes = [
            # What is still to be done, among years of meetings.
            models.Index(
                fields=["action_due_on"],
                condition=Q(action_done_at__isnull=True) & ~Q(action=""),
                name="triage_actions_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"triage item {self.pk}"


class Feedback(models.Model):
    """The answer to the person who was worried: one for each contact, about the children as a whole."""

    class Status(models.TextChoices):
        SENT_BY_MESSAGE = "message", "Sent by e-mail"
        PRINTED = "printed", "Printed and posted"
        SPOKEN = "spoken", "Given by telephone or in person"
        NOT_POSSIBLE = "not_possible", "Could not be given"

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="feedback")
    status = models.CharField(max_length=14, choices=Status)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="not_possible") | ~Q(reason=""), name="feedback_not_given_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class Shift(models.Model):
    """One night or weekend of the emergency duty team, handed over in the morning and accepted by the day team."""

    class State(models.TextChoices):
        OPEN = "open", "Running"
        HANDED_OVER = "handed_over", "Handed over"
        ACCEPTED = "accepted", "Accepted by the day team"

    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    handover_note = models.TextField(blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker"], condition=Q(state="open"), name="shift_one_open_per_worker"),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=F("worker")),
                name="shift_not_self_accepted",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("S", self.pk)


class ShiftEntry(models.Model):
    """One thing that happened on a shift: what was decided, why, and what the day team must do."""

    class Kind(models.TextChoices):
        ADVICE = "advice", "Advice given"
        VISIT = "visit", "Visit made"
        STRATEGY = "strategy", "Strategy discussion held"
        POLICE_PROTECTION = "police_protection", "Police protection"
        PLACEMENT = "placement", "Placement found"
        APPROPRIATE_ADULT = "appropriate_adult", "Appropriate adult"
        NO_ACTION = "no_action", "No action needed tonight"

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="shift_entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    decision = models.TextField()
    reason = models.TextField()
    follow_up = models.TextField(blank=True)
    follow_up_due_at = models.DateTimeField(null=True, blank=True)
    follow_up_done_at = models.DateTimeField(null=True, blank=True)
    follow_up_done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "shift entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(follow_up_done_at__isnull=True, follow_up_done_by__isnull=True)
                | (Q(follow_up_done_at__isnull=False, follow_up_done_by__isnull=False) & ~Q(follow_up="")),
                name="shift_follow_up_done_by_somebody",
            )
        ]
        indexes = [
            # What the day team still has to do, among years of nights.
            models.Index(
                fields=["follow_up_due_at"],
                condition=Q(follow_up_done_at__isnull=True) & ~Q(follow_up=""),
                name="shift_follow_ups_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"shift entry {self.pk}"
