from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "namro.base.law"
    label = "law"
