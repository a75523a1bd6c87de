"""Settings, all from the environment, each with a heading in docs/operate.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from namro.base.embedded import data_folder

PACKAGE = Path(__file__).resolve().parent.parent


def _secret_key() -> str:
    """The key from NAMRO_SECRET_KEY, or one made once and kept beside the data."""
    if key := os.environ.get("NAMRO_SECRET_KEY"):
        return key
    path = data_folder() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50))
        path.chmod(0o600)
    return path.read_text().strip()


def _database() -> dict[str, Any]:
    """Django's settings for DATABASE_URL; commands that need the embedded server set it before Django starts."""
    parts = conninfo_to_dict(os.environ.get("DATABASE_URL") or "postgresql:///namro")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: value for key, value in parts.items() if key not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: str(parts.get(theirs) or "") for theirs, ours in known.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Only the cursors that ask for it keep prepared statements (base/rows); Django's own send everything at once.
        "OPTIONS": {"connect_timeout": 3, "prepare_threshold": 5, **options},
        "TEST": {"NAME": os.environ.get("NAMRO_TEST_DB", "test_namro")},
    }


DEBUG = os.environ.get("NAMRO_DEBUG") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("NAMRO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("NAMRO_ORIGINS", "").split(",") if origin]
# Where citizens reach the portal: what the QR of a receipt leads to. Without one the QR holds the bare code.
PUBLIC_ADDRESS = os.environ.get("NAMRO_ADDRESS", "").rstrip("/")
FOLLOW_ADDRESS = f"{PUBLIC_ADDRESS}/portal/dossiers/{{code}}/" if PUBLIC_ADDRESS else ""
MINE_ADDRESS = f"{PUBLIC_ADDRESS}/portal/mine/" if PUBLIC_ADDRESS else ""
HTTPS = os.environ.get("NAMRO_HTTPS") == "1"

# The identity provider citizens may sign in by; without an issuer and a client the portal offers none. Nothing of it is
# fetched before somebody asks to sign in.
CITIZEN_OIDC = {
    "issuer": os.environ.get("NAMRO_CITIZEN_OIDC_ISSUER", ""),
    "client_id": os.environ.get("NAMRO_CITIZEN_OIDC_CLIENT_ID", ""),
    "client_secret": os.environ.get("NAMRO_CITIZEN_OIDC_CLIENT_SECRET", ""),
    "title": os.environ.get("NAMRO_CITIZEN_OIDC_TITLE", ""),
    "scope": os.environ.get("NAMRO_CITIZEN_OIDC_SCOPE", "openid profile"),
    # What the provider calls its claims.
    "subject": os.environ.get("NAMRO_CITIZEN_OIDC_CLAIM_SUBJECT", "sub"),
    "name": os.environ.get("NAMRO_CITIZEN_OIDC_CLAIM_NAME", "name"),
    "number": os.environ.get("NAMRO_CITIZEN_OIDC_CLAIM_NUMBER", "personal_id"),
}

INSTALLED_APPS = [
    "namro.base.ui",
    "namro.base.accounts",
    "namro.base.access",
    "namro.base.audit",
    "namro.base.jobs",
    "namro.base.notify",
    "namro.base.imports",
    "namro.base.law",
    "namro.base.limits",
    "namro.city.organisation",
    "namro.city.people",
    "namro.city.facts",
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
    "namro.web.console",
    "namro.web.portal",
    "namro.config.apps.Wiring",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "namro.base.ui.middleware.ContentSecurity",
    "django.middleware.gzip.GZipMiddleware",
    "namro.base.ui.middleware.BodySize",
    "namro.base.ui.middleware.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "namro.base.accounts.middleware.AccountLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "namro.base.accounts.middleware.SessionEnds",
    "namro.base.accounts.middleware.FirstPassword",
    "namro.base.accounts.middleware.TypedWorkSurvives",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "namro.base.access.middleware.RouteRules",
    "namro.base.audit.middleware.LookedAt",
    "namro.web.portal.middleware.Citizens",
    "namro.base.ui.middleware.DomainErrors",
]

ROOT_URLCONF = "namro.config.urls"
WSGI_APPLICATION = "namro.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["namro.base.ui.loading.Loader"])],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "namro.base.ui.context.shell",
            ],
            "builtins": ["namro.base.ui.templatetags.namro"],
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "namro.base.accounts.views.csrf_failed"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "namro.base.accounts.adapter.ClosedAccounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "60/m/ip"}
# Rate limits go by the visitor's address, which a reverse proxy passes on.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("NAMRO_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Năm Rõ"

SESSION_COOKIE_AGE = int(os.environ.get("NAMRO_SESSION_HOURS", "9")) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# Rate limits must hold across worker processes, so they live in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "namro_cache"},
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LANGUAGE_COOKIE_NAME = "namro_language"
USE_I18N = True
TIME_ZONE = os.environ.get("NAMRO_TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("NAMRO_STATIC", data_folder() / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = data_folder() / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a reviewer's table of a large team saved without JavaScript
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A body is refused by its announced size before a byte of it is read; places that take files allow more.
LARGEST_BODY = 6 * 1024 * 1024
LARGEST_UPLOADS = {"/imports/": 66 * 1024 * 1024, "/work/": 22 * 1024 * 1024}

# Without a mail server notices stay in the application; nothing is marked as mailed.
EMAIL_HOST = os.environ.get("NAMRO_EMAIL_HOST", "")
EMAIL_BACKEND = os.environ.get("NAMRO_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
SENDS_MAIL = bool(EMAIL_HOST or "NAMRO_EMAIL_BACKEND" in os.environ)
EMAIL_PORT = int(os.environ.get("NAMRO_EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("NAMRO_EMAIL_FROM", "namro@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Each module's jobs.py registers its tasks; only base/jobs talks to the queue.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "namro.base.jobs.queue.ready"
WORKER_NAME = "namro"
