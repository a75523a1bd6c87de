"""The WSGI application granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro.config.settings")
application = get_wsgi_application()

# What is loaded by now stays until the end: the collector walking it every few requests cost an intake a sixth of its time.
get_resolver().url_patterns  # noqa: B018 - loads every view
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
