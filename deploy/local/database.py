"""Migrates and loads the demo clinics in one process: loading Django twice would be a quarter of a start."""

import os

import django
from django.core.management import call_command


def main() -> None:
    """As `manage.py migrate` and `manage.py demo --if-empty`, checks included."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
    django.setup()
    call_command("migrate", interactive=False, skip_checks=False)
    call_command("demo", if_empty=True)


if __name__ == "__main__":
    main()
