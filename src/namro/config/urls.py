"""Every module's URLs under one roof."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern

MODULES = [
    "namro.web.console",
    "namro.base.accounts",
    "namro.base.access",
    "namro.base.audit",
    "namro.base.jobs",
    "namro.base.notify",
    "namro.base.imports",
    "namro.base.law",
    "namro.base.ui",
    "namro.city.organisation",
    "namro.city.people",
    "namro.duties.assignments",
    "namro.duties.evaluations",
    "namro.duties.careers",
    "namro.duties.careers.money",
    "namro.duties.onestop",
    "namro.duties.procedures",
    "namro.duties.feedback",
    "namro.duties.inspections",
    "namro.duties.surveys",
    "namro.insight.indicators",
    "namro.web.portal",
]

urlpatterns: list[URLPattern] = []
for module in MODULES:
    if find_spec(f"{module}.urls"):
        urlpatterns += import_module(f"{module}.urls").urlpatterns

handler500 = "namro.base.ui.errors.failed"
