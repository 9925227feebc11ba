from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "threshold.insight"
    label = "insight"
    verbose_name = "Measures, charts, comparators, capacity"

    def ready(self) -> None:
        from threshold.core import warming
        from threshold.insight import (
            charts,
            pack,  # noqa: F401 - registers the pack's file
        )
        from threshold.insight.catalogue import frontdoor, quality  # noqa: F401 - register their measures

        warming.add(charts.warm)
