"""The ICD-10 codes of an episode are chosen as in an assessment: its own as chips, all others behind a search."""

import re

import pytest

from patients.models import EpisodeOfCare
from tests.factories import patients as make

OWN, OTHER = "G44.229", "M54.2"


@pytest.fixture
def episode(cast):
    return make.episode(cast, icd10=[OWN])


def offered(page, name):
    return re.findall(rf'<input type="checkbox" name="{name}" value="([^"]+)"', page)


def sent(episode, **codes):
    return {
        "version": str(episode.version), "condition": episode.condition, "started_on": str(episode.started_on),
        "therapist": str(episode.therapist_id), "payer_rule": "", **codes,
    }  # fmt: skip


def test_the_conditions_own_codes_stand_first_and_the_rest_is_searched(as_page, episode):
    page = as_page("ana").get(f"/episodes/{episode.pk}/edit/").text
    own, others = offered(page, "icd10"), offered(page, "other_icd10")
    assert OWN in own
    assert OTHER in others
    assert not set(own) & set(others)
    assert len(own) < 10 < len(others)
    assert "data-chip-search" in page
    assert not re.search(r"<select[^>]* multiple", page)


def test_codes_of_both_kinds_are_kept_together_and_come_back_as_chips(as_page, episode):
    answer = as_page("ana").post(f"/episodes/{episode.pk}/edit/", sent(episode, icd10=[OWN], other_icd10=[OTHER]))
    assert answer.status_code == 302
    assert EpisodeOfCare.objects.get(pk=episode.pk).icd10 == [OWN, OTHER]
    assert {OWN, OTHER} <= set(offered(as_page("ana").get(f"/episodes/{episode.pk}/edit/").text, "icd10"))


def test_what_is_taken_away_is_gone(as_page, episode):
    as_page("ana").post(f"/episodes/{episode.pk}/edit/", sent(episode))
    assert EpisodeOfCare.objects.get(pk=episode.pk).icd10 == []


def test_a_code_that_is_in_no_catalogue_is_refused_at_its_field(as_page, episode):
    answer = as_page("ana").post(f"/episodes/{episode.pk}/edit/", sent(episode, other_icd10=["Z99.99"]))
    assert answer.status_code == 400
    assert "Z99.99 is not one of the available choices" in answer.text
    assert EpisodeOfCare.objects.get(pk=episode.pk).icd10 == [OWN]
