"""An open red flag says what it asks and leads to the referral: on the screening, the chart, the progress and Today."""

import pytest

from patients.models import EpisodeOfCare
from patients.rules.referral import referral_for
from practice import reference
from practice.models import Clinic
from tests.factories import patients as make
from tests.factories.appointments import at, booked

EMERGENCY, URGENT, PROMPT = "neuro", "systemic", "pattern_change"


@pytest.mark.parametrize(
    ("keys", "action", "asks"),
    [
        ([PROMPT], "refer", ["refer"]),
        ([PROMPT, URGENT], "refer_urgent", ["same-day contact", "refer"]),
        ([PROMPT, URGENT, EMERGENCY], "emergency", ["emergency", "same-day contact", "refer"]),
        (["of_another_form"], "refer", ["refer"]),
    ],
)
def test_the_gravest_flag_decides_what_is_asked(keys, action, asks):
    found = referral_for(keys, reference.current("screening"))
    assert (found.action, [ask for _, ask in found.flags]) == (action, asks)
    assert found.is_emergency is (action == "emergency")


def test_without_a_flag_nothing_is_asked():
    assert referral_for([], reference.current("screening")) is None


@pytest.fixture
def flagged(cast):
    """Pia's new course of care, whose screening found a new neurological deficit."""
    Clinic.objects.filter(pk=cast.here.pk).update(emergency_number="112")
    episode = make.episode(cast)
    make.screening(cast, episode, red_flags=[EMERGENCY])
    return episode


def bar(page):
    return page[page.index('class="action-bar') :].partition("</div>")[0]


@pytest.mark.parametrize("place", ["screening", "chart", "progress"])
def test_an_emergency_says_the_number_and_leads_to_the_referral(cast, as_page, flagged, place):
    places = {
        "screening": f"/screenings/{flagged.screenings.get().pk}/",
        "chart": f"/patients/{flagged.patient_id}/",
        "progress": f"/episodes/{flagged.pk}/",
    }
    page = as_page("ana").get(places[place]).content.decode()
    said = page[page.index("data-referral") :].partition("</section>")[0]
    assert "Red flag: call 112" in said
    assert 'href="tel:112"' in said
    assert "911" not in said
    clearance, primary = bar(page).split('class="button is-primary"')
    assert "Record a clearance" in clearance
    assert f'href="/episodes/{flagged.pk}/refer-out/"' in primary
    assert "Record consent" not in bar(page)


def test_who_may_not_refer_is_told_all_the_same(cast, as_page, flagged):
    page = as_page("ida").get(f"/patients/{flagged.patient_id}/").content.decode()
    assert "Red flag: call 112" in page
    assert "/refer-out/" not in page


def test_a_clearance_or_the_end_of_care_silences_it(cast, as_page, flagged):
    make.clearance(cast, flagged, EMERGENCY)
    page = as_page("ana").get(f"/patients/{flagged.patient_id}/").content.decode()
    assert "data-referral" not in page
    assert "Record consent" in bar(page)


def test_after_the_referral_the_clearance_is_the_next_step(cast, as_page, flagged):
    EpisodeOfCare.objects.filter(pk=flagged.pk).update(state="referred_out")
    step = as_page("ana").get(f"/patients/{flagged.patient_id}/").context["step"]
    assert (step.label, step.second) == ("Record a clearance", None)


def test_today_marks_the_appointment_for_those_who_open_charts(cast, as_page, flagged):
    booked(cast, at(cast, 23, days=0))
    assert "Red flag open" in as_page("ana").get("/").content.decode()
    assert "Red flag open" in as_page("ida").get("/").content.decode()
    assert "Red flag open" not in as_page("rui").get("/").content.decode()
    make.clearance(cast, flagged, EMERGENCY)
    assert "Red flag open" not in as_page("ana").get("/").content.decode()
