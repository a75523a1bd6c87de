from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "namro.duties.assignments"
    label = "assignments"
