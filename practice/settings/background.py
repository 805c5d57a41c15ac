"""Work in the background: the queue, what is looked after how often, and the cache beside it."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from practice.settings.environment import REDIS_URL, env

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
TRAILS_LINKED_EVERY = env.float("TRAILS_LINKED_EVERY", 60.0)  # seconds
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
    "link what the trails say": {"task": "practice.tasks.link_trails", "schedule": TRAILS_LINKED_EVERY},
    "forget old Idempotency-Keys": {"task": "practice.tasks.forget_receipts", "schedule": RECEIPTS_FORGOTTEN_EVERY},
}
REPORT_LEASE_SECONDS = env.int("REPORT_LEASE_SECONDS", 60)  # a worker that is silent for longer has lost its report
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.2}


def another_database(url: str) -> str:
    """The same Redis, another of its databases than the queue's: emptying the cache must never empty the queue."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    is_socket = parts.scheme == "unix"
    used = asked.pop("db", "0" if is_socket else parts.path.strip("/") or "0")
    other = "2" if used == "1" else "1"
    if is_socket:
        return f"{url.partition('?')[0]}?{urlencode({**asked, 'db': other})}"
    return parts._replace(path=f"/{other}", query=urlencode(asked)).geturl()


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", another_database(REDIS_URL)),
        "KEY_PREFIX": env.str("REDIS_PREFIX", ""),
    }
}
