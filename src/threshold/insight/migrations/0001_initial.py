import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0003_alter_membership_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="CapacityRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to begin"),
                            ("running", "Being computed"),
                            ("done", "Done"),
                            ("failed", "Broke off"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("scenarios", models.JSONField()),
                ("replications", models.PositiveSmallIntegerField()),
                ("seed", models.BigIntegerField()),
                ("data_until", models.DateField()),
                ("rota", models.JSONField()),
                ("hours", models.JSONField()),
                ("study", models.JSONField(default=dict)),
                ("results", models.JSONField(default=list)),
                ("refusal", models.TextField(blank=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=["asked_at"],
                        name="capacity_runs_to_do",
                    ),
                    models.Index(fields=["-asked_at"], name="capacity_runs_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state__in", ("done", "failed"))),
                            models.Q(
                                models.Q(("state__in", ("done", "failed")), _negated=True),
                                ("finished_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="capacity_run_finished_when_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at__isnull", True), ("state", "queued")),
                            models.Q(models.Q(("state", "queued"), _negated=True), ("started_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="capacity_run_started_when_begun",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticsFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statistics", "Statistics of the Department for Education"),
                            ("grades", "Latest inspection grades"),
                        ],
                        max_length=12,
                    ),
                ),
                ("publication", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("first_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("last_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("population", models.CharField(blank=True, max_length=120)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
                ("imported_at", models.DateTimeField()),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("publication",),
                        name="statistics_one_file_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CapacityYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="years", to="insight.capacityrun"
                    ),
                ),
                ("scenario", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("outcome", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "scenario", "number"), name="capacity_year_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatisticsRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="insight.statisticsfile"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("national", "England"), ("regional", "Region"), ("authority", "Local authority")],
                        max_length=10,
                    ),
                ),
                ("area", models.CharField(max_length=9)),
                ("name", models.CharField(max_length=80)),
                ("region", models.CharField(blank=True, max_length=9)),
                ("figures", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "year", "level", "area"), name="statistics_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grades", to="insight.statisticsfile"
                    ),
                ),
                ("area", models.CharField(max_length=3)),
                ("name", models.CharField(max_length=80)),
                ("region", models.CharField(blank=True, max_length=4)),
                ("framework", models.CharField(blank=True, max_length=40)),
                ("started_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("overall", models.CharField(blank=True, max_length=20)),
                ("leaders", models.CharField(blank=True, max_length=20)),
                ("help_and_protection", models.CharField(blank=True, max_length=20)),
                ("in_care", models.CharField(blank=True, max_length=20)),
                ("care_leavers", models.CharField(blank=True, max_length=20)),
                (
                    "statistical_neighbours",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=3), default=list, size=None
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("file", "area"), name="grades_of_an_authority_once")],
            },
        ),
    ]
