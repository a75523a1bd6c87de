from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "namro.city.facts"
    label = "facts"
