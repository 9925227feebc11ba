from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "threshold.people"
    label = "people"
    verbose_name = "Person, identity, family, chronology, documents"

    def ready(self) -> None:
        from threshold.access import navigation
        from threshold.access.roles import Permission

        navigation.set_search("search", Permission.PEOPLE_READ)
        navigation.add("Emergency access", "emergency_accesses", Permission.BREAK_GLASS_REVIEW, order=80)
