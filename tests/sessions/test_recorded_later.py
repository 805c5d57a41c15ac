"""A note says when it was recorded, where that was long after its time: as a draft, before it is signed, and after."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patients import services as patients_services
from patients.models import Visit
from practice.days import day_words
from sessions import services
from tests.factories import patients as make
from tests.factories.sessions import record_visit, signable_session, treatable_episode

DRAFTS = {"sessions": signable_session, "visits": record_visit, "assessments": make.assessment}
SIGN = {
    "sessions": lambda row, told: services.sign_session(session=row, **told),
    "visits": lambda row, told: services.sign_visit(visit_note=row, **told),
    "assessments": lambda row, told: patients_services.sign_assessment(assessment=row, **told),
}


@pytest.mark.parametrize("resource", DRAFTS)
def test_every_page_of_a_note_says_when_it_was_recorded(cast, as_page, resource):
    episode, browser, at = treatable_episode(cast), as_page("ana"), make.lately()
    late, soon = (DRAFTS[resource](cast, episode, occurred_at=at) for _ in range(2))
    recorded = (at + timedelta(minutes=61)).astimezone(ZoneInfo(cast.here.timezone))
    Visit.objects.filter(pk=late.pk).update(created_at=recorded)
    Visit.objects.filter(pk=soon.pk).update(created_at=at + timedelta(minutes=60))
    words = f'Recorded <time datetime="{recorded.isoformat()}">{day_words(recorded)}, {recorded:%H:%M}</time>'
    for row, says in ((late, True), (soon, False)):
        here = f"/{resource}/{row.pk}/"
        for page in (here, f"{here}sign/"):
            told = browser.get(page).content.decode()
            assert (words in told, "data-recorded" in told) == (says, says), page
        SIGN[resource](row, {"actor": cast.actor("ana"), "now": timezone.now()})
        assert ("data-recorded" in browser.get(here).content.decode()) is says
