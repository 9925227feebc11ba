"""The first language becomes a code. What has no code keeps its words, among the communication needs."""

from typing import Any

from django.db import migrations, models

from threshold.people.languages import LANGUAGES, code_of


def to_codes(apps: Any, schema_editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for one in person.objects.exclude(first_language="").iterator():
        words, code = one.first_language, code_of(one.first_language)
        if not code:
            one.communication_needs = f"First language: {words}. {one.communication_needs}".strip()[:200]
        one.first_language = code or "OTH"
        one.save(update_fields=["first_language", "communication_needs"])


def to_words(apps: Any, schema_editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for one in person.objects.exclude(first_language="").iterator():
        one.first_language = LANGUAGES[one.first_language]
        one.save(update_fields=["first_language"])


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
