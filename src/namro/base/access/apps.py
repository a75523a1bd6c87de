from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "namro.base.access"
    label = "access"
