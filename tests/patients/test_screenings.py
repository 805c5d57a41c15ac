"""Recording a full screen, and clearing what it found."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from patients.models import Clearance, Consent, Screening
from practice.audit import AuditEvent
from tests.factories import patients as make

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


def sent(cast, episode, **changes):
    at = make.midday(cast, episode.started_on).isoformat()
    return {"episode": str(episode.pk), "answered_at": at, "positive": [], "red_flags": [], **changes}


def test_a_screen_is_kept_with_its_result_and_the_form_it_answered(api, cast):
    episode = make.episode(cast)
    answer = api("ana").post(
        "screenings/", sent(cast, episode, positive=["diabetes"], precautions="Short session, look at the skin.")
    )
    assert answer.status_code == 201, answer.content
    assert (answer.json()["candidacy"], answer.json()["form_edition"]) == ("proceed_with_precautions", 2)
    assert [e.verb for e in AuditEvent.objects.filter(target_id=answer.json()["id"])] == ["screening.recorded"]
    episode.refresh_from_db()
    assert episode.state == "assessment"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"positive": ["dandruff"]}, "positive"),
        ({"red_flags": ["diabetes"]}, "red_flags"),
        ({"positive": ["diabetes", "diabetes"], "precautions": "x"}, "positive"),
        ({"positive": ["diabetes"], "unanswered": ["diabetes"], "precautions": "x"}, "unanswered"),
        ({"positive": ["diabetes"]}, "precaution_plans.diabetes"),
        ({"positive": ["diabetes"], "precaution_plans": {"diabetes": "x" * 501}}, "precaution_plans.diabetes"),
        ({"positive": ["diabetes"], "precaution_plans": {"diabetes": 1.5}}, "precaution_plans.diabetes"),
        ({"positive": ["diabetes"], "precaution_plans": ["x"]}, "precaution_plans"),
        ({"precaution_plans": {"diabetes": "Short."}}, "precaution_plans"),
        ({"precaution_plans": {"dandruff": "Wash."}}, "precaution_plans"),
        ({"positive": ["over_implant"]}, "limited_muscles"),
        ({"positive": ["over_implant"], "limited_muscles": {"over_implant": ["biceps"]}}, "limited_muscles"),
        ({"limited_muscles": {"over_implant": ["trapezius_upper"]}}, "limited_muscles"),
        ({"answered_at": "2999-01-01T10:00:00Z"}, "answered_at"),
        ({"answered_at": "2001-01-01T10:00:00Z"}, "answered_at"),
        ({"answered_at": "noon"}, "answered_at"),
        ({"candidacy": "proceed"}, "candidacy"),
        ({"positive": "diabetes"}, "positive"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, cast, change, field):
    answer = api("ana").post("screenings/", sent(cast, make.episode(cast), **change))
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert not Screening.objects.exists()


def test_a_program_that_sends_no_answer_is_told_to_send_both_lists(api, cast):
    told = sent(cast, make.episode(cast))
    del told["positive"], told["red_flags"]
    for more in ({}, {"precautions": "Gently."}, {"asked": ["older"]}):
        answer = api("ana").post("screenings/", told | more)
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"positive", "red_flags"})
        assert answer.json()["errors"]["positive"][0].startswith("Send positive and red_flags")
    assert not Screening.objects.exists()


@pytest.mark.parametrize("one", ["positive", "red_flags", "unanswered"])
def test_a_program_that_sends_one_of_the_lists_is_taken_at_its_word(api, cast, one):
    told = sent(cast, make.episode(cast))
    del told["positive"], told["red_flags"]
    answer = api("ana").post("screenings/", {**told, one: []})
    assert (answer.status_code, answer.json()["candidacy"]) == (201, "proceed")


def test_roles_and_other_clinics(api, cast):
    episode = make.episode(cast)
    path = f"screenings/{make.screening(cast, episode).pk}/"
    assert {n: api(n).get(path).status_code for n in EVERYBODY} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip
    assert {n: api(n).post("screenings/", sent(cast, episode)).status_code for n in ("rui", "max", "ida", "pia")} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403,
    }  # fmt: skip


def test_a_screen_is_never_changed(api, cast):
    program, path = api("ana"), f"screenings/{make.screening(cast, make.episode(cast)).pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"positive": []}, HTTP_IF_MATCH=tag).status_code == 405
    assert program.put(path, {}, HTTP_IF_MATCH=tag).status_code == 405
    assert program.delete(path).status_code == 405


ROADS = [
    lambda: Screening.objects.update(positive=[]),
    lambda: Screening.objects.all().delete(),
    lambda: Screening.objects.get().save(),
    lambda: Clearance.objects.update(item="older"),
    lambda: Clearance.objects.all().delete(),
    lambda: Consent.objects.update(signed_name="Somebody else"),
    lambda: Consent.objects.update(expires_on=None, scope="dry_needling_estim"),
    lambda: Consent.objects.all().delete(),
]


@pytest.mark.parametrize("road", ROADS)
def test_the_database_keeps_answers_clearances_and_consents_as_they_were_given(cast, road):
    episode = make.ready_episode(cast)
    make.letter_on_record(cast, episode, "older")
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        road()


def test_the_same_screen_sent_twice_is_kept_once(api, cast):
    program, told = api("ana"), sent(cast, make.episode(cast), id="019aa0a0-0000-7000-8000-000000000001")
    assert [program.post("screenings/", told).status_code for _ in range(2)] == [201, 200]
    assert Screening.objects.count() == 1


def test_a_named_clinician_clears_a_flag_through_the_screen(api, cast):
    program, episode = api("ana"), make.episode(cast)
    screen = make.screening(cast, episode, red_flags=["older"])
    told = {
        "item": "older",
        "given_by": "Dr. Ola (synthetic)",
        "given_on": str(make.today(cast)),
        "reason": "ESR normal.",
    }
    answer = program.post(f"screenings/{screen.pk}/clearances/", told)
    assert answer.status_code == 201, answer.content
    assert [row["item"] for row in program.get(f"screenings/{screen.pk}/clearances/").json()] == ["older"]
    assert [row["item"] for row in program.get("clearances/", {"episode": str(episode.pk)}).json()["results"]] == [
        "older"
    ]
    episode.refresh_from_db()
    assert episode.state == "assessment"
    make.screening(cast, episode, red_flags=["older"], answered_at=timezone.now())
    once = {**told, "id": "019aa0a0-0000-7000-8000-000000000009"}
    again = [
        program.post(f"screenings/{screen.pk}/clearances/", sent) for sent in (once, once, {**once, "reason": "x"})
    ]
    assert [found.status_code for found in again] == [201, 200, 409]
    assert {n: api(n).post(f"screenings/{screen.pk}/clearances/", told).status_code for n in ("rui", "max", "ida")} == {
        "rui": 403, "max": 403, "ida": 403,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": "dandruff"}, "item"),
        ({"given_by": " "}, "given_by"),
        ({"reason": ""}, "reason"),
        ({"given_on": "2999-01-01"}, "given_on"),
        ({"given_on": "2001-01-01"}, "given_on"),
    ],
)
def test_a_clearance_says_who_when_and_why(api, cast, change, field):
    episode = make.episode(cast)
    make.screening(cast, episode)
    make.screening(cast, episode, red_flags=["older"], answered_at=make.midday(cast, make.today(cast) - timedelta(1)))
    told = {
        "episode": str(episode.pk), "item": "older", "given_by": "Dr. Ola", "given_on": str(make.today(cast)),
        "reason": "Seen.", **change,
    }  # fmt: skip
    answer = api("ana").post("clearances/", told)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_often_for_3_as_for_30(api, cast, many, django_assert_num_queries):
    episode = make.episode(cast)
    for day in range(many):
        make.screening(cast, episode, answered_at=make.midday(cast, episode.started_on) + timedelta(minutes=day))
    program = api("ana")
    program.get("screenings/")
    with django_assert_num_queries(12, exact=False):
        assert len(program.get("screenings/").json()["results"]) == many


def test_the_form_says_what_to_ask_where_that_is_more_than_the_words(as_page, cast):
    page = as_page("ana").get(f"/episodes/{make.episode(cast).pk}/screening/new/").content.decode()
    assert "Ask: Taking blood thinners (which, last INR if warfarin)?" in page
    assert page.count("Ask: ") == 1
