"""Keep everybody who wrote some of a report or a publication: none of them approves it."""

from django.conf import settings
from django.db import migrations, models


def who_is_known(apps, schema_editor):
    """Those whose names stand on what there is already."""
    for report in apps.get_model("improvement", "QuarterlyReport").objects.prefetch_related("sections"):
        wrote = {report.begun_by_id, report.submitted_by_id, *(one.written_by_id for one in report.sections.all())}
        report.writers.add(*(wrote - {None}))
    for publication in apps.get_model("improvement", "Publication").objects.all():
        publication.writers.add(publication.written_by_id)


class Migration(migrations.Migration):
    dependencies = [
        ("improvement", "0003_end_precision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="writers",
            field=models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="quarterlyreport",
            name="writers",
            field=models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(who_is_known, migrations.RunPython.noop),
    ]
