from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "namro.web.console"
    label = "console"

    def ready(self) -> None:
        from namro.base.ui import navigation
        from namro.web.console.menu import items
        from namro.web.console.standing import standing_of

        navigation.connect(standing=standing_of, menu=items)
