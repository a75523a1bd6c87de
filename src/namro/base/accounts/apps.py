from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "namro.base.accounts"
    label = "accounts"
