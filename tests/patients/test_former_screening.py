"""A new episode of a known person: what the former one knew stands there until it is asked again, and never answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import EpisodeOfCare
from patients.selectors import banner_of
from practice.days import day_words
from tests.factories import patients as make


@pytest.fixture
def reopened(cast):
    today = make.today(cast)
    former = make.episode(cast, started_on=today - timedelta(days=30))
    earlier = timezone.now() - timedelta(days=25)
    make.screening(cast, former, positive=["diabetes"], precautions="Short.", answered_at=earlier)
    make.screening(
        cast, former, positive=["anticoagulant_therapy", "diabetes", "over_implant"],
        precaution_plans={"anticoagulant_therapy": "Press for two minutes.", "diabetes": "Short."},
        answered_at=timezone.now() - timedelta(days=20), limited_muscles={"over_implant": ["pectoralis_major"]},
        limited_sides={"over_implant": {"pectoralis_major": "left"}},
    )  # fmt: skip
    EpisodeOfCare.objects.filter(pk=former.pk).update(
        state="discharged", discharged_on=today, outcome="goals_met", discharge_summary="Well."
    )
    return make.episode(cast, continues=former)


def labels(cast, episode, *, ago=0):
    day = make.today(cast) - timedelta(days=ago)
    return [alert["label"] for alert in banner_of(cast.pia, episode, day)["alerts"]]


def test_the_banner_keeps_what_was_known_with_its_day_and_says_to_ask_again(cast, reopened):
    told = [label for label in labels(cast, reopened) if "from the former episode, ask again" in label]
    assert [label.partition(" (")[0] for label in told] == [
        "No needling: pectoralis major, left", "Blood thinner", told[2].partition(" (")[0],
    ]  # fmt: skip
    day = make.today(cast) - timedelta(days=20)
    assert all(f"({day_words(day)}" in label for label in told)


def test_on_an_earlier_day_it_is_what_was_known_by_then(cast, reopened):
    told = " ".join(labels(cast, reopened, ago=24))
    assert f"({day_words(make.today(cast) - timedelta(days=25))}" in told
    assert "Blood thinner" not in told
    assert "from the former episode" not in " ".join(labels(cast, reopened, ago=26))


def test_no_screening_yet_does_not_ask_again_for_all_of_it(cast, reopened):
    told = labels(cast, reopened)
    assert "No screening yet" in told
    assert not [label for label in told if label.startswith("Ask again")]
    assert not [label for label in labels(cast, make.episode(cast)) if label.startswith("Ask again")]


def test_the_form_shows_the_former_yes_beside_the_question_and_answers_nothing(cast, as_page, reopened):
    page = as_page("ana").get(f"/episodes/{reopened.pk}/screening/new/")
    shown = {row["question"].key: row for group in page.context["form"].groups() for row in group["rows"]}
    assert "pectoralis major, left" in shown["over_implant"]["former"]
    assert shown["anticoagulant_therapy"]["former"].startswith("Yes on ")
    assert shown["pregnancy"]["former"] == ""
    assert not [key for key, row in shown.items() if row["field"].value()]
    assert page.content.decode().count("in the former episode") == 3


def test_its_own_screening_takes_the_place_of_the_former_one(cast, reopened):
    make.screening(cast, reopened)
    told = labels(cast, reopened)
    assert not [label for label in told if "former episode" in label]
    assert "Blood thinner" not in told
