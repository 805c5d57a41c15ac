"""Pain before and after on the pages of a visit: a scale with last time's value, and no value until an answer."""

import re
from zoneinfo import ZoneInfo

from django.utils import timezone

from practice.days import day_words
from sessions.models import NeedlingSession
from tests.factories.sessions import draft_session, signed_session


def scale(page, name):
    """The entry of a field as the browser gets it."""
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]


def opened(as_page, path):
    return as_page("ana").get(path).content.decode()


def test_a_new_session_has_scales_without_a_value_and_last_time_marked(cast, as_page, episode):
    pain = [("before", 6), ("after", 3)]
    measured = [{"measure": "nprs_current", "phase": phase, "value": value} for phase, value in pain]
    before = signed_session(cast, episode, measurements=measured)
    page = opened(as_page, f"/episodes/{episode.pk}/sessions/new/")
    for phase, value in pain:
        entry = scale(page, f"pain_{phase}")
        assert ' value="' not in entry
        assert 'min="0" max="10"' in entry
        assert "data-slider" in entry
        assert f'data-last-value="{value}"' in entry
        assert f'data-last="{value} on {day_words(before.visit.occurred_on, year=False)}"' in entry


def test_without_an_earlier_value_nothing_is_marked(as_page, episode):
    assert "data-last" not in scale(opened(as_page, f"/episodes/{episode.pk}/sessions/new/"), "pain_before")


def test_a_draft_marks_what_was_signed_before_it_and_never_itself(cast, as_page, episode):
    measured = [{"measure": "nprs_current", "phase": "before", "value": 8}]
    draft = draft_session(cast, episode, measurements=measured)
    entry = scale(opened(as_page, f"/sessions/{draft.pk}/"), "pain_before")
    assert 'value="8"' in entry
    assert "data-last" not in entry


def test_a_visit_without_needling_marks_the_last_session(cast, as_page, episode):
    signed_session(cast, episode, measurements=[{"measure": "nprs_current", "phase": "after", "value": 4}])
    page = opened(as_page, f"/episodes/{episode.pk}/visits/new/")
    assert 'data-last-value="4"' in scale(page, "pain_after")


def test_a_scale_that_nobody_touched_stores_no_measurement(cast, as_page, episode):
    occurred_at = timezone.localtime(timezone=ZoneInfo(cast.here.timezone))
    as_page("ana").post(
        f"/episodes/{episode.pk}/sessions/new/",
        {
            "occurred_at": f"{occurred_at:%Y-%m-%d %H:%M}", "pain_before": "", "pain_after": "0",
            "targets-TOTAL_FORMS": "0", "targets-INITIAL_FORMS": "0", "events-TOTAL_FORMS": "0",
            "events-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    told = NeedlingSession.objects.get().visit.measurements.values_list("phase", "value")
    assert list(told) == [("after", 0)]
