"""A draft is taken back alike on its page and by a program: in the version read, in the same words, signed never."""

import pytest
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from sessions import services
from tests.factories import patients as make
from tests.factories.sessions import check_in, draft_session, record_visit, signed_session


def absence(cast, episode):
    told = {"episode": episode, "occurred_at": timezone.now(), "outcome": "cancelled", "now": timezone.now()}
    return services.record_absence(actor=cast.actor("rui"), **told)


def signed_visit(cast, episode):
    return services.sign_visit(actor=cast.actor("ana"), visit_note=record_visit(cast, episode), now=timezone.now())


DRAFTS = {"sessions": draft_session, "visits": record_visit, "assessments": make.assessment, "absences": absence}
SIGNED = {"sessions": signed_session, "visits": signed_visit, "assessments": make.signed_assessment}
VERBS = {"sessions": "session", "visits": "visit", "assessments": "assessment", "absences": "absence"}


@pytest.mark.parametrize("resource", DRAFTS)
def test_a_program_takes_a_draft_back_in_the_version_that_it_read(cast, api, episode, resource):
    row, program = DRAFTS[resource](cast, episode), api("ana")
    path = f"{resource}/{row.pk}/"
    read = program.get(path)
    stale = program.post(f"{path}discard/", {}, HTTP_IF_MATCH='"99"')
    assert (stale.status_code, Visit.objects.filter(pk=row.pk).exists()) == (412, True)
    assert program.post(f"{path}discard/", {}, HTTP_IF_MATCH=read["ETag"]).status_code == 204
    assert not Visit.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.filter(target_id=row.pk, verb=f"{VERBS[resource]}.discarded").count() == 1
    assert program.post(f"{path}discard/", {}).status_code == program.get(path).status_code == 404


@pytest.mark.parametrize("resource", SIGNED)
def test_what_is_signed_stays_whatever_version_is_named(cast, api, as_page, episode, resource):
    row = SIGNED[resource](cast, episode)
    row.visit.refresh_from_db()
    here = f"{resource}/{row.pk}/discard/"
    for version in (row.visit.version, 99):
        refused = api("ana").post(here, {}, HTTP_IF_MATCH=f'"{version}"')
        page = as_page("ana").post(f"/{here}", {"version": version})
        assert (refused.status_code, page.status_code) == (409, 409)
        assert refused.json()["detail"] in page.content.decode()
    assert Visit.objects.filter(pk=row.pk).exists()


def test_a_session_that_was_answered_is_kept_in_the_same_words(cast, api, as_page, episode):
    session = draft_session(cast, episode)
    check_in(cast, session, hours_after=2)
    session.visit.refresh_from_db()
    here = f"sessions/{session.pk}/discard/"
    refused = api("ana").post(here, {})
    page = as_page("ana").post(f"/{here}", {"version": session.visit.version})
    words = "The patient has answered a check-in for this session: keep it."
    assert (refused.status_code, [one["message"] for one in refused.json()["blockers"]]) == (409, [words])
    assert (page.status_code, words in page.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("resource", "expected"),
    {
        "sessions": {"rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404},
        "visits": {"rui": 403, "max": 403, "ida": 204, "pia": 403, "eva": 404},
        "assessments": {"rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404},
        "absences": {"rui": 204, "max": 403, "ida": 204, "pia": 403, "eva": 404},
    }.items(),
)
def test_roles(cast, api, as_page, episode, resource, expected):
    for name, code in expected.items():
        row = DRAFTS[resource](cast, episode)
        asked = f"{resource}/{row.pk}/discard/"
        page = as_page(name).post(f"/{asked}", {"version": "99"}).status_code
        assert page == {204: 409}.get(code, code), (name, "page")
        assert api(name).post(asked, {}).status_code == code, (name, "API")
