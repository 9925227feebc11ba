"""Follow a measure to its new code: FD06 counted contacts, and the published FD06 counts referrals.

What was frozen keeps the code under which it was told.
"""

from django.db import migrations

OLD, NEW = "FD06", "FD06-C"


def follow(apps, schema_editor):
    _rename(apps, OLD, NEW)


def go_back(apps, schema_editor):
    _rename(apps, NEW, OLD)


def _rename(apps, old, new):
    for name in ("ActionProof", "Evidence"):
        apps.get_model("improvement", name).objects.filter(measure=old).update(measure=new)
    for report in apps.get_model("improvement", "QuarterlyReport").objects.filter(measures__contains=[old]):
        report.measures = [new if code == old else code for code in report.measures]
        report.save(update_fields=["measures"])


class Migration(migrations.Migration):
    dependencies = [("improvement", "0004_writers")]

    operations = [migrations.RunPython(follow, go_back)]
