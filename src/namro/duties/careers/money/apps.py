from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "namro.duties.careers.money"
    label = "money"

    def ready(self) -> None:
        from namro.duties.careers.money import imports

        imports.connect()
