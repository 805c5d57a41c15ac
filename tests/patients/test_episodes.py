"""Starting, holding, referring and ending a course of care."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from patients import episodes
from patients.models import EpisodeOfCare, Patient
from patients.rules.episodes import outcomes_offered, require_outcome_explained
from practice import scoping
from practice.audit import AuditEvent
from tests.factories import patients as make

STATE = EpisodeOfCare.State
EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


def verbs(row):
    return [event.verb for event in AuditEvent.objects.filter(target_id=row).order_by("id")]


def sent(cast, **changes):
    return {
        "patient": str(cast.pia.pk), "condition": "tth_chronic", "icd10": ["G44.229"],
        "therapist": str(cast.members["ana"].pk), "started_on": str(make.today(cast)), **changes,
    }  # fmt: skip


def test_a_program_starts_an_episode_and_leaves_one_event(api, cast):
    answer = api("ana").post("episodes/", sent(cast))
    assert answer.status_code == 201, answer.content
    assert (answer.json()["state"], answer.json()["icd10"]) == ("screening", ["G44.229"])
    assert verbs(answer.json()["id"]) == ["episode.started"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"condition": "gout"}, "condition"),
        ({"icd10": ["Z99.99"]}, "icd10"),
        ({"icd10": ["G44.229", "G44.229"]}, "icd10"),
        ({"started_on": "2999-01-01"}, "started_on"),
        ({"started_on": "1950-01-01"}, "started_on"),
        ({"started_on": "yesterday"}, "started_on"),
        ({"patient": "nobody"}, "patient"),
        ({"patient": str(uuid.uuid4())}, "patient"),
        ({"therapist": str(uuid.uuid4())}, "therapist"),
        ({"state": "discharged"}, "state"),
        ({"colour": "blue"}, "colour"),
        ({"condition": 7}, "condition"),
        ({"icd10": "G44.229"}, "icd10"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, cast, change, field):
    answer = api("ana").post("episodes/", sent(cast, **change))
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert not EpisodeOfCare.objects.exists()


def test_the_front_desk_is_no_therapist(api, cast):
    answer = api("ana").post("episodes/", sent(cast, therapist=str(cast.members["rui"].pk)))
    assert answer.json()["errors"] == {"therapist": ["Choose a therapist of this clinic."]}


def test_another_clinics_patient_does_not_exist(api, cast):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        foreign = Patient.objects.create(
            given_name="Else", family_name="Where (synthetic)", record_number="E-1", date_of_birth="1980-01-01"
        )
    assert api("ana").post("episodes/", sent(cast, patient=str(foreign.pk))).status_code == 400


def test_an_episode_stays_with_its_patient(api, cast):
    episode, other = make.episode(cast), make.patient(cast)
    program, path = api("ana"), f"episodes/{episode.pk}/"
    tag = program.get(path)["ETag"]
    answer = program.patch(path, {"patient": str(other.pk)}, HTTP_IF_MATCH=tag)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["patient"])
    assert program.patch(path, {"patient": str(cast.pia.pk)}, HTTP_IF_MATCH=tag).status_code == 200
    for road in (
        lambda: EpisodeOfCare.objects.filter(pk=episode.pk).update(patient=other),
        lambda: connection.cursor().execute("UPDATE patients_episodeofcare SET patient_id = %s", [other.pk]),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            road()


def test_whoever_moved_the_episode_first_has_moved_it(cast):
    episode = make.episode(cast)
    stale = EpisodeOfCare.objects.get(pk=episode.pk)
    make.screening(cast, episode)
    assert episodes.move_on_from(stale, STATE.SCREENING, to=STATE.ASSESSMENT) is False
    EpisodeOfCare.objects.filter(pk=episode.pk).update(state=STATE.ACTIVE)
    day = make.today(cast)
    assert episodes.move_on_from(stale, STATE.ACTIVE, to=STATE.ON_HOLD, reason="Red flag", held_on=day) is True


def test_roles_and_other_clinics(api, cast):
    path = f"episodes/{make.episode(cast).pk}/"
    assert {n: api(n).get(path).status_code for n in EVERYBODY} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip
    assert {n: api(n).post("episodes/", sent(cast)).status_code for n in ("rui", "max", "ida", "pia")} == dict.fromkeys(
        ("rui", "max", "ida", "pia"), 403
    )


def test_a_change_needs_the_version_that_was_read(api, cast):
    program, path = api("ana"), f"episodes/{make.episode(cast).pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"condition": "tth_episodic"}).status_code == 428
    assert program.patch(path, {"condition": "tth_episodic"}, HTTP_IF_MATCH=tag).status_code == 200
    assert program.patch(path, {"condition": "tth_chronic"}, HTTP_IF_MATCH=tag).status_code == 412
    assert EpisodeOfCare.objects.get().condition == "tth_episodic"


def test_care_moves_only_where_the_course_allows(api, cast):
    program, episode = api("ana"), make.ready_episode(cast)
    refused = program.post(f"episodes/{episode.pk}/hold/", {"reason": "Holiday"})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "no_such_move")
    EpisodeOfCare.objects.filter(pk=episode.pk).update(state=STATE.ACTIVE)
    assert program.post(f"episodes/{episode.pk}/hold/", {"reason": " "}).status_code == 400
    held = program.post(f"episodes/{episode.pk}/hold/", {"reason": "Holiday"})
    assert (held.json()["state"], held.json()["state_reason"]) == ("on_hold", "Holiday")
    assert program.post(f"episodes/{episode.pk}/resume/").json()["state"] == "plan_active"
    out = program.post(f"episodes/{episode.pk}/refer-out/", {"reason": "Dr. Ola: new weakness"})
    assert out.json()["state"] == "referred_out"
    assert verbs(episode.pk)[-3:] == ["episode.held", "episode.resumed", "episode.referred_out"]


def test_care_goes_on_only_when_every_red_flag_is_cleared(api, cast):
    program, episode = api("ana"), make.ready_episode(cast)
    EpisodeOfCare.objects.filter(pk=episode.pk).update(state=STATE.ACTIVE)
    episode.refresh_from_db()
    make.screening(cast, episode, red_flags=["neuro"], answered_at=make.midday(cast, make.today(cast) - timedelta(1)))
    assert episode.state == STATE.ON_HOLD
    refused = program.post(f"episodes/{episode.pk}/resume/")
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "red_flag_open")
    make.clearance(cast, episode, "neuro")
    assert program.post(f"episodes/{episode.pk}/resume/").status_code == 200


def test_a_discharge_ends_care_for_good(api, cast):
    program, episode = api("ana"), make.ready_episode(cast)
    path, told = f"episodes/{episode.pk}/discharge/", {"outcome": "goals_met", "discharge_summary": "All goals met."}
    assert {n: api(n).post(path, told).status_code for n in ("rui", "max", "ida", "pia", "eva")} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip
    tag = program.get(f"episodes/{episode.pk}/")["ETag"]
    assert program.post(path, told, HTTP_IF_MATCH='"99"').status_code == 412
    done = program.post(path, told, HTTP_IF_MATCH=tag)
    assert (done.status_code, done.json()["state"], done.json()["discharged_on"]) == (
        200, "discharged", str(make.today(cast)),
    )  # fmt: skip
    again = program.post(path, told)
    assert (again.status_code, again.json()["blockers"][0]["code"]) == (409, "episode_closed")
    assert verbs(episode.pk)[-1] == "episode.discharged"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "cured"}, "outcome"),
        ({"discharge_summary": "  "}, "discharge_summary"),
        ({"discharged_on": "2999-01-01"}, "discharged_on"),
        ({"discharged_on": "2001-01-01"}, "discharged_on"),
    ],
)
def test_a_discharge_says_how_and_when(api, cast, change, field):
    told = {"outcome": "goals_met", "discharge_summary": "All goals met.", **change}
    answer = api("ana").post(f"episodes/{make.ready_episode(cast).pk}/discharge/", told)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("referred", "Say to whom, and why."), ("patient_wish", "Say why care ends, in a few words."),
     ("other", "Say why care ends, in a few words.")],
)  # fmt: skip
def test_an_outcome_that_does_not_say_why_asks_for_the_reason(api, as_page, cast, outcome, words):
    episode, told = make.ready_episode(cast), {"outcome": outcome, "discharge_summary": "Two visits."}
    path = f"episodes/{episode.pk}/discharge/"
    for blank in ({}, {"reason": " "}):
        refused = api("ana").post(path, {**told, **blank})
        assert (refused.status_code, refused.json()["errors"]) == (400, {"reason": [words]})
    browser = as_page("ana")
    typed = {**told, "discharged_on": str(make.today(cast)), "version": browser.get(f"/{path}").context["version"]}
    for more in ({}, {"confirmed": "yes"}):
        page = browser.post(f"/{path}", {**typed, **more})
        assert (page.status_code, page.context["form"].errors) == (400, {"reason": [words]})
    require_outcome_explained("goals_met", "")
    done = api("ana").post(path, {**told, "reason": "Moves to Lisbon; letter to Dr. Ola (synthetic)."})
    assert (done.status_code, done.json()["state_reason"]) == (200, "Moves to Lisbon; letter to Dr. Ola (synthetic).")
    shown = browser.get(f"/episodes/{episode.pk}/").content.decode()
    assert "Reason:</strong> Moves to Lisbon" in shown


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("not_a_candidate", "Needling is not suitable"), ("plan_declined", "The plan was declined")],
)
def test_care_ends_before_a_plan_in_words_of_its_own(api, as_page, cast, outcome, words):
    episode = make.episode(cast)
    done = api("ana").post(
        f"episodes/{episode.pk}/discharge/", {"outcome": outcome, "discharge_summary": "Seen once."}
    )  # fmt: skip
    assert (done.status_code, done.json()["outcome"], done.json()["state_reason"]) == (200, outcome, "")
    assert words in as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()


@pytest.mark.parametrize(
    ("state", "offered", "left_out"),
    [("assessment", "plan_declined", "plateau"), ("plan_active", "plateau", "plan_declined")],
)
def test_the_page_offers_the_outcomes_of_where_care_stands(as_page, cast, state, offered, left_out):
    episode = make.ready_episode(cast)
    EpisodeOfCare.objects.filter(pk=episode.pk).update(state=state)
    choices = dict(as_page("ana").get(f"/episodes/{episode.pk}/discharge/").context["form"].fields["outcome"].choices)
    assert (len(choices), offered in choices, left_out in choices) == (7, True, False)
    assert left_out not in outcomes_offered(state)


def test_each_filter_means_what_it_says(api, cast):
    other = make.patient(cast)
    mine, theirs = make.ready_episode(cast), make.episode(cast, of=other, condition="neck_pain_posture")
    program = api("ana")

    def found(**query):
        return {row["id"] for row in program.get("episodes/", query).json()["results"]}

    assert found() == {str(mine.pk), str(theirs.pk)}
    assert found(patient=str(other.pk)) == {str(theirs.pk)}
    assert found(state="assessment") == {str(mine.pk)}
    assert found(condition="neck_pain_posture") == {str(theirs.pk)}
    assert found(therapist=str(cast.members["rui"].pk)) == set()
    assert found(updated_since="2999-01-01T00:00:00Z") == set()
    assert program.get("episodes/", {"condition": "gout"}).status_code == 400
    assert program.get("episodes/", {"colour": "blue"}).status_code == 400


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_often_for_3_as_for_30(api, cast, many, django_assert_num_queries):
    for _ in range(many):
        make.episode(cast)
    program = api("ana")
    program.get("episodes/")
    with django_assert_num_queries(12, exact=False):
        assert len(program.get("episodes/").json()["results"]) == many
