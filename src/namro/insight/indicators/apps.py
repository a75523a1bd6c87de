from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "namro.insight.indicators"
    label = "indicators"
