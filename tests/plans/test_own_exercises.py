"""The clinic's own exercises: their steps, their checklists, and what they said when they were prescribed.

Rules: plans.rules.exercises.require_kind.
"""

import re

import pytest
from django.db import DatabaseError

from plans import services
from plans.models import ClinicExercise, ExerciseEdition, Prescription
from plans.rules import library as rules
from plans.vocabulary import MOST_TO_WEIGH
from practice.errors import BadInput
from practice.reference import measures
from tests.factories import plans as make
from tests.plans.test_follow_programme import kept_for_two_weeks, screened

WHEN = {"adherence_percent": 80, "days": 14}
STEPS = [
    {"words": "Two rounds.", "dose": {"sets": 2}, "when": WHEN},
    {"words": "Hold longer.", "dose": {"hold_seconds": 20}, "when": WHEN},
]
OWN = {
    "name": "Towel pull", "kind": "stretch", "instructions": ["Sit tall.", "Pull."],
    "dosage": {"sets": 1, "reps": 5, "days_per_week": 7}, "steps": STEPS,
    "checklist": [{"text": "The towel is long enough"}, {"text": "A chair with a back"}],
}  # fmt: skip
PATH = "exercises/own-towel-pull/"


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


@pytest.fixture
def own(api):
    added = api("max").post("exercises/", OWN)
    assert added.status_code == 201, added.content
    return added.json()


def changed(api, **details):
    program = api("max")
    answer = program.patch(PATH, details, HTTP_IF_MATCH=program.get(PATH)["ETag"])
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_steps_and_checklist_are_those_of_the_library_in_shape(api, own):
    known = {row["key"]: row for row in api("ana").get("exercises/").json()["results"]}
    assert known["own-towel-pull"] == own
    assert set(known["scap_retraction"]["steps"][0]) == set(own["steps"][0]) == {"words", "dose", "when"}
    assert [item["key"] for item in own["checklist"]] == ["the_towel_is_long_enough", "a_chair_with_a_back"]
    assert (known["monitor_height"]["checklist"][0]["key"], own["edition"]) == ("top_at_eyes", 1)


def test_an_own_exercise_goes_on_step_by_step_and_its_checklist_is_kept(api, as_page, cast, episode, own):
    row = make.prescription(cast, episode, "own-towel-pull")
    kept_for_two_weeks(cast, row)
    told = api("ana").get(f"prescriptions/{row.pk}/followed/").json()["next_step"]
    assert (told["number"], told["words"], told["state"]) == (1, "Two rounds.", "ready")
    page = as_page("ida").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert ("Ready for the next step" in page, "The towel is long enough" in page) == (True, True)
    stepped = api("ana").post(f"prescriptions/{row.pk}/next-step/", {}).json()
    assert (stepped["sets"], stepped["reps"], stepped["note"], stepped["edition"]) == (2, 5, "Two rounds.", 1)
    checked = api("pia").post(f"prescriptions/{stepped['id']}/checklist/", {"checked": ["a_chair_with_a_back"]})
    assert checked.json()["checked"] == ["a_chair_with_a_back"]
    refused = api("pia").post(f"prescriptions/{stepped['id']}/checklist/", {"checked": ["sofa"]})
    assert refused.status_code == 400


def test_what_was_prescribed_stays_as_it_was_when_the_exercise_changes(api, as_page, cast, episode, own):
    row = make.prescription(cast, episode, "own-towel-pull")
    kept = [{"text": "A chair with a back"}, {"text": "Feet on the floor"}]
    now = changed(api, name="Towel stretch", steps=STEPS[1:], checklist=kept)
    assert (now["edition"], now["checklist"][0]["key"]) == (2, "a_chair_with_a_back")
    page = as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert ("Towel pull" in page, "As prescribed, edition 1" in page) == (True, True)
    assert services.take_next_step(actor=cast.actor("ana"), prescription=row, today=make.today()).sets == 2
    after = Prescription.objects.get(episode=episode, ends_on=None)
    assert after.edition.number == 1
    services.end_prescription(actor=cast.actor("ana"), prescription=after, ends_on=make.today(), today=make.today())
    anew = api("ana").post("prescriptions/", {"episode": episode.pk, "exercise": "own-towel-pull"}).json()
    assert anew["edition"] == 2
    editions = api("ana").get(f"{PATH}editions/").json()
    assert [(one["edition"], one["name"], len(one["steps"])) for one in editions] == [
        (2, "Towel stretch", 1), (1, "Towel pull", 2),
    ]  # fmt: skip
    assert api("ana").get("exercises/chin_tuck/editions/").status_code == 404


def test_a_patient_and_the_sheet_read_what_was_prescribed(api, as_page, cast, episode, own):
    make.prescription(cast, episode, "own-towel-pull")
    changed(api, instructions=["Lie down."])
    for page in (
        as_page("ana").get(f"/episodes/{episode.pk}/exercises/programme/"),
        as_page("pia").get("/me/exercises/"),
    ):
        assert ("Sit tall." in page.content.decode(), "Lie down." in page.content.decode()) == (True, False)


def test_another_dose_to_start_from_is_no_other_edition(api, own):
    assert changed(api, dosage={"sets": 3}, active=False)["edition"] == 1
    assert ExerciseEdition.objects.count() == 1


def test_an_edition_is_final(api, own):
    edition = ExerciseEdition.objects.get()
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        ExerciseEdition.objects.filter(pk=edition.pk).update(number=9)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"steps": [{**STEPS[0], "dose": {}}]}, "steps[0].dose"),
        ({"steps": [{**STEPS[0], "words": " "}]}, "steps[0].words"),
        ({"steps": [{**STEPS[0], "dose": {"sets": 99}}]}, "steps[0].dose.sets"),
        ({"steps": [{**STEPS[0], "when": {"adherence_percent": 0, "days": 14}}]}, "steps[0].when.adherence_percent"),
        ({"steps": [{**STEPS[0], "when": {"adherence_percent": 80, "days": 91}}]}, "steps[0].when.days"),
        ({"steps": [{**STEPS[0], "when": {**WHEN, "measure": {"key": "wings", "value": 1}}}]},
         "steps[0].when.measure.key"),
        ({"steps": [{**STEPS[0], "when": {**WHEN, "measure": {"key": "ndi_raw", "value": 99}}}]},
         "steps[0].when.measure.value"),
        ({"steps": STEPS[:1] * 7}, "steps"),
        ({"checklist": [{"text": "Twice"}, {"text": "Twice"}]}, "checklist[1].text"),
        ({"checklist": [{"text": "x" * 201}]}, "checklist[0].text"),
        ({"checklist": [{"text": str(n)} for n in range(21)]}, "checklist"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(api, details, field):
    refused = api("max").post("exercises/", {**OWN, **details})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field]), refused.content
    assert not ClinicExercise.objects.exists()


def test_the_rules_refuse_what_no_shape_has_looked_at():
    with pytest.raises(BadInput, match="too_many_steps"):
        rules.require_sound_steps(STEPS[:1] * 7, measures())
    with pytest.raises(BadInput, match="too_many_items"):
        rules.keyed_checklist([{"text": str(n)} for n in range(21)])


def test_a_measure_decides_in_its_own_direction(cast):
    asked = [{**STEPS[0], "when": {**WHEN, "measure": {"key": key, "value": 4}}} for key in ("nprs_current", "psfs")]
    kept = rules.whole_steps(asked, measures())
    assert [step["when"]["measure"]["op"] for step in kept] == ["<=", ">="]


def test_items_that_shorten_to_one_key_get_their_own():
    kept = rules.keyed_checklist([{"text": "Screen up!"}, {"text": "Screen up?"}, {"text": "…"}])
    assert [item["key"] for item in kept] == ["screen_up", "screen_up_2", "item"]


def test_only_what_it_says_makes_an_edition():
    assert rules.content_changed({"name": "a"}, {"name": "b"})
    assert not rules.content_changed({"name": "a"}, {"name": "a"})


PAGE = {
    "name": "Towel pull", "kind": "stretch", "instructions": "Sit tall.\nPull.", "active": "on", "reps": "5",
    "checklist": "The towel is long enough\nA chair with a back", "steps-TOTAL_FORMS": "2",
    "steps-INITIAL_FORMS": "0", "steps-0-words": "Two rounds.", "steps-0-sets": "2",
    "steps-0-adherence_percent": "80", "steps-0-days": "14", "steps-1-words": "Hold longer.",
    "steps-1-hold_seconds": "20", "steps-1-adherence_percent": "70", "steps-1-days": "7",
    "steps-1-measure": "nprs_current", "steps-1-value": "3",
}  # fmt: skip


def test_the_page_writes_steps_and_checklist_and_shows_earlier_editions(as_page):
    browser = as_page("max")
    assert browser.post("/exercises/new/", PAGE).status_code == 302
    row = ClinicExercise.objects.get()
    assert [step["words"] for step in row.steps] == ["Two rounds.", "Hold longer."]
    assert row.steps[1]["when"] == {
        "adherence_percent": 70, "days": 7, "measure": {"key": "nprs_current", "value": 3, "op": "<="},
    }  # fmt: skip
    shown = browser.get(f"/exercises/{row.key}/").content.decode()
    assert ("Hold longer." in shown, "A chair with a back" in shown, "Earlier editions" in shown) == (True, True, False)
    same = {**PAGE, "steps-INITIAL_FORMS": "2", "version": row.version}
    assert browser.post(f"/exercises/{row.key}/", same).status_code == 302
    row.refresh_from_db()
    assert row.edition == 1
    less = {**same, "version": row.version, "steps-1-DELETE": "on", "purpose": "Eases the neck."}
    assert browser.post(f"/exercises/{row.key}/", less).status_code == 302
    row.refresh_from_db()
    assert (len(row.steps), row.edition) == (1, 2)
    assert "Edition 1, from" in browser.get(f"/exercises/{row.key}/").content.decode()


def test_the_page_says_at_the_step_what_is_missing(as_page):
    refused = as_page("max").post("/exercises/new/", {**PAGE, "steps-0-sets": "", "steps-1-words": ""})
    assert refused.status_code == 400
    assert "Say what the patient does now, or remove the step." in refused.content.decode()
    refused = as_page("max").post("/exercises/new/", {**PAGE, "steps-0-sets": ""})
    assert (refused.status_code, "Say what changes" in refused.content.decode()) == (400, True)
    assert not ClinicExercise.objects.exists()


@pytest.mark.parametrize(
    ("query", "field"), [({"q": "x"}, "q"), ({"page_size": "201"}, "page_size"), ({"cursor": "x"}, "cursor")]
)
@pytest.mark.parametrize("name", ["exercises", "muscles", "conditions"])
def test_what_comes_whole_refuses_filters_that_it_does_not_have(api, cast, name, query, field):
    answer = api("ana").get(f"{name}/", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert api("ana").get(f"{name}/", {"page_size": "200"}).json()["next"] is None


def test_an_own_exercise_is_weighed_against_the_screening_as_the_librarys_are(as_page, api, cast, episode, own):
    row = make.prescription(cast, episode, "own-towel-pull")
    screened(
        cast, episode, positive=["diabetes", "surgery_area"], limited_muscles={"surgery_area": ["trapezius_upper"]}
    )
    now = changed(api, avoid=["diabetes", "epilepsy"], muscles=["trapezius_upper"])
    assert (now["avoid"], now["muscles"], now["edition"]) == (["diabetes", "epilepsy"], ["trapezius_upper"], 2)
    page = as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert page.count("Weigh this anew") == 2
    assert "weighed against: Diabetes" in page
    services.end_prescription(actor=cast.actor("ana"), prescription=row, ends_on=make.today(), today=make.today())
    sent = {"episode": episode.pk, "exercise": "own-towel-pull"}
    refused = api("ana").post("prescriptions/", sent)
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "precaution_unconfirmed")
    assert (
        "Weigh this first"
        in as_page("ana").get(f"/episodes/{episode.pk}/exercises/new/own-towel-pull/").content.decode()
    )
    taken = api("ana").post("prescriptions/", {**sent, "precaution_reason": "Without load."}).json()
    assert taken["precautions_met"] == ["diabetes", "trapezius_upper"]


def test_what_an_own_exercise_is_weighed_against_is_chosen_on_its_page(as_page):
    browser = as_page("max")
    assert "Weighed against the screening" in browser.get("/exercises/new/").content.decode()
    typed = {
        "name": "Towel pull", "kind": "stretch", "instructions": "Pull.", "active": "on", "avoid": ["frail", "ataxia"],
        "muscles": ["trapezius_upper"], "steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert browser.post("/exercises/new/", {**typed, "avoid": ["flying"]}).status_code == 400
    assert browser.post("/exercises/new/", typed).status_code == 302
    row = ClinicExercise.objects.get()
    assert (row.avoid, row.muscles) == (["ataxia", "frail"], ["trapezius_upper"])
    page = browser.get(f"/exercises/{row.key}/").content.decode()
    assert len(re.findall(r'<details class="more" data-chip-search="[^"]+" open>', page)) == 2


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"avoid": ["no_consent"]}, "avoid"),
        ({"avoid": ["trapezius_upper"]}, "avoid"),
        ({"muscles": ["diabetes"]}, "muscles"),
    ],
)
def test_only_what_the_catalogues_know_is_weighed(api, own, sent, field):
    program = api("max")
    refused = program.patch(PATH, sent, HTTP_IF_MATCH=program.get(PATH)["ETag"])
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])


def test_an_exercise_names_no_more_than_a_prescription_keeps():
    known = [f"item_{number}" for number in range(MOST_TO_WEIGH + 1)]
    rules.require_known_to_weigh(known[1:], (), asked=known, catalogue=())
    with pytest.raises(BadInput, match="too_many_to_weigh"):
        rules.require_known_to_weigh(known, (), asked=known, catalogue=())
