from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "namro.base.audit"
    label = "audit"
