"""Every setting, each value from the environment; a missing one says so in a sentence."""

from pathlib import Path
from urllib.parse import urlsplit

import structlog
from environs import Env
from environs.exceptions import EnvError

from practice.logs import redact

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

try:
    DEBUG = env.bool("DEBUG", False)
    SECRET_KEY = env.str("SECRET_KEY")
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)}
    REDIS_URL = env.str("REDIS_URL")
except EnvError as problem:
    raise SystemExit(
        f"Myoplan cannot start: {problem}. Set it in the environment; `make run` sets all of them."
    ) from None

# ── the database: one role owns the tables and migrates, another one works and cannot pass the fences ──
APPLICATION_ROLE = "myoplan_app"
APPLICATION_LOGIN = DATABASES["default"].get("USER", "")
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"].setdefault("OPTIONS", {})["assume_role"] = APPLICATION_ROLE
if env.bool("PREPARED_STATEMENTS", True):  # the server keeps the plans of what is asked again and again
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DATABASE_OWNER = env.dj_db_url("DATABASE_OWNER_URL", env.str("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "practice.doors.compressed.CompressedPages",
    "practice.doors.middleware.request_id",
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
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ── sign-in ──
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Myoplan: "
ACCOUNT_ADAPTER = "practice.doors.accounts.ClinicAccounts"
ACCOUNT_USER_DISPLAY = "practice.doors.accounts.display_name"
ACCOUNT_FORMS = {
    "login": "practice.doors.account_forms.LoginForm",
    "add_email": "practice.doors.account_forms.AddEmailForm",
    "change_password": "practice.doors.account_forms.ChangePasswordForm",
    "reset_password": "practice.doors.account_forms.ResetPasswordForm",
    "reset_password_from_key": "practice.doors.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "practice.doors.account_forms.ReauthenticateForm",
    "request_login_code": "practice.doors.account_forms.AskForCodeForm",
    "confirm_login_code": "practice.doors.account_forms.EmailCodeForm",
}
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("LOGIN_FAILED_LIMIT", "10/m/ip,5/5m/key"),
    "login": env.str("LOGIN_LIMIT", "60/m/ip"),
    "appointment_request": env.str("REQUEST_LIMIT", "5/h/ip,60/h/key"),  # the key is the clinic
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # for patients: practice.doors.accounts sends no code to anybody else
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds: an e-mail may take its time
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "practice.doors.account_forms.CodeForm",
    "reauthenticate": "practice.doors.account_forms.CodeAgainForm",
    "activate_totp": "practice.doors.account_forms.AuthenticatorForm",
    "add_webauthn": "practice.doors.account_forms.AddKeyForm",
    "edit_webauthn": "practice.doors.account_forms.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_CLIENTS = ("app",)
HEADLESS_TOKEN_STRATEGY = "practice.doors.tokens.MemberTokens"  # noqa: S105  (a class)
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = env.int("ACCESS_TOKEN_SECONDS", 3600)
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = env.int("REFRESH_TOKEN_SECONDS", 14 * 86400)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", 12 * 3600)
PATIENT_SESSION_SECONDS = env.int("PATIENT_SESSION_SECONDS", 14 * 86400)  # a patient's own phone: ten seconds a day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS_ONLY", not DEBUG)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 86400 if SESSION_COOKIE_SECURE else 0)  # sent over HTTPS only
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # sign-in limits count the browser's address, not the proxy's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

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
WHITENOISE_AUTOREFRESH = DEBUG
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

# ── the API ──
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "practice.doors.sign_in.MemberTokenAuthentication",
        "practice.doors.sign_in.MemberSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["practice.doors.sign_in.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["practice.doors.json.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["practice.doors.json.OrjsonParser"],
    "DEFAULT_FILTER_BACKENDS": ["practice.doors.listing.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "practice.doors.listing.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "practice.doors.schema.ContractSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "practice.doors.problems.as_problem",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "iso-8601",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Myoplan",
    "DESCRIPTION": "Records of dry-needling care: assessments, needling sessions, plans, progress and reports.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/"}],
    # lists of choices stand where they are used: no invented names that change later
    "POSTPROCESSING_HOOKS": ["practice.doors.schema.with_problem", "practice.doors.schema.nullable_as_3_1"],
    "COMPONENT_SPLIT_REQUEST": True,  # what is sent has none of the fields that only answers have
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [
        "practice.doors.sign_in.MemberTokenAuthentication",
        "practice.doors.sign_in.MemberSessionAuthentication",
    ],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# ── background work ──
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "global_keyprefix": env.str("REDIS_PREFIX", ""),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
REPORTS_SWEPT_EVERY = env.float("REPORTS_SWEPT_EVERY", 10.0)  # seconds
CREDENTIALS_WATCHED_EVERY = env.float("CREDENTIALS_WATCHED_EVERY", 6 * 3600.0)  # seconds
REQUESTS_ERASED_EVERY = env.float("REQUESTS_ERASED_EVERY", 6 * 3600.0)  # seconds
REMINDERS_SENT_EVERY = env.float("REMINDERS_SENT_EVERY", 900.0)  # seconds
RECEIPTS_FORGOTTEN_EVERY = env.float("RECEIPTS_FORGOTTEN_EVERY", 3600.0)  # seconds
SUMMARIES_SWEPT_EVERY = env.float("SUMMARIES_SWEPT_EVERY", 10.0)  # seconds
CELERY_BEAT_SCHEDULE = {
    "look for summaries that are stale": {"task": "progress.tasks.sweep_summaries", "schedule": SUMMARIES_SWEPT_EVERY},
    "look for reports that nobody works on": {"task": "reports.tasks.sweep_reports", "schedule": REPORTS_SWEPT_EVERY},
    "warn of credentials that end": {
        "task": "practice.expiry.warn_of_credentials",
        "schedule": CREDENTIALS_WATCHED_EVERY,
    },
    "remind of appointments": {
        "task": "patients.reminders.remind_of_appointments",
        "schedule": REMINDERS_SENT_EVERY,
    },
    "erase old requests": {"task": "patients.tasks.erase_old_requests", "schedule": REQUESTS_ERASED_EVERY},
    "forget old Idempotency-Keys": {"task": "practice.tasks.forget_receipts", "schedule": RECEIPTS_FORGOTTEN_EVERY},
}
REPORT_LEASE_SECONDS = env.int("REPORT_LEASE_SECONDS", 60)  # a worker that is silent for longer has lost its report
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}


def redis_database(url: str, number: int) -> str:
    """The same Redis, another of its databases: emptying the cache must never empty the queue."""
    return f"{url}?db={number}" if url.startswith("unix:") else urlsplit(url)._replace(path=f"/{number}").geturl()


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", redis_database(REDIS_URL, 1)),
        "KEY_PREFIX": env.str("REDIS_PREFIX", ""),
    }
}

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
