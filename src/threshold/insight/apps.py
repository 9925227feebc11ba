from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "threshold.insight"
    label = "insight"
    verbose_name = "Measures, charts, comparators, capacity"

    def ready(self) -> None:
        from threshold.access.navigation import add
        from threshold.access.roles import Permission
        from threshold.core import waiting, warming
        from threshold.insight import (
            charts,
            lessons,
            pack,  # noqa: F401 - registers the pack's file
        )
        from threshold.insight.capacity import pack as capacity_pack  # noqa: F401 - registers capacity.toml
        from threshold.insight.capacity import work
        from threshold.insight.catalogue import frontdoor, quality  # noqa: F401 - register their measures

        warming.add(charts.warm)
        lessons.register()
        add("Measures", "measures", Permission.NUMBERS_READ, order=71)
        waiting.register("capacity simulation", work.work_next)
        add("Capacity", "capacity", Permission.CAPACITY_RUN, order=75)
