"""A page changes the version that was read, or nothing: 409, and what was typed stays."""

import pytest

from patients.models import Assessment, Consent, EpisodeOfCare, Patient
from practice.scoping import ClinicOwned
from tests.factories import patients as make
from tests.patients.test_assessment_pages import note
from tests.patients.test_pages import WHO

TYPED = "Typed by hand"


def pages(cast):
    """Each page that changes a record: its address, what is typed, the row with the version, and where text stays."""
    episode, held = make.ready_episode(cast), make.ready_episode(cast)
    EpisodeOfCare.objects.filter(pk=held.pk).update(state="on_hold", held_on=make.today(cast))
    active = make.ready_episode(cast)
    EpisodeOfCare.objects.filter(pk=active.pk).update(state="plan_active")
    draft, signable = make.assessment(cast, episode), make.assessment(cast, active)
    consent = Consent.objects.get(episode=episode)
    ending = {
        "outcome": "goals_met",
        "discharged_on": str(make.today(cast)),
        "discharge_summary": TYPED,
        "confirmed": "yes",
    }
    changed = {
        "condition": "migraine_chronic", "started_on": str(episode.started_on), "therapist": str(episode.therapist_id)
    }  # fmt: skip
    return {
        "details": (f"/patients/{cast.pia.pk}/edit/", {**WHO, "phone": TYPED}, cast.pia),
        "invitation": (f"/patients/{cast.pia.pk}/invite/", {"email": "typed@example.test"}, cast.pia),
        "episode": (f"/episodes/{episode.pk}/edit/", changed, episode),
        "hold": (f"/episodes/{active.pk}/hold/", {"reason": TYPED}, active),
        "resume": (f"/episodes/{held.pk}/resume/", {}, held),
        "refer out": (f"/episodes/{active.pk}/refer-out/", {"reason": TYPED}, active),
        "discharge": (f"/episodes/{active.pk}/discharge/", ending, active),
        "consent": (f"/consents/{consent.pk}/withdraw/", {"reason": TYPED}, consent),
        "assessment": (f"/assessments/{draft.pk}/", note(cast, episode, complaint=TYPED), draft.visit),
        "signature": (f"/assessments/{signable.pk}/sign/", {}, signable.visit),
        "discarding": (f"/assessments/{signable.pk}/discard/", {}, signable.visit),
    }  # fmt: skip


NAMES = (
    "details", "invitation", "episode", "hold", "resume", "refer out", "discharge", "consent", "assessment",
    "signature", "discarding",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_without_the_version_that_was_read_nothing_changes(as_page, cast, name):
    address, typed, row = pages(cast)[name]
    row.refresh_from_db()
    before = versions()
    for stale in ({}, {"version": ""}, {"version": "x"}, {"version": str(row.version + 1)}):
        answer = as_page("ana").post(address, {**typed, **stale})
        assert answer.status_code == 409, (stale, answer.status_code)
        if TYPED in typed.values():
            assert TYPED in answer.content.decode(), "what was typed is still there"
    assert versions() == before


def versions():
    return {
        row.pk: row.version
        for model in (Patient, EpisodeOfCare, Consent, Assessment)
        for row in model.objects.all()
        if isinstance(row, ClinicOwned)
    }


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("signature", "invitation", "resume")])
def test_with_the_version_on_the_page_it_is_done(as_page, cast, name):
    address, typed, row = pages(cast)[name]
    row.refresh_from_db()
    assert as_page("ana").post(address, {**typed, "version": row.version}).status_code == 302
