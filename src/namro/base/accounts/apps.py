from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "namro.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from namro.base.accounts import signals

        signals.connect()
