"""The first language becomes a code. What has no code keeps its words, among the communication needs."""

from typing import Any

from django.db import migrations, models

from threshold.people.languages import LANGUAGES, code_of


def to_codes(apps: Any, schema_editor: Any) -> None:
    """One statement for each language that somebody wrote, and one row at a time only for words without a code."""
    person = apps.get_model("people", "Person")
    for words in person.objects.exclude(first_language="").values_list("first_language", flat=True).distinct():
        speakers = person.objects.filter(first_language=words)
        if code := code_of(words):
            speakers.update(first_language=code)
            continue
        # In one update each: a row that is updated twice would hold up the change of the column below.
        for one in speakers:
            one.communication_needs = f"First language: {words}. {one.communication_needs}".strip()[:200]
            one.first_language = "OTH"
            one.save(update_fields=["first_language", "communication_needs"])


def to_words(apps: Any, schema_editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for code in person.objects.exclude(first_language="").values_list("first_language", flat=True).distinct():
        person.objects.filter(first_language=code).update(first_language=LANGUAGES[code])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunPython(to_codes, to_words),
        migrations.AlterField(
            model_name="person",
            name="first_language",
            field=models.CharField(blank=True, choices=LANGUAGES, max_length=4),
        ),
    ]
