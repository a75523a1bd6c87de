from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "namro.city.organisation"
    label = "organisation"
