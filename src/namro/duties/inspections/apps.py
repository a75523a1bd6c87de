from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "namro.duties.inspections"
    label = "inspections"
    verbose_name = _("Kiểm tra công vụ")

    def ready(self) -> None:
        from namro.duties.inspections import imports

        imports.connect()
