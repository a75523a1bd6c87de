from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "namro.base.notify"
    label = "notify"
