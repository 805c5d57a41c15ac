"""The Celery application of the project."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

app = Celery("myoplan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
