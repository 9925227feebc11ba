from django.apps import AppConfig


class FrontdoorConfig(AppConfig):
    name = "threshold.frontdoor"
    label = "frontdoor"
    verbose_name = "Contact, MASH, decision, sign-off, feedback"
