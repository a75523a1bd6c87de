from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnestopConfig(AppConfig):
    name = "namro.duties.onestop"
    label = "onestop"
    verbose_name = _("Một cửa")

    def ready(self) -> None:
        from namro.duties.onestop.summaries import imports

        imports.connect()
