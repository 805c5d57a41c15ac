"""What a patient took home on paper, on their own phone."""

from tests.factories import patients, plans, sessions

PATH = "/me/papers/"


def test_a_patient_reads_the_consent_the_home_programme_and_what_follows_a_treatment(as_page, cast):
    episode = sessions.treatable_episode(cast)
    row = plans.prescription(cast, episode, "chin_tuck", note="Slowly.")
    said = as_page("pia").get(PATH).content.decode()
    consent = episode.consents.get()
    for words in ("What you agreed to", consent.get_scope_display(), "The text that you signed", row.note,
                  "What to stop for", f"Call {cast.here.emergency_number} at once"):  # fmt: skip
        assert words in said, words
    assert PATH in as_page("pia").get("/me/").content.decode()


def test_the_papers_are_the_own_ones_and_only_for_patients(as_page, cast):
    other = patients.patient(cast)
    patients.consent(cast, patients.episode(cast, of=other), regions="Somebody else's shoulder")
    assert "Somebody else" not in as_page("pia").get(PATH).content.decode()
    assert {name: as_page(name).get(PATH).status_code for name in ("ana", "ida", "max", "rui", "eva")} == dict.fromkeys(
        ("ana", "ida", "max", "rui", "eva"), 403
    )


def test_my_day_names_the_clinic_s_telephone_without_an_appointment(as_page, cast):
    type(cast.here).objects.filter(pk=cast.here.pk).update(phone="555-0142")
    assert '<a href="tel:5550142">555-0142</a>' in as_page("pia").get("/me/").content.decode()
