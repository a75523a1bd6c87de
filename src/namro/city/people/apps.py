from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "namro.city.people"
    label = "people"
