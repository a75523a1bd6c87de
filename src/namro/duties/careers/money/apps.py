from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "namro.duties.careers.money"
    label = "money"
