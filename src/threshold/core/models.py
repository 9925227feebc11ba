"""The foundation's tables: audit log, status history, clocks, configuration versions, drafts, outbox.

None of them knows a child, a contact or a team. Where a row must be listed by the person it is about or by who
works on it, it carries plain ids that the apps above fill in (see docs/decisions/0004-rows-that-carry-ids.md).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

#: Into how many hash chains the audit log is divided, so that few writers wait for the same chain's head.
CHAINS = 16


class Kind(models.TextChoices):
    """What sort of entry of the audit log this is."""

    READ = "read", "Read"
    CHANGE = "change", "Change"
    REFUSAL = "refusal", "Refused"
    SIGN_IN = "sign-in", "Sign-in"


class AuditEntry(models.Model):
    """One row of the audit log. Written by `journal` only; the database refuses to change or delete it.

    `sequence`, `previous_seal` and `seal` are set by a trigger (migration 0002).
    """

    chain = models.PositiveSmallIntegerField()
    sequence = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    action = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    about_ids = ArrayField(models.BigIntegerField(), default=list)
    detail = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name_plural = "audit entries"
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="audit_one_row_per_number")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_of_a_record"),
            models.Index(fields=["actor_id", "at"], name="audit_of_a_user"),
            GinIndex(fields=["about_ids"], name="audit_about_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.chain}/{self.sequence}"


class AuditHead(models.Model):
    """The last number and seal of each chain. Kept by the trigger; locking it is what orders the chain."""

    chain = models.PositiveSmallIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain}/{self.sequence}"


class StatusChange(models.Model):
    """One move of one record from one state to another. Features read it; it is never changed."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="status_of_a_record"),
            models.Index(fields=["subject_type", "to_state", "at"], name="status_arrivals"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.from_state} to {self.to_state}"


class PackVersion(models.Model):
    """A configuration pack as it was loaded, numbered. Records keep the version they were made under."""

    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"version {self.number}"


class Clock(models.Model):
    """A deadline that runs for a record: started, due, and stopped or still running.

    `rule` is a code of the pack's clock table. `about_id` is the person, `team_id` and `owner_id` who works on
    it: "my day", boards and timeliness measures read these rows alone, without a join.
    """

    rule = models.CharField(max_length=30)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    about_id = models.BigIntegerField(null=True, blank=True)
    team_id = models.BigIntegerField(null=True, blank=True)
    owner_id = models.BigIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    #: The rule's limit, or the shorter or longer one that this clock was given (a rating's, an agency's).
    limit = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    stopped_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, outcome="") | (Q(stopped_at__isnull=False) & ~Q(outcome="")),
                name="clock_stopped_with_outcome",
            ),
            models.UniqueConstraint(
                fields=["rule", "subject_type", "subject_id"],
                condition=Q(stopped_at__isnull=True),
                name="clock_one_running_per_rule",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="clock_of_a_record"),
            models.Index(fields=["owner_id", "due_at"], condition=Q(stopped_at__isnull=True), name="clock_mine"),
            models.Index(fields=["team_id", "due_at"], condition=Q(stopped_at__isnull=True), name="clock_my_team"),
            models.Index(fields=["about_id"], condition=Q(stopped_at__isnull=True), name="clock_about_a_person"),
            # Measures of timeliness are read from the index alone: the clocks of one rule lie all over the table.
            models.Index(
                fields=["rule", "due_at"],
                include=["outcome", "subject_type", "subject_id", "about_id", "team_id"],
                name="clock_timeliness_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.subject_type} {self.subject_id}"


class Draft(models.Model):
    """What somebody has typed and not yet sent. One per person, form and record; kept on the server only."""

    owner = models.CharField(max_length=80)  # "user:17", or "visitor:…" for a person without an account
    form = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    typed = models.TextField()  # the form's fields as the browser sent them, URL-encoded
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "form", "subject"], name="draft_one_per_form")]
        indexes = [models.Index(fields=["updated_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"


class Submission(models.Model):
    """A form that was sent, by the key it carried: the second click finds the first one's result."""

    key = models.UUIDField(primary_key=True)
    form = models.CharField(max_length=60)
    result_type = models.CharField(max_length=60)
    result_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class Message(models.Model):
    """A message to somebody outside: the outbox. Written in the action's transaction, sent by `threshold worker`.

    `purpose` says what it is for; `subject_type` and `subject_id` which record it answers.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        LETTER = "letter", "Letter to print"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"

    channel = models.CharField(max_length=10, choices=Channel)
    purpose = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    to = models.CharField(max_length=320, blank=True)
    heading = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: It could not be sent, and somebody has seen to it in another way.
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled_how = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settled_how="")
                | (Q(state="failed", settled_at__isnull=False, settled_by__isnull=False) & ~Q(settled_how="")),
                name="message_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="message_sent_when_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="queued"), name="message_to_send"),
            models.Index(fields=["subject_type", "subject_id"], name="message_of_a_record"),
            models.Index(
                fields=["created_at"], condition=Q(state="failed", settled_at__isnull=True), name="message_not_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.subject_type} {self.subject_id}"


class Heartbeat(models.Model):
    """When a background program last said that it is alive. `GET /health` reads it."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
