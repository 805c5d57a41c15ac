"""A signed note is read under the catalogues of its signature; a draft under those of today."""

import copy

import pytest
from django.utils import timezone

from patients import services
from practice import body_chart, reference
from practice.models import ReferenceSet
from practice.verification import verify_everything
from tests.factories import patients, sessions

KEPT = (reference.edition, reference.current_edition, reference.entries, reference.by_key, body_chart._chart)


@pytest.fixture
def newer(cast):
    """Loads a changed catalogue as its next version."""

    def load(kind, change):
        content = copy.deepcopy(dict(reference.current(kind)))
        change(content)
        number = reference.current_edition(kind) + 1
        ReferenceSet.objects.create(kind=kind, edition=number, sha256="0" * 64, content=content)
        forget()

    yield load
    forget()


def forget():
    for cached in KEPT:
        cached.cache_clear()


def cut_off_30(content):
    for row in content["measures"]:
        if row["key"].startswith("frt_"):
            row["default_cut_off"] = {**row["default_cut_off"], "positive_if_less_or_equal": 30}


def rename(content):
    for row in content["muscles"]:
        if row["key"] == "trapezius_upper":
            row.update(common_name="Trapezius, descending part", risk_level="high")


def examined(cast, episode):
    measured = [
        {"measure": "headache_days_28", "value": 20}, {"measure": "nprs_current", "value": 6},
        {"measure": "frt_left", "value": 31},
    ]  # fmt: skip
    return patients.assessment(cast, episode, measurements=measured)


def test_the_cut_off_of_the_flexion_rotation_test_stays_that_of_the_signature(cast, as_page, newer):
    episode = patients.ready_episode(cast)
    signed = examined(cast, episode)
    services.sign_assessment(actor=cast.actor("ana"), assessment=signed, now=timezone.now())
    draft = examined(cast, episode)
    newer("measures", cut_off_30)
    page = as_page("ana").get(f"/assessments/{signed.pk}/").text
    assert "left 31° positive (positive at 32° or less)" in page
    assert f"measures, version {reference.current_edition('measures') - 1}" in page
    assert "left 31° negative (positive at 30° or less)" in as_page("ana").get(f"/assessments/{draft.pk}/").text
    assert verify_everything().findings == []


def test_a_muscle_keeps_the_name_and_the_risk_with_which_its_session_was_signed(cast, as_page, newer):
    signed = sessions.signed_session(cast)
    draft = sessions.signable_session(cast, signed.visit.episode)
    newer("muscles", rename)
    page = as_page("ana").get(f"/sessions/{signed.pk}/").text
    assert "Upper trapezius, right, with caution: 2 needles in" in page
    assert "Read under" in page
    assert (
        "Trapezius, descending part, right, high risk: 2 needles in"
        in as_page("max").get(f"/sessions/{draft.pk}/").text
    )


def test_a_note_signed_before_versions_were_kept_is_read_under_the_newest(cast):
    newest = reference.current_edition("measures")
    assert reference.edition_of({"name": "Ana"}, "measures") == newest
    assert reference.edition_of(None, "measures") == newest
    assert reference.edition_of({"editions": {"measures": 1}}, "measures") == 1
    assert set(reference.editions()) == set(reference.READ_IN_NOTES)


def test_who_names_no_text_of_a_consent_means_the_newest(api, cast, newer):
    newer("consent", lambda content: content["texts"].append({**content["texts"][0], "key": "2027-01"}))
    episode = patients.episode(cast)
    told = {"episode": str(episode.pk), "signed_on": str(patients.today(cast)), "signed_name": "Pia (synthetic)"}
    told["signed_how"] = "paper"
    signed = [api("rui").post("consents/", {**told, **named}).json() for named in ({}, {"text_version": "2026-11"})]
    assert [consent["text_version"] for consent in signed] == ["2027-01", "2026-11"]
