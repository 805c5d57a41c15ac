"""Whatever tells a patient whom to call in an emergency names the clinic's own number."""

from datetime import timedelta
from importlib import import_module

import pgtrigger
import pytest
from django.db import connection
from django.utils import timezone

from practice.models import Clinic
from reports import services
from reports.selectors.consent_facts import consent_copy_facts
from reports.selectors.home_programme import home_programme_facts
from tests.factories import patients, plans, reports, sessions

HERE = "112"


@pytest.fixture
def abroad(cast):
    """A clinic where people dial 112."""
    Clinic.objects.filter(pk=cast.here.pk).update(emergency_number=HERE, takes_requests=True)
    return cast


def says_ours_alone(text):
    return HERE in text and "911" not in text


def test_after_a_warning_sign(abroad, as_page):
    session = sessions.signed_session(abroad, occurred_at=timezone.now() - timedelta(hours=5))
    browser, path = as_page("pia"), f"/me/check-in/{session.pk}/"
    urgent = browser.post(path, {"hours_after": "2", "soreness": "0", "warning_signs": ["breathless"]}).content.decode()
    assert f'href="tel:{HERE}"' in urgent
    assert says_ours_alone(urgent)


def test_after_a_sign_that_can_get_worse(abroad, as_page, api):
    session = sessions.signed_session(abroad, occurred_at=timezone.now() - timedelta(hours=5))
    sent = {"session": str(session.pk), "hours_after": 2, "soreness": 0, "warning_signs": ["fainted"]}
    [advice] = api("pia").post("check-ins/", sent).json()["what_to_do"]
    assert says_ours_alone(advice["text"])
    told = as_page("pia").get(f"/me/check-in/{session.pk}/?told={session.check_ins.get().pk}").content.decode()
    assert f"{HERE} if it gets worse" in told
    assert "911" not in told


def test_on_the_phone_with_the_exercises(abroad, api, as_page):
    plans.prescription(abroad, plans.some_episode(abroad), "warmth_after_needling")
    told = api("pia").get("my-day/").json()
    assert told["clinic"]["emergency"] == HERE
    assert says_ours_alone(told["exercises"][0]["precautions"])
    assert says_ours_alone(" ".join(sign["text"] for sign in told["warning_signs"]))
    assert says_ours_alone(as_page("pia").get("/me/exercises/").content.decode())
    library = api("ana").get("exercises/")
    assert says_ours_alone(library.content.decode())
    Clinic.objects.filter(pk=abroad.here.pk).update(emergency_number="911")
    assert api("ana").get("exercises/", HTTP_IF_NONE_MATCH=library["ETag"]).status_code == 200, "another text"


def test_on_paper(abroad):
    episode = plans.some_episode(abroad)
    programme = home_programme_facts(reports.asked(abroad, episode, kind="home_programme"), now=timezone.now())
    assert says_ours_alone(" ".join(programme.stop_for))
    consent = patients.consent(abroad, episode)
    copy = services.request_consent_copy(actor=abroad.actor("rui"), consent=consent, now=timezone.now())
    assert says_ours_alone(str(consent_copy_facts(copy).sections))


def test_a_consent_that_was_signed_keeps_the_number_that_it_named(cast, as_page):
    consent = patients.consent(cast, plans.some_episode(cast))
    copy = services.request_consent_copy(actor=cast.actor("rui"), consent=consent, now=timezone.now())
    Clinic.objects.filter(pk=cast.here.pk).update(emergency_number=HERE)
    assert "call 911" in as_page("rui").get(f"/consents/{consent.pk}/").content.decode()
    assert "call 911" in str(consent_copy_facts(copy).sections)


def test_a_consent_from_before_numbers_were_kept_names_the_one_of_its_clinic(cast):
    consent = patients.consent(cast, plans.some_episode(cast))
    Clinic.objects.filter(pk=cast.here.pk).update(emergency_number=HERE)
    upgrade = import_module("patients.migrations.0024_keep_the_number_that_a_consent_names")
    [[_, guard]] = pgtrigger.registered("patients.Consent:consent_changes_only_its_end_and_its_copy")
    with connection.cursor() as cursor:  # the upgrade puts the guard up afterwards
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{guard.get_pgid(type(consent))}}}"])
        cursor.execute(upgrade.AS_SHOWN)
    consent.refresh_from_db()
    assert consent.emergency_number == HERE
    [together] = upgrade.Migration.operations
    assert upgrade.AS_SHOWN in [getattr(operation, "sql", "") for operation in together.operations]


def test_in_the_steps_after_an_adverse_event(abroad, as_page):
    event = sessions.adverse_event(abroad, plans.some_episode(abroad), kind="pneumothorax")
    told = as_page("ana").get(f"/adverse-events/{event.pk}/").content.decode()
    assert "Emergency call 112" in told
    assert "Emergency call 911" not in told


@pytest.mark.parametrize("path", ["/consents/text/", "/request/here/", "/request/here/thanks/"])
def test_on_pages_for_patients(abroad, as_page, path):
    assert says_ours_alone(as_page("rui").get(path).content.decode())
