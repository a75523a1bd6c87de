from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "namro.city.facts"
    label = "facts"

    def ready(self) -> None:
        from namro.city.facts import imports

        imports.connect()
