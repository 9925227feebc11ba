import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("frontdoor", "0004_return_interviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("not_sought", "Not sought"),
                            ("overridden", "Overridden by a manager"),
                        ],
                        max_length=12,
                    ),
                ),
                ("given_by", models.CharField(blank=True, max_length=120)),
                ("given_on", models.DateField(blank=True, null=True)),
                ("scope", models.CharField(blank=True, max_length=300)),
                ("reason", models.TextField(blank=True)),
                ("lawful_basis", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "consent entries",
            },
        ),
        migrations.AddField(
            model_name="ragrating",
            name="is_danger",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="ragrating",
            name="rag",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddConstraint(
            model_name="ragrating",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("rag", ""), _negated=True), ("is_danger__isnull", False), _connector="OR"),
                name="rating_says_a_rating_or_danger",
            ),
        ),
        migrations.AddField(
            model_name="consententry",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="consententry",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="frontdoor.contact"
            ),
        ),
        migrations.AddIndex(
            model_name="consententry",
            index=models.Index(fields=["contact", "-at"], name="consents_of_a_contact"),
        ),
    ]
