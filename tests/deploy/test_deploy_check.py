"""`manage.py check --deploy` with the variables of docs/operations.md leaves nothing to say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SERVER = {
    "DEBUG": "false", "SECRET_KEY": "5yKq-only-for-this-test-0123456789-abcdefghijklmnopqrstuv", "BEHIND_PROXY": "true",
    "ALLOWED_HOSTS": "clinic.example", "CSRF_TRUSTED_ORIGINS": "https://clinic.example",
    "PUBLIC_URL": "https://clinic.example",
}  # fmt: skip
CHOICES = {"HTTPS_REDIRECT": "security.W008", "HSTS_SUBDOMAINS": "security.W005", "HSTS_PRELOAD": "security.W021"}


HERE = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # of browser tests


def warned(**chosen):
    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"], cwd=ROOT, env={**HERE, **SERVER, **chosen},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return set(re.findall(r"\((\w+\.W\d+)\)", told.stderr))


def test_nothing_is_left_once_every_choice_is_made():
    assert warned(**dict.fromkeys(CHOICES, "true")) == set()


@pytest.mark.parametrize(("variable", "warning"), CHOICES.items())
def test_each_choice_silences_its_own_warning(variable, warning):
    others = {name: "true" for name in CHOICES if name != variable}
    assert warned(**others) <= {warning}
    assert variable in (ROOT / "docs" / "operations.md").read_text()


def test_who_comes_by_plain_http_is_sent_on_but_for_the_supervisor(client, settings, db):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/accounts/login/")["Location"].startswith("https://")
    assert client.get("/healthz").status_code != 301
