"""The manager's first page: what is open of licences, papers and signatures, and who works how much.

Rules: progress.rules.due.clocks_on.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from practice.models import Credential
from progress import refreshing
from progress.rules.due import Kind
from tests.factories import appointments, progress, sessions
from tests.factories import patients as make


def page_of(as_page, **asked):
    answer = as_page("max").get("/progress/", asked)
    assert answer.status_code == 200
    return answer


def text(answer):
    return answer.content.decode()


def test_what_is_open_of_compliance_opens_the_list_of_that_length(cast, as_page):
    sessions.cosigned_session(cast, sessions.treatable_episode(cast))
    for key in progress.CASES:
        progress.worked_episode(cast, key)
    expired = Credential.objects.filter(membership=cast.members["ana"], kind="licence")
    expired.update(expires_on=make.today(cast) - timedelta(days=1))
    refreshing.refresh_some(50)
    shown = page_of(as_page)
    rows = {row.kind: row for row in shown.context["compliance"]}
    assert set(rows) == {Kind.CREDENTIAL, Kind.CERTIFICATION, Kind.REPORT, Kind.COSIGN}
    assert (rows[Kind.CREDENTIAL].number, rows[Kind.CREDENTIAL].pressing) == (1, 1)
    assert sum(row.number for row in rows.values()) > 1
    for kind, row in rows.items():
        behind = f"/work/?whose=clinic&kind={kind}"
        assert (behind in unescape(text(shown))) is bool(row.number)
        assert as_page("max").get(behind).context["shown"] == row.number


def test_each_therapists_work_opens_the_patients_and_the_week_behind_it(cast, as_page):
    session = sessions.signed_session(cast, sessions.treatable_episode(cast))
    booked = appointments.booked(cast, timezone.now() + timedelta(minutes=1))
    shown = page_of(as_page)
    [row] = shown.context["workload"]
    assert (row["name"], row["sessions"], row["patients"], row["booked"]) == (cast.members["ana"].name, 1, 1, 1)
    treated, week = (unescape(re.search(rf'href="([^"]*{part}[^"]*)"', text(shown))[1]) for part in
                     (r"patients/treated/\?[^\"]*therapist", r"calendar/week/"))  # fmt: skip
    assert session.visit.episode.patient.full_name in text(as_page("max").get(treated))
    assert f"/appointments/{booked.pk}/" in text(as_page("max").get(week))


def test_the_work_of_another_therapist_is_not_counted_where_one_is_asked_for(cast, as_page):
    sessions.signed_session(cast, sessions.treatable_episode(cast))
    assert page_of(as_page, therapist=str(cast.members["max"].pk)).context["workload"] == []
    assert len(page_of(as_page, therapist=str(cast.members["ana"].pk)).context["workload"]) == 1


def test_the_page_asks_the_database_no_more_for_more_patients(cast, as_page, django_assert_max_num_queries):
    progress.many_episodes(cast, 3)
    refreshing.refresh_some(50)
    page_of(as_page)
    with django_assert_max_num_queries(60) as three:
        page_of(as_page)
    progress.many_episodes(cast, 27, prefix="N")
    refreshing.refresh_some(50)
    with django_assert_max_num_queries(len(three)):
        page_of(as_page)


@pytest.mark.parametrize("figure", ["unsigned", "active"])
def test_behind_unsigned_notes_no_period_is_named(cast, as_page, figure):
    sessions.draft_session(cast, sessions.treatable_episode(cast))
    shown = text(as_page("max").get(f"/progress/patients/{figure}/"))
    assert ("Today, whatever the period" in shown) is (figure == "unsigned")
