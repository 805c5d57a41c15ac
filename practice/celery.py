"""The Celery application of the project."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger

from practice.logs import Discreet

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"

app = Celery("myoplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@after_setup_logger.connect
@after_setup_task_logger.connect
def keep_logs_discreet(logger: logging.Logger, **_: Any) -> None:
    """The worker sets up its logs by itself; they keep to the same rule as all others."""
    for handler in logger.handlers:
        handler.setFormatter(Discreet(LINE))
