import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_alter_membership_role"),
        ("core", "0004_settled_messages"),
        ("people", "0003_withdrawn_entries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dip_sample", "Dip sample"),
                            ("case", "Full case audit"),
                            ("supervision", "Supervision audit"),
                            ("observation", "Observation of practice"),
                            ("multi_agency", "Multi-agency audit"),
                        ],
                        max_length=16,
                    ),
                ),
                ("tool", models.CharField(max_length=40)),
                (
                    "pack_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.packversion"
                    ),
                ),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("subject_reference", models.CharField(max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "involved_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("practised_on", models.DateField(blank=True, null=True)),
                (
                    "auditor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "joint_auditor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "moderator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "re_audit_of",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="re_audited_by",
                        to="quality.audit",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("assigned", "Given to an auditor"),
                            ("in_progress", "Being audited"),
                            ("awaiting_moderation", "Graded, a second auditor grades"),
                            ("in_discussion", "Both grades are in, to be talked through"),
                            ("complete", "Complete"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="assigned",
                        max_length=24,
                    ),
                ),
                ("assigned_at", models.DateTimeField()),
                (
                    "assigned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("practised_together", models.BooleanField(blank=True, null=True)),
                ("not_together_reason", models.CharField(blank=True, max_length=300)),
                ("strengths", models.TextField(blank=True)),
                ("worries", models.TextField(blank=True)),
                ("impact", models.TextField(blank=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outstanding", "Outstanding"),
                            ("good", "Good"),
                            ("requires_improvement", "Requires improvement to be good"),
                            ("inadequate", "Inadequate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("graded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("outstanding", "Outstanding"),
                            ("good", "Good"),
                            ("requires_improvement", "Requires improvement to be good"),
                            ("inadequate", "Inadequate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("is_unsafe", models.BooleanField(default=False)),
                ("is_picked_for_moderation", models.BooleanField(default=False)),
                ("moderated_at", models.DateTimeField(blank=True, null=True)),
                ("not_moderated_reason", models.CharField(blank=True, max_length=300)),
                ("discussion", models.TextField(blank=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("joint_note", models.TextField(blank=True)),
                ("joint_view", models.TextField(blank=True)),
                ("joint_viewed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("assigned", "in_progress", "in_discussion"))),
                        fields=["auditor", "assigned_at"],
                        name="audit_of_an_auditor",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("awaiting_moderation", "in_discussion"))),
                        fields=["moderator"],
                        name="audit_of_a_moderator",
                    ),
                    models.Index(fields=["completed_at", "team"], name="audit_by_completion"),
                    models.Index(fields=["subject_type", "subject_id"], name="audits_of_a_record"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("worker__isnull", True),
                            models.Q(("worker", models.F("auditor")), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_never_of_own_work",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("moderator__isnull", True),
                            models.Q(("moderator", models.F("auditor")), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_moderated_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", ""), ("graded_at__isnull", True)),
                            models.Q(models.Q(("grade", ""), _negated=True), ("graded_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_graded_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("state", "complete")),
                            models.Q(
                                models.Q(("state", "complete"), _negated=True),
                                ("agreed_grade", ""),
                                ("completed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_complete_when_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "complete"), _negated=True),
                            ("kind", "dip_sample"),
                            models.Q(("agreed_grade", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_complete_is_graded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joint_view", ""), ("joint_viewed_at__isnull", True)),
                            models.Q(
                                models.Q(("joint_view", ""), _negated=True),
                                ("joint_auditor__isnull", False),
                                ("joint_viewed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="audit_joint_view_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("moderated_at__isnull", True), ("moderator__isnull", False), _connector="OR"
                        ),
                        name="audit_moderated_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("month", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dip_sample", "Dip sample"),
                            ("case", "Full case audit"),
                            ("supervision", "Supervision audit"),
                            ("observation", "Observation of practice"),
                            ("multi_agency", "Multi-agency audit"),
                        ],
                        max_length=16,
                    ),
                ),
                ("tool", models.CharField(max_length=40)),
                ("population", models.CharField(max_length=40)),
                ("theme", models.CharField(blank=True, max_length=40)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.team",
                    ),
                ),
                ("practice_week_on", models.DateField(blank=True, null=True)),
                ("population_from", models.DateField()),
                ("population_to", models.DateField()),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("random", "Random"),
                            ("stratified", "Stratified"),
                            ("risk_weighted", "Risk-weighted"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "stratify_by",
                    models.CharField(
                        blank=True, choices=[("team", "By team"), ("outcome", "By what was decided")], max_length=10
                    ),
                ),
                ("size", models.PositiveSmallIntegerField()),
                ("moderate_every", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("drawn", "Drawn"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="programme_by_month")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="programme_item_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("population_from__lte", models.F("population_to"))),
                        name="programme_item_period_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="programme_item_in_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "stratified"), models.Q(("stratify_by", ""), _negated=True)),
                            models.Q(models.Q(("method", "stratified"), _negated=True), ("stratify_by", "")),
                            _connector="OR",
                        ),
                        name="programme_item_stratified_by_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionArrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                ("has_cases", models.BooleanField(default=True)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("arranged_at", models.DateTimeField()),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ends_on__isnull", True)), fields=["supervisor"], name="supervised_by"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on__isnull", True)),
                        fields=("worker",),
                        name="one_supervisor_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("supervisor")), _negated=True),
                        name="nobody_supervises_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="arrangement_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theme", models.CharField(max_length=40)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.BigIntegerField()),
                ("tagged_at", models.DateTimeField()),
                (
                    "tagged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["theme", "subject_type", "subject_id"], name="records_of_a_theme")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_type", "subject_id", "theme"), name="theme_once_on_a_record"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VoiceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("compliment", "Compliment"),
                            ("complaint", "Complaint"),
                            ("iro_challenge", "Challenge by an independent reviewing officer"),
                            ("agency_challenge", "Challenge between agencies"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "came_from",
                    models.CharField(
                        choices=[
                            ("child", "A child or young person"),
                            ("parent", "A parent"),
                            ("carer", "A foster carer, kinship carer or guardian"),
                            ("advocate", "An advocate for a child"),
                            ("reviewing_officer", "An independent reviewing officer or conference chair"),
                            ("agency", "Another agency"),
                            ("other", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                ("received_on", models.DateField()),
                ("summary", models.TextField()),
                ("wanted", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Waiting for an answer"), ("answered", "Answered"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("partly", "Partly upheld"),
                            ("not_upheld", "Not upheld"),
                            ("resolved", "Resolved"),
                            ("referred", "Referred on, to Cafcass or the safeguarding partners"),
                            ("withdrawn", "Withdrawn by whoever made it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "-received_on"], name="voices_by_kind"),
                    models.Index(fields=["team", "-received_on"], name="voices_of_a_team"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="voice_closed_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("kind", "compliment"),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="voice_closed_with_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="quality.audit"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("difference", models.TextField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be done"),
                            ("evidenced", "Said to be done, a second person looks"),
                            ("closed", "Closed"),
                            ("cancelled", "No longer wanted"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("evidence", models.TextField(blank=True)),
                ("evidenced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidenced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("second_look", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "escalated_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("open", "evidenced"))),
                        fields=["owner", "due_on"],
                        name="audit_action_of_an_owner",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("open", "evidenced"))),
                        fields=["due_on"],
                        name="audit_action_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_at__isnull", True), ("looked_by__isnull", True)),
                            models.Q(("looked_at__isnull", False), ("looked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_action_looked_at_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("person__isnull", True),
                            models.Q(("looked_by__isnull", False), ("looked_by", models.F("closed_by"))),
                            _connector="OR",
                        ),
                        name="audit_action_closed_by_who_looked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("evidence", ""), ("evidenced_at__isnull", True), ("evidenced_by__isnull", True)),
                            models.Q(
                                ("evidenced_at__isnull", False),
                                ("evidenced_by__isnull", False),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_action_evidenced_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("second_look", ""), _negated=True),
                                models.Q(("evidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_action_closed_by_a_second_look",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                models.Q(("closed_by", models.F("owner")), _negated=True),
                                models.Q(("closed_by", models.F("evidenced_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_action_never_closed_by_its_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("escalated_at__isnull", True), ("escalated_to__isnull", True)),
                            models.Q(("escalated_at__isnull", False), ("escalated_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="audit_action_escalated_to_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="quality.audit"
                    ),
                ),
                ("domain", models.CharField(blank=True, max_length=40)),
                ("question", models.CharField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("yes", "Yes"),
                            ("partly", "Partly"),
                            ("no", "No"),
                            ("not_applicable", "Not applicable"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "domain", "question"), name="audit_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditGrade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grades", to="quality.audit"
                    ),
                ),
                (
                    "pen",
                    models.CharField(
                        choices=[("auditor", "Auditor"), ("moderator", "Moderator"), ("agreed", "Agreed")],
                        max_length=10,
                    ),
                ),
                ("domain", models.CharField(blank=True, max_length=40)),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("outstanding", "Outstanding"),
                            ("good", "Good"),
                            ("requires_improvement", "Requires improvement to be good"),
                            ("inadequate", "Inadequate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "pen", "domain"), name="audit_grade_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pen", "agreed"), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="audit_grade_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="quality.audit"
                    ),
                ),
                (
                    "who",
                    models.CharField(
                        choices=[("child", "The child"), ("parent", "A parent"), ("carer", "A carer")], max_length=10
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("why_not", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "family feedback",
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "who"), name="feedback_of_each_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(models.Q(("words", ""), _negated=True), ("why_not", "")),
                            models.Q(("words", ""), models.Q(("why_not", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="feedback_heard_or_why_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="quality.audit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pen",
                    models.CharField(
                        choices=[("auditor", "Auditor"), ("moderator", "Moderator"), ("agreed", "Agreed")],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "user"), name="conflict_declared_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="conflict_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="quality.audit"
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[("unsafe", "A child may be unsafe"), ("inadequate", "Practice was judged inadequate")],
                        max_length=12,
                    ),
                ),
                ("what", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "Waiting for the manager's answer"),
                            ("answered", "Answered, to be looked at"),
                            ("closed", "Closed"),
                        ],
                        default="raised",
                        max_length=10,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.message",
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("look", models.TextField(blank=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=["to", "raised_at"],
                        name="alert_of_a_manager",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed"), _negated=True), fields=["raised_at"], name="alert_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "because"), name="alert_once_for_a_reason"),
                    models.CheckConstraint(condition=models.Q(("what", ""), _negated=True), name="alert_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="alert_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                                models.Q(("look", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="alert_closed_after_answer_and_look",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            models.Q(("closed_by", models.F("answered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="alert_never_closed_by_its_answerer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LearningEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("audit", "Audit"),
                            ("complaint", "Complaint"),
                            ("compliment", "Compliment"),
                            ("challenge", "Challenge by a reviewing officer or another agency"),
                            ("inspection", "Inspection"),
                            ("incident", "Serious incident or safeguarding practice review"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_type", models.CharField(blank=True, max_length=60)),
                ("source_id", models.BigIntegerField(blank=True, null=True)),
                ("source_reference", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=160)),
                ("learned", models.TextField()),
                ("changed", models.TextField(blank=True)),
                ("proof", models.TextField(blank=True)),
                ("proof_measure", models.CharField(blank=True, max_length=60)),
                (
                    "proof_audit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.audit",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("noted", "Noted"),
                            ("changed", "Something was changed"),
                            ("proved", "Proved to help"),
                        ],
                        default="noted",
                        max_length=10,
                    ),
                ),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "proved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name_plural": "learning entries",
                "indexes": [
                    models.Index(fields=["-noted_at"], name="learning_by_date"),
                    models.Index(fields=["source_type", "source_id"], name="learning_of_a_record"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source_id__isnull", True), ("source_reference", ""), ("source_type", "")),
                            models.Q(
                                models.Q(("source_type", ""), _negated=True),
                                ("source_id__isnull", False),
                                models.Q(("source_reference", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="learning_source_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed", ""), ("changed_at__isnull", True), ("changed_by__isnull", True)),
                            models.Q(
                                ("changed_at__isnull", False),
                                ("changed_by__isnull", False),
                                models.Q(("changed", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="learning_changed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("proof", ""), ("proved_at__isnull", True), ("proved_by__isnull", True)),
                            models.Q(
                                ("proved_at__isnull", False),
                                ("proved_by__isnull", False),
                                models.Q(("proof", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="learning_proved_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed_at__isnull", True), ("state", "noted")),
                            models.Q(("changed_at__isnull", False), ("proved_at__isnull", True), ("state", "changed")),
                            models.Q(("changed_at__isnull", False), ("proved_at__isnull", False), ("state", "proved")),
                            _connector="OR",
                        ),
                        name="learning_one_step_after_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draw", to="quality.programmeitem"
                    ),
                ),
                ("seed", models.CharField(max_length=64)),
                ("subject_type", models.CharField(max_length=60)),
                ("population", models.JSONField()),
                ("population_digest", models.CharField(max_length=64)),
                (
                    "rotation",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "pack_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.packversion"
                    ),
                ),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReAuditProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="re_audit_proposal",
                        to="quality.audit",
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("grade", "The audit found that practice requires improvement or is inadequate"),
                            ("action", "The audit asked for something to be done"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted, given to an auditor"),
                            ("declined", "Declined"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decline_reason", models.TextField(blank=True)),
                (
                    "re_audit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_proposal",
                        to="quality.audit",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "proposed")), fields=["due_on"], name="re_audit_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="re_audit_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), ("re_audit__isnull", False)),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("re_audit__isnull", True)),
                            _connector="OR",
                        ),
                        name="re_audit_accepted_is_given_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), models.Q(("decline_reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "declined"), _negated=True), ("decline_reason", "")),
                            _connector="OR",
                        ),
                        name="re_audit_declined_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoiceStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "voice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stages", to="quality.voicerecord"
                    ),
                ),
                ("stage", models.CharField(max_length=20)),
                ("started_at", models.DateTimeField()),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("due_on", models.DateField()),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                ("extension_reason", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "Upheld"),
                            ("partly", "Partly upheld"),
                            ("not_upheld", "Not upheld"),
                            ("resolved", "Resolved"),
                            ("referred", "Referred on, to Cafcass or the safeguarding partners"),
                            ("withdrawn", "Withdrawn by whoever made it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)), fields=["due_on"], name="voice_stage_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("voice", "stage"), name="voice_each_stage_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("voice",),
                        name="voice_one_open_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("outcome", ""),
                            ),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="voice_stage_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_at__isnull", True), ("extension_reason", "")),
                            models.Q(("extended_at__isnull", False), models.Q(("extension_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="voice_stage_extended_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionEscalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="quality.auditaction",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[("manager", "The manager of the owner's team"), ("senior_leader", "A senior leader")],
                        max_length=15,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("action", "step", "due_on"), name="escalated_once_for_a_due_date")
                ],
            },
        ),
        migrations.CreateModel(
            name="SampledRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="quality.draw"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("subject_id", models.BigIntegerField()),
                ("subject_reference", models.CharField(max_length=20)),
                ("stratum", models.CharField(blank=True, max_length=120)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "involved_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("practised_on", models.DateField()),
                (
                    "audit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sampled",
                        to="quality.audit",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_with",
                        to="quality.sampledrecord",
                    ),
                ),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("replaced_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "subject_id"), name="sampled_once"),
                    models.UniqueConstraint(fields=("draw", "position"), name="sampled_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("replaced_at__isnull", True), ("replaced_by__isnull", True), ("replaced_reason", "")
                            ),
                            models.Q(
                                ("replaced_at__isnull", False),
                                ("replaced_by__isnull", False),
                                models.Q(("replaced_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sampled_replaced_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(unique=True)),
                ("intro", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="bulletin_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="bulletin_published_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulletinEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="quality.bulletin"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quality.learningentry"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("learned", models.TextField()),
                ("changed", models.TextField(blank=True)),
                ("proof", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "bulletin entries",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("bulletin", "entry"), name="lesson_once_in_a_bulletin"),
                    models.UniqueConstraint(fields=("bulletin", "position"), name="lesson_at_one_place"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("case", "Case supervision"), ("personal", "Personal supervision")], max_length=10
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.team"),
                ),
                ("held_on", models.DateField()),
                ("wellbeing", models.TextField(blank=True)),
                ("practice", models.TextField(blank=True)),
                ("development", models.TextField(blank=True)),
                ("agreed", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["worker", "kind", "-held_on"], name="supervisions_of_a_worker"),
                    models.Index(fields=["supervisor", "-held_on"], name="supervisions_by_somebody"),
                    models.Index(fields=["kind", "held_on"], name="supervisions_by_date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("worker", models.F("supervisor")), _negated=True),
                        name="supervision_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "personal"),
                            models.Q(("agreed", ""), ("development", ""), ("practice", ""), ("wellbeing", "")),
                            _connector="OR",
                        ),
                        name="supervision_of_cases_is_kept_in_passages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionChild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "supervision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="children", to="quality.supervision"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "supervision children",
                "constraints": [
                    models.UniqueConstraint(fields=("supervision", "person"), name="child_once_in_a_supervision")
                ],
            },
        ),
        migrations.AddField(
            model_name="bulletin",
            name="entries",
            field=models.ManyToManyField(
                related_name="bulletins", through="quality.BulletinEntry", to="quality.learningentry"
            ),
        ),
        migrations.AddField(
            model_name="supervision",
            name="people",
            field=models.ManyToManyField(
                related_name="supervisions", through="quality.SupervisionChild", to="people.person"
            ),
        ),
    ]
