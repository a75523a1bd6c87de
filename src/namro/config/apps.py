"""Runs the wiring once Django's apps are loaded."""

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "namro.config"
    label = "wiring"

    def ready(self) -> None:
        from namro.config import wiring

        wiring.connect()
