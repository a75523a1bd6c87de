from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "namro.base.limits"
    label = "limits"
