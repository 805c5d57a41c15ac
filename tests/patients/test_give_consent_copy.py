"""Noting that the patient has a copy of a consent, when it was recorded without.

Rules: patients.rules.agreement.require_copy_not_given.
"""

import pytest
from django.db import ProgrammingError, transaction

from patients import services
from patients.models import Consent
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from tests.factories import patients as make

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


@pytest.fixture
def consent(cast) -> Consent:
    return make.consent(cast, make.episode(cast), copy_given=False)


def test_a_program_notes_it_once_and_leaves_one_event(api, cast, consent):
    program, path = api("rui"), f"consents/{consent.pk}/copy-given/"
    assert program.post(path, HTTP_IF_MATCH='"9"').status_code == 412
    answer = program.post(path)
    assert (answer.status_code, answer.json()["copy_given"]) == (200, True)
    again = program.post(path)
    assert (again.status_code, again.json()["detail"]) == (409, "The patient has a copy of this consent already.")
    assert AuditEvent.objects.filter(target_id=consent.pk, verb="consent.copy_given").count() == 1


def test_on_its_page_until_it_is_given(as_page, cast, consent):
    browser, path = as_page("rui"), f"/consents/{consent.pk}/"
    assert "The patient has a copy now" in browser.get(path).content.decode()
    assert browser.post(f"{path}copy/given/", {"version": "99"}).status_code == 409
    shown = browser.post(f"{path}copy/given/", {"version": consent.version}, follow=True).content.decode()
    assert "It is noted that the patient has a copy." in shown
    assert "The patient has a copy now" not in shown


def test_who_may_note_it(as_page, api, cast, consent):
    assert "The patient has a copy now" not in as_page("ida").get(f"/consents/{consent.pk}/").content.decode()
    for name, status in {"ida": 403, "pia": 403, "eva": 404, "max": 200}.items():
        assert api(name).post(f"consents/{consent.pk}/copy-given/").status_code == status, name


def test_a_withdrawn_consent_is_still_copied(api, cast, consent):
    assert api("rui").post(f"consents/{consent.pk}/withdraw/", {"reason": "Said so."}).status_code == 200
    assert services.give_consent_copy(actor=cast.actor("rui"), consent=consent).copy_given
    with pytest.raises(RuleViolation):
        services.give_consent_copy(actor=cast.actor("rui"), consent=consent)


def test_a_copy_that_was_given_stays_given_and_nothing_else_of_the_consent_changes(cast, consent):
    Consent.objects.filter(pk=consent.pk).update(copy_given=True)
    for change in ({"copy_given": False}, {"regions": "Calf"}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**change)
