"""The same create by two threads at the same moment: one row, one 201, one 200."""

import json
import threading
from uuid import UUID

import pytest
from django.db import connection

from patients.models import Patient
from practice import scoping
from practice.scoping import new_id
from sessions.models import NeedlingSession, Target
from tests.factories import sessions
from tests.people import Program

BODY = {"given_name": "Noor", "family_name": "Person (synthetic)", "date_of_birth": "1990-03-04"}


def at_once(requests):
    """The answers of programs that send at the same moment, each over a connection of its own."""
    answers, gate = [], threading.Barrier(len(requests))

    def one(send):
        try:
            gate.wait(timeout=20)
            answers.append(send())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(send,)) for send in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.parametrize("promise", ["id", "key"])
def test_two_at_the_same_moment_leave_one_patient(committed, promise):
    body = {**BODY, "id": str(new_id())} if promise == "id" else BODY
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1"} if promise == "key" else {}
    programs = [Program(committed.user("ana")) for _ in range(2)]
    answers = at_once([lambda program=program: program.post("patients/", body, **headers) for program in programs])
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    with scoping.clinic_in_force(committed.here.pk):
        assert Patient.objects.filter(given_name="Noor").count() == 1


def test_two_at_the_same_moment_leave_one_session_with_its_targets(committed):
    with scoping.clinic_in_force(committed.here.pk):
        episode = sessions.treatable_episode(committed)
    body = json.dumps({**sessions.as_json(episode), "id": str(new_id())}, default=str)
    programs = [Program(committed.user("ana")) for _ in range(2)]
    answers = at_once([lambda program=program: program.post("sessions/", body) for program in programs])
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    with scoping.clinic_in_force(committed.here.pk):
        row = NeedlingSession.objects.get()
        assert (row.pk, Target.objects.count()) == (UUID(answers[0].json()["id"]), 1)


def test_two_with_other_content_leave_one_and_a_conflict(committed):
    one = str(new_id())
    programs = [Program(committed.user("ana")) for _ in range(2)]
    answers = at_once([
        lambda program=program, name=name: program.post("patients/", {**BODY, "id": one, "given_name": name})
        for program, name in zip(programs, ("Noor", "Nour"), strict=True)
    ])  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [201, 409]
