from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "namro.city.people"
    label = "people"

    def ready(self) -> None:
        from namro.city.people import imports

        imports.connect()
