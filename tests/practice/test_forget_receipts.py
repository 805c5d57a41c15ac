"""The receipts of Idempotency-Keys go when their promise has ended; those of ids stay."""

from datetime import timedelta

import time_machine
from django.conf import settings
from django.utils import timezone

from practice import scoping
from practice.celery import app
from practice.models import WriteReceipt
from practice.scoping import new_id
from practice.tasks import forget_receipts

PERSON = {"given_name": "Noor", "family_name": "Person (synthetic)", "date_of_birth": "1990-03-04", "sex": "female"}


def create(program, key, **told):
    answer = program.post("patients/", {**PERSON, **told}, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code in (200, 201), answer.content
    return answer


def keys():
    with scoping.every_clinic(reason="a test"):
        return {key.split(":")[-1] for key in WriteReceipt.objects.values_list("key", flat=True)}


def test_keys_go_after_24_hours_in_every_clinic_and_ids_stay(cast, api):
    chosen = str(new_id())
    with time_machine.travel(timezone.now() - timedelta(hours=24, minutes=1)):
        create(api("rui"), "old")
        create(api("eva"), "old-elsewhere")
        create(api("rui"), "", id=chosen)
    with time_machine.travel(timezone.now() - timedelta(hours=23)):
        create(api("rui"), "recent")
    forget_receipts()
    assert keys() == {"recent", chosen}
    forget_receipts()
    assert keys() == {"recent", chosen}
    assert create(api("rui"), "recent").status_code == 200
    assert create(api("rui"), "old").status_code == 201
    assert create(api("rui"), "", id=chosen).status_code == 200


def test_whatever_beat_sends_is_a_task_of_a_worker():
    app.loader.import_default_modules()
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"practice.tasks.forget_receipts", "reports.tasks.sweep_reports"} <= sent <= set(app.tasks)
