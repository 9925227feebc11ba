from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "threshold.reference"
    label = "reference"
    verbose_name = "The generated reference: what the running program says of itself"
