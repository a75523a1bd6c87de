from django.apps import AppConfig


class CareersConfig(AppConfig):
    name = "namro.duties.careers"
    label = "careers"
