"""A consent is withdrawn between two writes of a draft: what is needled after it is not signed, whatever came first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Consent
from patients.services import withdraw_consent
from sessions.models import NeedlingSession
from sessions.services import change_session
from tests.factories import patients
from tests.factories.sessions import TARGET, signable_session
from tests.hostile.rendered import forms_of

TYPED = {f"targets-0-{name}": str(value) for name, value in {**TARGET, "familiar_pain": "true"}.items()}


def withdrawn(cast, episode, ago=timedelta()):
    consent = Consent.objects.filter(episode=episode).latest("signed_on")
    withdraw_consent(actor=cast.actor("rui"), consent=consent, now=timezone.now() - ago, reason="Had enough.")


def written(cast, session, *targets):
    change_session(actor=cast.actor("ana"), session=session, now=timezone.now(), targets=list(targets))


def told(api, session):
    found = api("ana").get(f"sessions/{session.pk}/").json()
    return {row["code"] for row in (*found["blockers"], *found["notices"])} & {
        "consent_withdrawn", "consent_withdrawn_since", "consent_missing"}  # fmt: skip


def counted_as_not_allowed(api, session):
    told = api("ana").get(f"episodes/{session.visit.episode_id}/progress/").json()
    return bool(told["needling_while_not_allowed_visits"])


def agrees(api, session, *, allowed):
    answer = api("ana").post(f"sessions/{session.pk}/sign/").status_code
    return (answer, counted_as_not_allowed(api, session)) == ((200, False) if allowed else (409, True))


def test_needles_typed_after_the_withdrawal_into_an_older_draft_are_not_signed(cast, api, episode):
    session = signable_session(cast, episode, targets=[])
    withdrawn(cast, episode)
    written(cast, session, TARGET)
    assert told(api, session) == {"consent_withdrawn"}
    assert agrees(api, session, allowed=False)


def test_the_page_stores_them_and_keeps_the_note_open(cast, as_page, episode):
    session = signable_session(cast, episode, targets=[])
    withdrawn(cast, episode)
    browser, path = as_page("ana"), f"/sessions/{session.pk}/"
    [form] = [f for f in forms_of(browser.get(path).content.decode(), path) if "occurred_at" in f.fields]
    browser.post(path, {**form.sound(), "targets-TOTAL_FORMS": "1", **TYPED})
    session.visit.refresh_from_db()
    assert "The patient withdrew consent." in browser.get(f"{path}sign/").content.decode()
    assert browser.post(f"{path}sign/", {"version": session.visit.version}).status_code == 409


def test_what_was_needled_before_it_is_signed_and_may_still_be_corrected(cast, api, episode):
    session = signable_session(cast, episode)
    withdrawn(cast, episode)
    written(cast, session, {**TARGET, "needles_in": 3, "needles_out": 3})
    assert told(api, session) == {"consent_withdrawn_since"}
    assert agrees(api, session, allowed=True)


def test_a_muscle_that_comes_to_them_after_the_withdrawal_is_not_signed(cast, api, episode):
    session = signable_session(cast, episode)
    withdrawn(cast, episode)
    written(cast, session, TARGET, {**TARGET, "muscle": "temporalis"})
    assert told(api, session) == {"consent_withdrawn"}
    written(cast, session, {**TARGET, "side": "left"})
    assert agrees(api, session, allowed=False)


def test_a_side_that_is_put_right_keeps_the_moment(cast, api, episode):
    session = signable_session(cast, episode)
    withdrawn(cast, episode)
    written(cast, session, {**TARGET, "side": "left"})
    assert agrees(api, session, allowed=True)


def test_a_consent_that_came_after_the_needles_says_what_to_do(cast, api, episode):
    withdrawn(cast, episode, ago=timedelta(seconds=1))
    session = signable_session(cast, episode)
    patients.consent(cast, episode, signed_on=patients.today(cast))
    [blocker] = api("ana").post(f"sessions/{session.pk}/sign/").json()["blockers"]
    assert (blocker["code"], "set their counts to 0" in blocker["message"]) == ("consent_withdrawn", True)
    written(cast, session, {**TARGET, "needles_in": 0, "needles_out": 0})
    written(cast, session, TARGET)
    assert agrees(api, session, allowed=True)


def test_once_no_needle_is_left_the_next_one_counts_from_its_own_moment(cast, api, episode):
    session = signable_session(cast, episode)
    written(cast, session, {**TARGET, "needles_in": 0, "needles_out": 0})
    assert NeedlingSession.objects.get(pk=session.pk).needles_recorded_at is None
    withdrawn(cast, episode)
    written(cast, session, TARGET)
    assert told(api, session) == {"consent_withdrawn"}


@pytest.mark.parametrize("before", [True, False])
def test_a_consent_of_later_that_day_speaks_for_no_needle_before_it(cast, api, episode, before):
    withdrawn(cast, episode, ago=timedelta(seconds=1))
    session = signable_session(cast, episode) if before else None
    patients.consent(cast, episode, signed_on=patients.today(cast))
    session = session or signable_session(cast, episode)
    assert told(api, session) == ({"consent_withdrawn"} if before else set())
    assert agrees(api, session, allowed=not before)


def test_a_paper_that_is_recorded_late_counts_on_a_day_without_a_withdrawal(cast, api):
    episode = patients.episode(cast, icd10=["G44.229"])
    patients.screening(cast, episode)
    session = signable_session(cast, episode)
    assert told(api, session) == {"consent_missing"}
    patients.consent(cast, episode, signed_on=patients.today(cast))
    assert told(api, session) == set()
