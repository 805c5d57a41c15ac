"""Logs hold no names, no free text, no values of records."""

import io
import logging

import pytest
import structlog
from django.db import IntegrityError, transaction
from django.test import Client

from patients.models import Patient
from practice.logs import Discreet, redact
from tests.people import PASSWORD

MARKER = "Zyxwvut"


@pytest.fixture
def written():
    """Everything that any logger writes, as the settings format it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet("%(levelname)s %(name)s %(message)s"))
    loggers = [
        logging.getLogger(name) for name in ("", "practice", "patients", "plans", "sessions", "progress", "reports")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield out
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_requests_about_a_patient_leave_no_name(written, api, as_page, cast):
    details = {
        "given_name": MARKER,
        "family_name": MARKER,
        "date_of_birth": "1980-01-01",
        "email": f"{MARKER}@example.test",
    }
    program, browser = api("ana"), as_page("ana")
    assert program.post("patients/", details).status_code == 201
    program.post("patients/", {**details, "date_of_birth": "2999-01-01"})
    program.get("patients/", {"q": MARKER})
    browser.get("/patients/", {"q": MARKER}, follow=True)
    browser.post("/patients/find/", {"q": MARKER}, follow=True)
    browser.get("/patients/nothing/", {"q": MARKER})
    Client().post("/accounts/login/", {"login": f"{MARKER}@example.test", "password": PASSWORD})
    assert "sign_in.failed" in written.getvalue()
    assert MARKER.lower() not in written.getvalue().lower()


def test_a_refusal_of_the_database_is_logged_without_the_row(written, cast):
    try:
        with transaction.atomic():
            for _ in range(2):
                Patient.objects.create(
                    given_name=MARKER, family_name=MARKER, record_number=MARKER, date_of_birth="1980-01-01"
                )
    except IntegrityError:
        logging.getLogger("practice").exception("it.broke")
    text = written.getvalue()
    assert MARKER not in text
    assert "record_number_once_per_clinic" in text
    assert "IntegrityError" in text


def test_a_failed_task_is_logged_without_the_message(written):
    problem = ValueError(MARKER)
    told = {"name": "t", "id": "1", "description": "raised unexpected", "exc": repr(problem)}
    logging.getLogger("celery.app.trace").error("Task %(name)s[%(id)s] %(description)s: %(exc)s", told)
    text = written.getvalue()
    assert "Task t[1] raised unexpected: [redacted]" in text
    assert MARKER not in text


def test_values_under_sensitive_names_are_taken_out(written):
    told = redact(None, "info", {"event": "x", "family_name": MARKER, "complaint": MARKER, "request_id": "r"})
    assert told == {"event": "x", "family_name": "[redacted]", "complaint": "[redacted]", "request_id": "r"}
    structlog.get_logger("practice").warning("it.happened", given_name=MARKER)
    assert "it.happened" in written.getvalue()
    assert MARKER not in written.getvalue()
