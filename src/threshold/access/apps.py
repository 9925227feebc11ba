from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "threshold.access"
    label = "access"
    verbose_name = "Who may do what: users, teams, roles"
