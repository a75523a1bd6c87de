from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "namro.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from namro.base.jobs import services  # noqa: F401  (tells the queue what to run)
