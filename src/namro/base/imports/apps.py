from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "namro.base.imports"
    label = "imports"
