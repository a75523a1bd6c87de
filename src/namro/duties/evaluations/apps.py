from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "namro.duties.evaluations"
    label = "evaluations"
