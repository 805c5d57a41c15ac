"""Writing, changing, signing and adding to an assessment."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from patients import services
from patients.models import Addendum, Assessment, Measurement, PalpationFinding, Visit
from practice.audit import AuditEvent
from practice.errors import RecordIsFinal
from practice.models import Credential
from tests.factories import patients as make

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")
FINDING = {"muscle": "trapezius_upper", "side": "right", "taut_band": True, "tenderness": 6}


def sent(cast, of, **changes):
    return {
        "episode": str(of.pk), "occurred_at": make.midday(cast, of.started_on).isoformat(),
        "complaint": "Pressing headache", "impression": "Chronic tension-type headache", "icd10": ["G44.229"],
        "findings": [FINDING], "measurements": [{"measure": "headache_days_28", "value": 20}], **changes,
    }  # fmt: skip


@pytest.fixture
def draft(cast):
    return make.assessment(cast, make.ready_episode(cast))


def test_a_program_writes_an_assessment_and_leaves_one_event(api, cast):
    told = sent(cast, make.ready_episode(cast), id=str(uuid.uuid4()))
    answer = api("ana").post("assessments/", told)
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["id"], shown["kind"], shown["state"], shown["blockers"]) == (told["id"], "evaluation", "draft", [])
    assert shown["measurements"] == [
        {"measure": "headache_days_28", "phase": "visit", "side": "", "value": 20, "inputs": None, "diary_until": None}
    ]
    assert shown["findings"][0]["tenderness"] == 6
    assert [e.verb for e in AuditEvent.objects.filter(target_id=shown["id"])] == ["assessment.recorded"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"measurements": [{"measure": "nprs_current", "value": 11}]}, "measurements[0].value"),
        ({"measurements": [{"measure": "crom_rotation_left", "value": 137}]}, "measurements[0].value"),
        ({"measurements": [{"measure": "hit6", "value": 37}]}, "measurements[0].value"),
        ({"measurements": [{"measure": "happiness", "value": 3}]}, "measurements[0].measure"),
        ({"measurements": [{"measure": "nprs_average", "value": 3}]}, "measurements[0].measure"),
        ({"measurements": [{"measure": "nprs_current"}]}, "measurements[0].value"),
        ({"measurements": [{"measure": "nprs_current", "value": "six"}]}, "measurements[0].value"),
        ({"measurements": [{"measure": "nprs_current", "value": 5}] * 2}, "measurements[1].measure"),
        ({"measurements": [{"measure": "hit6", "inputs": {"sum": 1, "answered": 8}}]}, "measurements[0].inputs"),
        ({"measurements": [{"measure": "ndi_raw", "inputs": {"sum": 60, "answered": 8}}]}, "measurements[0].inputs"),
        ({"measurements": [{"measure": "ndi_raw", "value": 3, "inputs": {"sum": 20, "answered": 8}}]},
         "measurements[0].value"),
        ({"findings": [{**FINDING, "muscle": "biceps"}]}, "findings[0].muscle"),
        ({"findings": [{**FINDING, "tenderness": 11}]}, "findings[0].tenderness"),
        ({"findings": [{**FINDING, "side": "up"}]}, "findings[0].side"),
        ({"findings": [FINDING, FINDING]}, "findings[1].muscle"),
        ({"icd10": ["X1"]}, "icd10"),
        ({"kind": "treatment"}, "kind"),
        ({"occurred_at": "2999-01-01T10:00:00Z"}, "occurred_at"),
        ({"occurred_at": "2001-01-01T10:00:00Z"}, "occurred_at"),
        ({"red_flags": ["dandruff"]}, "red_flags[0]"),
        ({"colour": "blue"}, "colour"),
        ({"episode": str(uuid.uuid4())}, "episode"),
        ({"minutes": -1}, "minutes"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_stores_nothing(api, cast, change, field):
    answer = api("ana").post("assessments/", sent(cast, make.ready_episode(cast), **change))
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert not Visit.objects.exists()


def test_an_impossible_angle_is_refused_with_the_range_in_words(api, cast):
    told = sent(cast, make.ready_episode(cast), measurements=[{"measure": "crom_rotation_left", "value": 137}])
    words = api("ana").post("assessments/", told).json()["errors"]["measurements[0].value"][0]
    assert "0 to 110" in words
    assert "137" in words


def test_derived_values_are_worked_out_from_what_was_counted(api, cast):
    told = sent(
        cast, make.ready_episode(cast),
        measurements=[
            {"measure": "ndi_raw", "inputs": {"sum": 16, "answered": 9}},
            {"measure": "headache_days_28", "inputs": {"headache_days": 11, "recorded_days": 18}},
        ],
    )  # fmt: skip
    shown = api("ana").post("assessments/", told).json()
    assert [row["value"] for row in shown["measurements"]] == [17.8, None]
    assert [blocker["code"] for blocker in shown["blockers"]] == ["primary_measure_missing"]


def test_a_change_replaces_the_lists_that_are_sent(api, draft):
    program, path = api("ana"), f"assessments/{draft.pk}/"
    tag = program.get(path)["ETag"]
    change = {"posture": "Head forward", "measurements": [{"measure": "nprs_current", "value": 4}]}
    assert program.patch(path, change).status_code == 428
    answer = program.patch(path, change, HTTP_IF_MATCH=tag)
    assert answer.status_code == 200, answer.content
    assert [row["value"] for row in answer.json()["measurements"]] == [4]
    assert (len(answer.json()["findings"]), answer.json()["posture"]) == (1, "Head forward")
    assert program.patch(path, change, HTTP_IF_MATCH=tag).status_code == 412
    assert program.patch(path, {"measurements": []}, HTTP_IF_MATCH=answer["ETag"])["ETag"] != answer["ETag"]


def test_a_refused_change_keeps_what_was_there(api, draft):
    program, path = api("ana"), f"assessments/{draft.pk}/"
    change = {"complaint": "Other", "measurements": [{"measure": "nprs_current", "value": 11}]}
    assert program.patch(path, change, HTTP_IF_MATCH=program.get(path)["ETag"]).status_code == 400
    assert Assessment.objects.get().complaint == "Pressing headache on most days."
    assert Measurement.objects.count() == 2


def test_a_signature_closes_the_note_and_opens_the_plan(api, draft):
    program, path = api("ana"), f"assessments/{draft.pk}/"
    tag = program.get(path)["ETag"]
    assert program.post(f"{path}sign/", HTTP_IF_MATCH='"99"').status_code == 412
    signed = program.post(f"{path}sign/", HTTP_IF_MATCH=tag)
    assert (signed.status_code, signed.json()["state"]) == (200, "signed")
    assert signed.json()["content_hash"]
    assert "blockers" not in signed.json()
    again = program.post(f"{path}sign/")
    assert again.status_code == 409
    draft.visit.episode.refresh_from_db()
    assert (draft.visit.episode.state, draft.visit.episode.icd10) == ("plan_draft", ["G44.229"])
    assert AuditEvent.objects.filter(target_id=draft.pk, verb="assessment.signed").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"complaint": " "}, "complaint_missing"),
        ({"impression": ""}, "impression_missing"),
        ({"icd10": []}, "diagnosis_missing"),
        ({"measurements": [{"measure": "nprs_current", "value": 4}]}, "primary_measure_missing"),
    ],
)
def test_each_gap_blocks_the_signature_and_is_shown_while_a_draft(api, cast, change, code):
    made, program = make.assessment(cast, make.ready_episode(cast), **change), api("ana")
    assert [b["code"] for b in program.get(f"assessments/{made.pk}/").json()["blockers"]] == [code]
    refused = program.post(f"assessments/{made.pk}/sign/")
    assert (refused.status_code, [b["code"] for b in refused.json()["blockers"]]) == (409, [code])
    assert not Visit.objects.get().is_signed


def test_a_reassessment_needs_no_baseline(cast, ana):
    episode = make.ready_episode(cast)
    make.signed_assessment(cast, episode)
    later = make.assessment(cast, episode, measurements=[])
    assert later.visit.kind == "reevaluation"
    services.sign_assessment(actor=ana, assessment=later, now=timezone.now())


def test_no_screen_and_no_licence_block_the_signature(api, cast):
    made = make.assessment(cast, make.episode(cast))
    Credential.objects.filter(membership=cast.members["ana"]).update(expires_on="2021-01-01")
    refused = api("ana").post(f"assessments/{made.pk}/sign/")
    assert [b["code"] for b in refused.json()["blockers"]] == ["screening_missing", "license_or_endorsement"]


def test_a_screen_with_an_open_question_blocks_the_signature_by_page_and_program(api, as_page, cast):
    episode = make.episode(cast)
    make.screening(cast, episode, unanswered=["older"])
    made = make.assessment(cast, episode)
    refused = api("ana").post(f"assessments/{made.pk}/sign/")
    assert [b["code"] for b in refused.json()["blockers"]] == ["screening_incomplete"]
    assert "Answer every screening question." in as_page("ana").get(f"/assessments/{made.pk}/sign/").content.decode()
    make.screening(cast, episode, answered_at=make.midday(cast, episode.started_on) + timedelta(minutes=1))
    assert api("ana").post(f"assessments/{made.pk}/sign/").status_code == 200


@pytest.mark.parametrize(("days", "code"), [(31, ["screening_expired"]), (30, [])])
def test_a_screen_that_expired_before_the_assessment_blocks_its_signature(api, cast, days, code):
    episode = make.episode(cast, started_on=make.today(cast) - timedelta(days=40))
    make.screening(cast, episode)
    made = make.assessment(cast, episode, occurred_at=make.midday(cast, episode.started_on + timedelta(days=days)))
    assert [b["code"] for b in api("ana").get(f"assessments/{made.pk}/").json()["blockers"]] == code


def test_a_screen_that_is_recorded_after_the_assessment_counts_for_it(api, cast):
    episode = make.episode(cast)
    made = make.assessment(cast, episode)
    make.screening(cast, episode, answered_at=timezone.now())
    assert api("ana").post(f"assessments/{made.pk}/sign/").status_code == 200


def test_a_signed_assessment_cannot_be_changed_by_any_road(api, cast):
    signed = make.signed_assessment(cast, make.ready_episode(cast))
    program, path = api("ana"), f"assessments/{signed.pk}/"
    tag = program.get(path)["ETag"]
    assert program.patch(path, {"complaint": "x"}, HTTP_IF_MATCH=tag).status_code == 409
    assert program.put(path, sent(cast, signed.visit.episode), HTTP_IF_MATCH=tag).status_code == 409
    row, finding = Assessment.objects.get(), PalpationFinding.objects.get()
    for road in (row.save, row.delete, finding.save, finding.delete, Measurement.objects.all().delete):
        with pytest.raises(RecordIsFinal):
            road()
    with pytest.raises(DatabaseError), transaction.atomic():
        Measurement.objects.filter(visit=signed.visit).using("default")._raw_delete("default")


def test_an_addendum_is_final_at_once(api, cast):
    signed = make.signed_assessment(cast, make.ready_episode(cast))
    program, path = api("ana"), f"assessments/{signed.pk}/addenda/"
    assert program.post(path, {"text": " "}).status_code == 400
    added = program.post(path, {"text": "The side was left, not right.", "reason": "Typing error"})
    assert added.status_code == 201, added.content
    assert (added.json()["author_name"], bool(added.json()["content_hash"])) == ("Ana (synthetic), PT", True)
    assert [row["text"] for row in program.get(path).json()] == ["The side was left, not right."]
    with pytest.raises(DatabaseError), transaction.atomic():
        Addendum.objects.update(text="Other")
    assert {n: api(n).post(path, {"text": "x"}).status_code for n in ("rui", "max", "ida", "pia", "eva")} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_a_draft_is_changed_and_not_added_to(api, draft):
    refused = api("ana").post(f"assessments/{draft.pk}/addenda/", {"text": "More."})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "not_signed")


def test_roles_and_other_clinics(api, cast, draft):
    path = f"assessments/{draft.pk}/"
    assert {n: api(n).get(path).status_code for n in EVERYBODY} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip
    nobody_else = {"rui": 403, "max": 403, "ida": 403, "pia": 403}
    told = sent(cast, draft.visit.episode)
    assert {n: api(n).post("assessments/", told).status_code for n in nobody_else} == nobody_else
    assert {n: api(n).post(f"{path}sign/").status_code for n in nobody_else} == nobody_else
    assert api("eva").post(f"{path}sign/").status_code == 404


def test_the_same_assessment_sent_twice_is_kept_once(api, cast):
    program, told = api("ana"), sent(cast, make.ready_episode(cast), id=str(uuid.uuid4()))
    assert [program.post("assessments/", told).status_code for _ in range(2)] == [201, 200]
    assert program.post("assessments/", {**told, "complaint": "Other"}).status_code == 409
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("many", [3, 30])
def test_the_lists_ask_as_often_for_3_as_for_30(api, cast, many, django_assert_num_queries):
    episode = make.ready_episode(cast)
    for _ in range(many):
        make.assessment(cast, episode)
    program = api("ana")
    program.get("assessments/")
    with django_assert_num_queries(15, exact=False):
        assert len(program.get("assessments/").json()["results"]) == many
    with django_assert_num_queries(12, exact=False):
        assert len(program.get("measurements/").json()["results"]) == min(many * 2, 50)


def test_measurements_are_read_across_with_filters_that_mean_what_they_say(api, cast, draft):
    program, episode = api("ana"), str(draft.visit.episode_id)
    at = draft.visit.occurred_at.isoformat()

    def found(**query):
        return sorted(row["measure"] for row in program.get("measurements/", query).json()["results"])

    assert found(episode=episode) == ["headache_days_28", "nprs_current"]
    assert found(measure="nprs_current") == ["nprs_current"]
    assert found(phase="before") == []
    assert found(occurred_from=at, occurred_to=at) == ["headache_days_28", "nprs_current"]
    assert found(occurred_from="2999-01-01T00:00:00Z") == []
    assert program.get("measurements/", {"measure": "happiness"}).status_code == 400
    assert {n: api(n).get("measurements/").status_code for n in ("ida", "max", "rui", "pia")} == {
        "ida": 200, "max": 200, "rui": 403, "pia": 403,
    }  # fmt: skip


def test_what_is_sent_to_the_page_of_a_note_is_refused_aloud(as_page, cast):
    draft = make.assessment(cast, make.ready_episode(cast))
    path = f"/assessments/{draft.pk}/"
    sent, others = {"complaint": "x"}, ("ida", "max", "rui", "eva")
    assert {name: as_page(name).post(path, sent).status_code for name in others} == {
        "ida": 403, "max": 403, "rui": 403, "eva": 404,
    }  # fmt: skip
    services.sign_assessment(actor=cast.actor("ana"), assessment=draft, now=timezone.now())
    answer = as_page("ana").post(path, {"complaint": "x"})
    assert (answer.status_code, "is signed and does not change" in answer.content.decode()) == (409, True)
