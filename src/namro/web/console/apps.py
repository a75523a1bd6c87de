from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "namro.web.console"
    label = "console"
