from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "namro.duties.assignments"
    label = "assignments"

    def ready(self) -> None:
        from namro.duties.assignments import imports

        imports.connect()
