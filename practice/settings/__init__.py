"""Every setting, each value from the environment; a missing one says so in a sentence.

Here stands what the whole rests on; signing in, the API and work in the background are parts of their own, whose
settings count as if they stood here.
"""

from pathlib import Path

import structlog

from practice.logs import redact
from practice.settings.api import *  # noqa: F403
from practice.settings.background import *  # noqa: F403
from practice.settings.environment import *  # noqa: F403
from practice.settings.environment import BASE_DIR, DEBUG, env
from practice.settings.sign_in import *  # noqa: F403

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"] if DEBUG else ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
ROOT_URLCONF = "practice.urls"
WSGI_APPLICATION = "practice.wsgi.application"
AUTH_USER_MODEL = "practice.User"

INSTALLED_APPS = [
    "practice",
    "patients",
    "plans",
    "sessions",
    "progress",
    "reports",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.headless",
    "allauth.usersessions",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "practice.doors.middleware.slim_files",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "practice.doors.compressed.Compressed",
    "practice.doors.middleware.request_id",
    "practice.doors.middleware.sound_bodies",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "practice.doors.middleware.LoginRequired",
    "practice.doors.middleware.ClinicInForce",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "practice.doors.pages.frame",
                "sessions.views.own.warned",
            ],
        },
    }
]
FORM_RENDERER = "practice.renderer.Forms"

# ── the browser ──
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = env.bool("STATIC_AUTOREFRESH", DEBUG)  # whether a changed file is seen at once
WHITENOISE_MAX_AGE = env.int("STATIC_SECONDS", 0 if DEBUG else 60)  # of what its name does not say for ever
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "practice.static_files.NamedByContent"
    },
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

RESTORE_PATIENCE = env.int("RESTORE_PATIENCE", 30)  # seconds that a restore waits for somebody who uses a table

# ── row history: database triggers, so that no road around the gate is silent ──
PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD = None
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
# Outside development e-mails are sent: printed ones would leave links that set a password in the logs.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", f"django.core.mail.backends.{'console' if DEBUG else 'smtp'}.EmailBackend")
EMAIL_HOST, EMAIL_PORT = env.str("EMAIL_HOST", "localhost"), env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_USER", ""), env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = env.bool("EMAIL_USE_TLS", False), env.bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Myoplan <no-reply@myoplan.example>")
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "practice.formats"

# ── logs: one line an event, never a name or a free text ──
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        redact,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.LogfmtRenderer(),
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "practice.logs.Discreet", "format": "%(message)s"},
        "named": {"()": "practice.logs.Discreet", "format": "%(levelname)s %(name)s %(message)s"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "named"},
        "events": {"class": "logging.StreamHandler", "formatter": "plain"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        app: {"handlers": ["events"], "level": env.str("LOG_LEVEL", "WARNING"), "propagate": False}
        for app in ("practice", "patients", "plans", "sessions", "progress", "reports")
    },
}
