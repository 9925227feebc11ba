"""How much of an end's date is known stands apart from how much of the beginning's is."""

from django.db import migrations, models
from django.db.models import F

#: Each noun that begins and ends, with the field of its last day.
NOUNS = {
    "intervention": "ended_on", "appointment": "ends_on", "strategy": "ends_on", "serviceprovider": "ends_on",
}  # fmt: skip


def as_of_the_beginning(apps, _schema_editor):
    """Until now one precision was told of both days: what is recorded goes on saying what it said."""
    for noun, last_day in NOUNS.items():
        model = apps.get_model("improvement", noun)
        model.objects.filter(**{f"{last_day}__isnull": False}).update(end_precision=F("date_precision"))


class Migration(migrations.Migration):
    dependencies = [("improvement", "0002_frozen_reports_are_kept")]

    operations = [
        *(
            migrations.AddField(
                model_name=noun,
                name="end_precision",
                field=models.CharField(
                    choices=[
                        ("day", "The day is known"),
                        ("month", "Only the month is known"),
                        ("year", "Only the year is known"),
                    ],
                    default="day",
                    max_length=5,
                ),
            )
            for noun in NOUNS
        ),
        migrations.RunPython(as_of_the_beginning, migrations.RunPython.noop),
    ]
