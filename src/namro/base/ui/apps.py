from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "namro.base.ui"
    label = "ui"
