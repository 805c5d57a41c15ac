"""After a warning sign: it is an answer by itself, and what to do stands there until the clinic has followed up."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from practice.models import Clinic
from sessions.models import CheckIn
from sessions.rules.check_ins import PICK_A_NUMBER, alert_for
from tests.factories import patients
from tests.factories.sessions import check_in, signed_session, treatable_episode

WORDS = "Weakness, numbness, double vision or trouble speaking must be seen at once."


@pytest.fixture
def session(cast):
    Clinic.objects.filter(pk=cast.here.pk).update(phone="(555) 0101 ext. 7")
    return signed_session(cast, occurred_at=timezone.now() - timedelta(hours=3))


def told_on(page, session):
    return [page.get(path).content.decode() for path in ("/me/", f"/me/check-in/{session.pk}/")]


def test_a_sign_alone_is_an_answer_for_page_and_program(cast, api, as_page, session):
    address, signs = f"/me/check-in/{session.pk}/", ["neurological"]
    sent = as_page("pia").post(address, {"hours_after": 2, "warning_signs": signs})
    for words in (
        "Call 911 now",
        'href="tel:5550101"',
        'Call the clinic: <span class="nowrap">(555) 0101 ext. 7</span>',
    ):
        assert words in sent.content.decode()
    other = {"session": str(session.pk), "hours_after": 24, "warning_signs": signs}
    assert api("pia").post("check-ins/", other).json()["soreness"] is None
    assert list(CheckIn.objects.values_list("soreness", flat=True)) == [None, None]
    assert "Soreness not asked" in as_page("rui").get(f"/sessions/{session.pk}/check-in/").content.decode()


def test_without_a_sign_soreness_is_asked_by_every_door(api, as_page, session):
    refused = api("pia").post("check-ins/", {"session": str(session.pk), "hours_after": 2})
    assert (refused.status_code, refused.json()["errors"]) == (400, {"soreness": [PICK_A_NUMBER]})
    page = as_page("pia").post(f"/me/check-in/{session.pk}/", {"hours_after": 2})
    assert PICK_A_NUMBER in page.content.decode()
    assert not CheckIn.objects.exists()


def test_no_row_says_neither_soreness_nor_a_sign(cast, session):
    row = check_in(cast, session, warning_signs=["fainted"])
    name = "soreness_is_asked_unless_a_warning_sign_is_told"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).update(soreness=None, warning_signs=[])


def test_not_asked_is_no_soreness():
    assert alert_for(72, None, []) is None


def test_what_to_do_stays_with_both_numbers_until_the_clinic_has_followed_up(cast, api, as_page, session):
    row = check_in(cast, session, hours_after=2, soreness=None, warning_signs=["neurological"])
    for page in told_on(as_page("pia"), session):
        for said in ("Call 911 now", WORDS, 'href="tel:911"', 'href="tel:5550101"', "Your answer was sent at"):
            assert said in page, said
    warned = api("pia").get("my-day/").json()["warned"]
    assert (warned["warning_signs"], warned["sent_at"][:16]) == (["neurological"], row.created_at.isoformat()[:16])
    api("ana").post(f"check-ins/{row.pk}/follow-up/", {"done": "Called, sent to the ER."})
    for page in told_on(as_page("pia"), session):
        assert WORDS not in page.split('id="advice"')[0]
        assert "Your answer was sent at" not in page
    assert api("pia").get("my-day/").json()["warned"] is None


def test_each_sign_is_said_once_and_soreness_raises_no_emergency(cast, as_page, session):
    check_in(cast, session, hours_after=72, soreness=9)
    assert not any("data-warned" in page for page in told_on(as_page("pia"), session))
    check_in(cast, session, hours_after=2, warning_signs=["infection"])
    check_in(cast, session, hours_after=24, warning_signs=["infection", "fainted"])
    home, _ = told_on(as_page("pia"), session)
    assert home.count("data-warned") == home.count("Lie down with your legs up") == 1
    assert "Call the clinic now" in home
    assert "If it gets worse" in home


def test_what_stands_says_when_the_newest_answer_came(cast, api, session):
    for hours, sign in ((2, "infection"), (24, "fainted")):
        newest = check_in(cast, session, hours_after=hours, warning_signs=[sign])
    assert datetime.fromisoformat(api("pia").get("my-day/").json()["warned"]["sent_at"]) == newest.created_at


def test_nobody_reads_another_patients_warning(cast, as_page, session):
    other = signed_session(cast, treatable_episode(cast, of=patients.patient(cast)))
    check_in_of_other = {"hours_after": 2, "warning_signs": ["breathless"]}
    as_page("rui").post(f"/sessions/{other.pk}/check-in/", check_in_of_other)
    assert CheckIn.objects.count() == 1
    assert "data-warned" not in as_page("pia").get("/me/").content.decode()


@pytest.mark.parametrize("path", ["/me/", "/me/progress/", "/me/diary/", "/me/exercises/"])
def test_every_page_of_the_patient_says_the_same_of_a_warning_sign(cast, as_page, session, path):
    row = check_in(cast, session, warning_signs=["neurological"])
    page = as_page("pia").get(path).content.decode()
    assert WORDS in page[page.index("data-warned") :]
    assert "will contact you" not in page
    CheckIn.objects.filter(pk=row.pk).update(
        followed_up_at=timezone.now(), followed_up_by=cast.members["ana"], follow_up="Called."
    )
    assert "data-warned" not in as_page("pia").get(path).content.decode()
