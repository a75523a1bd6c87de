from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "namro.base.jobs"
    label = "jobs"
