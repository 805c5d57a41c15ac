"""The pages of exercises and habits, and the clinic's own."""

from datetime import timedelta

import pytest

from plans.models import ClinicExercise, Prescription
from tests.factories import plans as make

NO_STEPS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
OWN = {"name": "Towel pull", "kind": "stretch", "instructions": "Sit tall.\n\nPull.", "active": "on", "reps": "5"}
OWN |= NO_STEPS


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


def test_an_exercise_is_found_prescribed_progressed_and_stopped(as_page, episode):
    browser, page = as_page("ida"), f"/episodes/{episode.pk}/exercises/"
    found = browser.get(page, {"q": "chin sitting", "kind": "posture"}).content.decode()
    assert ("Chin tuck in sitting" in found, "Band row" in found) == (True, False)
    assert 'value="10"' in browser.get(f"{page}new/chin_tuck/").content.decode()
    started = browser.post(f"{page}new/chin_tuck/", {"sets": 2, "reps": 8, "starts_on": make.today()})
    assert started.status_code == 302
    first = Prescription.objects.get()
    dose = browser.post(f"/prescriptions/{first.pk}/dose/", {"sets": 3, "reps": 8, "version": first.version})
    assert dose.status_code == 302
    second = Prescription.objects.get(ends_on=None)
    assert (second.sets, second.hold_seconds) == (3, None)
    stop = f"/prescriptions/{second.pk}/stop/"
    asked = browser.get(page).text.partition("<dialog")[2].partition("</dialog>")[0]
    for words in (f'action="{stop}"', f'name="version" value="{second.version}"', "Stop “Chin tuck in sitting”?"):
        assert words in asked
    assert browser.post(stop, {"version": second.version - 1}).status_code == 409
    assert browser.post(stop, {"version": second.version}).status_code == 302
    assert Prescription.objects.filter(ends_on=None).count() == 0
    assert "No exercises yet" in browser.get(page).content.decode()


def test_a_refused_dose_says_why(as_page, cast, episode):
    row, browser = make.prescription(cast, episode), as_page("ana")
    refused = browser.post(f"/episodes/{episode.pk}/exercises/new/ccf_nod/", {"reps": 101, "starts_on": make.today()})
    assert (refused.status_code, "Enter at most 100." in refused.content.decode()) == (400, True)
    twice = browser.post(f"/episodes/{episode.pk}/exercises/new/chin_tuck/", {"starts_on": make.today()})
    assert (twice.status_code, "Change its dose instead" in twice.content.decode()) == (400, True)
    stale = browser.post(f"/prescriptions/{row.pk}/dose/", {"reps": 5, "version": row.version + 1})
    assert (stale.status_code, "Someone changed this record" in stale.content.decode()) == (409, True)
    assert browser.get(f"/episodes/{episode.pk}/exercises/new/flying/").status_code == 404


def test_the_home_programme_is_in_plain_words(as_page, cast, episode):
    make.prescription(cast, episode)
    make.prescription(cast, episode, "monitor_height")
    shown = as_page("ana").get(f"/episodes/{episode.pk}/exercises/programme/").content.decode()
    assert "2 sets of 10, hold 5 seconds, 3 times a day, every day" in shown
    assert "Sit tall with your feet on the floor" in shown
    assert "Through the day" in shown


def test_silence_is_not_counted_as_not_done(as_page, cast, episode):
    row = make.prescription(cast, episode)
    make.reported(cast, row, make.today(), "not_done")
    shown = as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert "Last 14 days: not done 1, not reported 13 of 14 due days" in shown


@pytest.mark.parametrize(
    ("exercise", "days", "done", "words"),
    [
        ("scap_retraction", 5, 10, "done 10, not reported 0 of 10 due days"),
        ("scap_retraction", 3, 3, "done 3, not reported 3 of 6 due days"),
        ("walk_after_needling", None, 2, "done 2"),
        ("warmth_after_needling", None, 0, "nothing reported"),
    ],
)
def test_only_days_on_which_something_was_due_are_missed(as_page, cast, episode, exercise, days, done, words):
    row = make.prescription(cast, episode, exercise, days_per_week=days)
    for ago in range(done):
        make.reported(cast, row, make.today() - timedelta(days=ago))
    shown = as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert f"Last 14 days: {words}</span>" in shown


def test_what_is_not_due_yet_is_not_missed(as_page, cast, episode):
    make.prescription(cast, episode, days_per_week=1, starts_on=make.today())
    assert "Last 14 days" not in as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()


def test_the_clinics_own_exercises_are_added_and_changed(as_page, cast):
    browser = as_page("max")
    assert "None yet" in browser.get("/exercises/").content.decode()
    assert browser.post("/exercises/new/", {**OWN, "instructions": " "}).status_code == 400
    assert browser.post("/exercises/new/", OWN).status_code == 302
    row = ClinicExercise.objects.get()
    assert (row.key, row.instructions) == ("own-towel-pull", ["Sit tall.", "Pull."])
    assert browser.post("/exercises/new/", OWN).status_code == 400
    changed = browser.post(f"/exercises/{row.key}/", {**OWN, "name": "Towel", "version": row.version})
    assert changed.status_code == 302
    stale = browser.post(f"/exercises/{row.key}/", {**OWN, "name": "Other", "version": row.version})
    assert (stale.status_code, ClinicExercise.objects.get().name) == (409, "Towel")


def test_roles_and_other_clinics(as_page, cast, episode):
    row, names = make.prescription(cast, episode), ("ana", "max", "ida", "rui", "pia", "eva")
    readers = {"ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 403, "eva": 404}
    writers = {"ana": 200, "max": 403, "ida": 200, "rui": 403, "pia": 403, "eva": 404}
    for path, expected in (
        (f"/episodes/{episode.pk}/exercises/", readers), (f"/episodes/{episode.pk}/exercises/programme/", readers),
        (f"/episodes/{episode.pk}/exercises/new/ccf_nod/", writers), (f"/prescriptions/{row.pk}/dose/", writers),
    ):  # fmt: skip
        assert {n: as_page(n).get(path).status_code for n in names} == expected, path
    assert {n: as_page(n).get("/exercises/new/").status_code for n in names} == {
        "ana": 200, "max": 200, "ida": 403, "rui": 403, "pia": 403, "eva": 200,
    }  # fmt: skip
    assert {n: as_page(n).post(f"/prescriptions/{row.pk}/stop/").status_code for n in ("max", "rui", "pia", "eva")} == {
        "max": 403, "rui": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_the_page_costs_the_same_however_much_is_prescribed(as_page, cast, episode, django_assert_max_num_queries):
    make.prescription(cast, episode)
    browser, path = as_page("ana"), f"/episodes/{episode.pk}/exercises/"
    with django_assert_max_num_queries(30) as few:
        browser.get(path)
    for key in ("ccf_nod", "band_row", "monitor_height"):
        make.reported(cast, make.prescription(cast, episode, key), make.today())
    with django_assert_max_num_queries(len(few)):
        browser.get(path)
