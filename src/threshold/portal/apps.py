from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "threshold.portal"
    label = "portal"
    verbose_name = "Partners' and the public's pages"
