"""What supports and never decides stands beside the measures, and says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from progress.rules.change import known_elsewhere
from progress.rules.supporting import supporting
from tests.factories import patients
from tests.reference_tables import MEASURE, TABLES


@pytest.fixture
def episode(cast):
    return patients.ready_episode(cast)


def measured(cast, episode, ago, *rows):
    return patients.assessment(
        cast, episode, occurred_at=timezone.now() - timedelta(days=ago),
        measurements=[dict(zip(("measure", "value", "side"), row, strict=False)) for row in rows],
    )  # fmt: skip


def test_pressure_vas_and_groc_show_their_change_and_decide_nothing(cast, api, as_page, episode):
    measured(cast, episode, 9, ("ppt_upper_trapezius", 200, "left"), ("neck_pain_vas", 60))
    measured(cast, episode, 1, ("ppt_upper_trapezius", 260, "left"), ("neck_pain_vas", 70), ("groc", 4))
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    assert (told["measures"], told["overall_status"], told["improved_from_baseline"]) == (
        {}, "insufficient_data", False,
    )  # fmt: skip
    page = as_page("ana").get(f"/episodes/{episode.pk}/")
    rows = {
        row.measure: (row.baseline, row.latest, row.change, row.better)
        for _, row in page.context["standing"].supporting
    }
    assert rows == {
        "ppt_upper_trapezius_left": (200, 260, 60, True), "neck_pain_vas": (60, 70, 10, False),
        "groc": (None, 4, 4, True),
    }  # fmt: skip
    shown = page.content.decode()
    assert "they decide nothing" in shown
    assert "no measure has two values" not in shown
    assert told["words"]["clinician"] == "Not enough data yet: no measure that is followed has two values."


def test_one_value_is_no_change_yet():
    [row] = supporting({"neck_pain_vas": [{"value": 60.0, "signed": True}], "hit6": []}, TABLES)
    assert (row.change, row.better) == (None, None)


@pytest.mark.parametrize(
    ("measure", "mcid", "mdc"),
    [("dnf_endurance", False, True), ("hdi", False, True), ("midas", True, False), ("promis_pi", True, False),
     ("acute_med_days_28", False, False), ("hit6", True, False)],
)  # fmt: skip
def test_a_threshold_of_another_condition_is_not_called_unknown(measure, mcid, mdc):
    assert (known_elsewhere(MEASURE[measure], "mcid"), known_elsewhere(MEASURE[measure], "mdc")) == (mcid, mdc)


def test_the_page_tells_none_for_this_condition_from_none_known(cast, api, as_page, episode):
    measured(cast, episode, 9, ("midas", 20), ("hit6", 60))
    measured(cast, episode, 1, ("midas", 12), ("hit6", 58))
    page = as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()
    assert page.count("None set for this condition") == 1
    assert page.count("None known") == 2
    said = {one["result"]: one for one in api("ana").get(f"episodes/{episode.pk}/progress/").json()["explained"]}
    assert said["measures.midas"]["clinician"].endswith("No threshold is set for this condition.")
