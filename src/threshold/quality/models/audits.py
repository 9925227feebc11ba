"""An audit: one piece of practice, looked at by somebody who did not do it, together with the person who did."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.core.models import PackVersion
from threshold.people.models import Person
from threshold.quality.grades import Grade
from threshold.quality.states import AUDIT_TRANSITIONS, AuditState

USER = settings.AUTH_USER_MODEL


class Audit(models.Model):
    """One record judged with one tool of the pack, of the version that was in force when it was given out.

    `subject_…` is the record (a child on a contact, a supervision, …), `person` the child it is about, `team` and
    `worker` whose practice it was. `grade` is the auditor's for the whole; `agreed_grade` is final and set when the
    audit is complete, with or without a moderation.
    """

    TRANSITIONS = AUDIT_TRANSITIONS

    class Kind(models.TextChoices):
        DIP_SAMPLE = "dip_sample", "Dip sample"
        CASE = "case", "Full case audit"
        SUPERVISION = "supervision", "Supervision audit"
        OBSERVATION = "observation", "Observation of practice"
        MULTI_AGENCY = "multi_agency", "Multi-agency audit"

    kind = models.CharField(max_length=16, choices=Kind)
    tool = models.CharField(max_length=40)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="audits")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The accounts of everybody who took part in the practice, the worker among them: none of them judges it.
    involved_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    #: The day of the practice: whoever was in the team then does not judge it either.
    practised_on = models.DateField(null=True, blank=True)
    auditor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: Somebody of the improvement partner or another agency, who audits beside the auditor.
    joint_auditor = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moderator = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The audit three months before, of the same child with the same tool.
    re_audit_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="re_audited_by"
    )
    state = models.CharField(max_length=24, choices=AuditState, default=AuditState.ASSIGNED)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    practised_together = models.BooleanField(null=True, blank=True)
    not_together_reason = models.CharField(max_length=300, blank=True)
    strengths = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    grade = models.CharField(max_length=20, choices=Grade, blank=True)
    graded_at = models.DateTimeField(null=True, blank=True)
    agreed_grade = models.CharField(max_length=20, choices=Grade, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: Told by the auditor at any moment: the child may be unsafe now.
    is_unsafe = models.BooleanField(default=False)
    #: Whether the draw picked it for a second, blind grade. Shown to nobody before the auditor has handed in.
    is_picked_for_moderation = models.BooleanField(default=False)
    moderated_at = models.DateTimeField(null=True, blank=True)
    not_moderated_reason = models.CharField(max_length=300, blank=True)
    discussion = models.TextField(blank=True)
    agreed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: What the joint auditor needs to know of the record, written by the auditor without a name.
    joint_note = models.TextField(blank=True)
    joint_view = models.TextField(blank=True)
    joint_viewed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(worker__isnull=True) | ~Q(worker=F("auditor")), name="audit_never_of_own_work"
            ),
            models.CheckConstraint(
                condition=Q(moderator__isnull=True) | ~Q(moderator=F("auditor")), name="audit_moderated_by_another"
            ),
            models.CheckConstraint(
                condition=Q(grade="", graded_at__isnull=True) | (~Q(grade="") & Q(graded_at__isnull=False)),
                name="audit_graded_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="complete", completed_at__isnull=False)
                | (~Q(state="complete") & Q(completed_at__isnull=True, agreed_grade="")),
                name="audit_complete_when_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="complete") | Q(kind="dip_sample") | ~Q(agreed_grade=""),
                name="audit_complete_is_graded",
            ),
            models.CheckConstraint(
                condition=Q(joint_view="", joint_viewed_at__isnull=True)
                | (~Q(joint_view="") & Q(joint_viewed_at__isnull=False, joint_auditor__isnull=False)),
                name="audit_joint_view_whole",
            ),
            models.CheckConstraint(
                condition=Q(moderated_at__isnull=True) | Q(moderator__isnull=False), name="audit_moderated_by_somebody"
            ),
        ]
        indexes = [
            # An auditor's list of what is still to do.
            models.Index(
                fields=["auditor", "assigned_at"],
                condition=Q(state__in=("assigned", "in_progress", "in_discussion")),
                name="audit_of_an_auditor",
            ),
            models.Index(
                fields=["moderator"],
                condition=Q(state__in=("awaiting_moderation", "in_discussion")),
                name="audit_of_a_moderator",
            ),
            # Trends and measures: the audits completed in a period, by team.
            models.Index(fields=["completed_at", "team"], name="audit_by_completion"),
            models.Index(fields=["subject_type", "subject_id"], name="audits_of_a_record"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("A", self.pk)
