"""The product's settings with the benchmark's own page beside its URLs."""

from namro.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.served"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
