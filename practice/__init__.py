"""The clinic, its people and their rights; and the four things that exist once."""

from practice.celery import app as celery_app

__all__ = ["celery_app"]
