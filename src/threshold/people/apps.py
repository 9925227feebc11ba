from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "threshold.people"
    label = "people"
    verbose_name = "Person, identity, family, chronology, documents"
