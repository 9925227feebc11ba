from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "threshold.demo"
    label = "demo"
