from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "threshold.access"
    label = "access"
    verbose_name = "Who may do what: users, teams, roles"

    def ready(self) -> None:
        from threshold.access import navigation
        from threshold.access.roles import Permission

        navigation.add("Accounts", "accounts", Permission.USERS_MANAGE, order=90)
        navigation.add("Audit", "audit", Permission.AUDIT_READ, order=95)
