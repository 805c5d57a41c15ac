"""What makes needling unsafe belongs to the person: it holds in every episode, until a clinician has cleared it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.selectors.safety import safety_of
from patients.services import discharge
from practice.errors import BadInput, RuleViolation
from progress.selectors.facts import facts_of
from sessions.models import AdverseEvent
from sessions.services import discard_session
from tests.factories import patients
from tests.factories.sessions import adverse_event, draft_session, signable_session, signed_session, treatable_episode
from tests.progress.summaries import refresh


@pytest.fixture
def first(cast):
    return treatable_episode(cast)


@pytest.fixture
def second(cast, first):
    return treatable_episode(cast, of=first.patient)


def codes(api, session):
    return {blocker["code"] for blocker in api("ana").get(f"sessions/{session.pk}/").json()["blockers"]}


def test_a_serious_event_in_one_episode_stops_needling_in_the_other(cast, api, first, second):
    adverse_event(cast, first, "pneumothorax", session=signed_session(cast, first))
    later = signable_session(cast, second)
    assert "not_a_candidate" in codes(api, later)
    patients.clearance(cast, second, "pneumothorax")
    assert "not_a_candidate" not in codes(api, later)


def said_of(api, episode):
    """Whether status, candidacy and work list of an episode say that needling is locked."""
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    due = [item["text"] for item in api("ana").get("worklist/").json()["results"] if item["episode"] == str(episode.pk)]
    locked = "Serious event without a written clearance: do not needle" in due
    return told["overall_status"] == "urgent_referral", told["candidacy_latest"] == "do_not_needle", locked


def warned(as_page, episode):
    """What banner and alerts on the page of an episode say of it."""
    page = as_page("ana").get(f"/episodes/{episode.pk}/")
    locked = [alert["label"] for alert in page.context["banner"]["alerts"] if "locked" in alert["label"]]
    return locked, "A serious adverse event happened" in page.content.decode()


def test_banner_page_and_work_list_of_every_episode_know_of_the_lock(cast, api, as_page, first, second):
    event = adverse_event(cast, first, "pneumothorax", session=signed_session(cast, first))
    for episode in (first, second):
        assert said_of(api, episode) == (True, True, True)
        assert warned(as_page, episode) == (["Needling locked: pneumothorax"], True)
    patients.clearance(cast, second, "pneumothorax")
    assert said_of(api, first) == said_of(api, second) == (False, False, False)
    assert warned(as_page, first) == ([], True)
    assert warned(as_page, second) == ([], False)
    assert as_page("ana").get(f"/adverse-events/{event.pk}/").context["lock"].clearance is not None


def test_a_needle_in_another_episode_after_the_event_is_said(cast, api, first, second):
    at = timezone.now() - timedelta(days=2)
    adverse_event(cast, first, "pneumothorax", occurred_at=at)
    before = signable_session(cast, second, occurred_at=at - timedelta(days=1))
    after = signable_session(cast, second)
    told = api("ana").get(f"episodes/{second.pk}/progress/").json()
    needled = [row["visit"] for row in told["cpt"]]
    assert len(needled) == 2, (before, after)
    assert told["needling_while_not_allowed_visits"] == needled[1:]


def test_what_came_after_the_end_of_an_episode_does_not_change_it(cast, api):
    ended, today = treatable_episode(cast), patients.today(cast)
    discharged = {"discharged_on": today - timedelta(days=5), "outcome": "goals_met", "discharge_summary": "Well."}
    discharge(actor=cast.actor("ana"), episode=ended, today=today, **discharged)
    adverse_event(cast, treatable_episode(cast, of=ended.patient), "pneumothorax")
    assert api("ana").get(f"episodes/{ended.pk}/progress/").json()["overall_status"] != "urgent_referral"


def test_a_red_flag_in_one_episode_stops_needling_in_the_other_until_it_is_cleared(cast, first, second):
    today = patients.today(cast)
    patients.screening(cast, first, answered_at=timezone.now(), red_flags=["onset_sudden"])
    assert safety_of(second, today).open_red_flags == ("onset_sudden",)
    patients.clearance(cast, first, "onset_sudden")
    assert safety_of(second, today).open_red_flags == ()


FLAGGED = ("emergency", "urgent_referral", True, True, "emergency", True)


def flagged(cast, api, as_page, episode):
    """What progress, work list, banner and the blockers of a draft say of a red flag in an episode."""
    told = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    due = [item["text"] for item in api("ana").get("worklist/").json()["results"] if item["episode"] == str(episode.pk)]
    page = as_page("ana").get(f"/episodes/{episode.pk}/")
    draft = draft_session(cast, episode)
    blocked = "red_flag_open" in codes(api, draft)
    draft.visit.refresh_from_db()
    discard_session(actor=cast.actor("ana"), session=draft, now=timezone.now())
    return (
        told["candidacy_latest"], told["overall_status"], "red_flag_open" in told["alerts"],
        any("red flag" in text.lower() for text in due),
        safety_of(episode, patients.today(cast)).candidacy, blocked and "red flag" in page.content.decode().lower(),
    )  # fmt: skip


def raised_by_a_screen(cast, episode):
    patients.screening(cast, episode, answered_at=timezone.now(), red_flags=["neuro"])


def raised_at_a_visit(cast, episode):
    draft_session(cast, episode, rescreen={"changes": True, "positive": ["neuro"]})


@pytest.mark.parametrize("raised", [raised_by_a_screen, raised_at_a_visit])
def test_progress_and_work_list_of_every_episode_know_of_a_red_flag(cast, api, as_page, first, second, raised):
    raised(cast, second)
    assert flagged(cast, api, as_page, first) == FLAGGED
    patients.clearance(cast, first, "neuro")
    assert flagged(cast, api, as_page, first)[:5] == ("proceed", "insufficient_data", False, False, "proceed")
    assert safety_of(second, patients.today(cast)).open_red_flags == ()


def test_lists_tell_the_flag_of_the_other_episode_from_their_rows(cast, api, first, second):
    def warned():
        rows = api("ana").get("worklist/", {"kind": "alert"}).json()["results"]
        return {row["episode"] for row in rows if "red flag" in row["text"].lower()}

    refresh(cast)
    assert warned() == set()
    raised_by_a_screen(cast, second)
    for _ in range(2):
        assert warned() == {str(first.pk), str(second.pk)}
        refresh(cast)
    patients.clearance(cast, second, "neuro")
    for _ in range(2):
        assert warned() == set()
        refresh(cast)


def test_a_needle_after_a_red_flag_of_another_episode_is_said(cast, api, first, second):
    at = timezone.now() - timedelta(days=2)
    patients.screening(cast, first, answered_at=at, red_flags=["neuro"])
    for days in (3, 0):
        signable_session(cast, second, occurred_at=patients.lately() - timedelta(days=days))
    told = api("ana").get(f"episodes/{second.pk}/progress/").json()
    needled = [row["visit"] for row in told["cpt"]]
    assert told["needling_while_not_allowed_visits"] == needled[1:]


def test_a_red_flag_after_the_end_of_an_episode_does_not_change_it(cast, api):
    ended, today = treatable_episode(cast), patients.today(cast)
    discharged = {"discharged_on": today - timedelta(days=5), "outcome": "goals_met", "discharge_summary": "Well."}
    discharge(actor=cast.actor("ana"), episode=ended, today=today, **discharged)
    raised_by_a_screen(cast, treatable_episode(cast, of=ended.patient))
    told = api("ana").get(f"episodes/{ended.pk}/progress/").json()
    assert (told["candidacy_latest"], "red_flag_open" in told["alerts"]) == ("proceed", False)


def test_a_red_flag_of_an_episode_that_ended_is_no_other_ones_also_where_both_are_read_at_once(cast):
    ended, today = treatable_episode(cast), patients.today(cast)
    raised_by_a_screen(cast, ended)
    discharged = {"discharged_on": today, "outcome": "referred_out", "discharge_summary": "Seen elsewhere."}
    discharge(actor=cast.actor("ana"), episode=ended, today=today, **discharged)
    ended.refresh_from_db()
    later = treatable_episode(cast, of=ended.patient)
    told = facts_of([ended, later], cast.here)
    assert (told[later.pk].flags_elsewhere, facts_of([later], cast.here)[later.pk].flags_elsewhere) == ((), ())


def test_an_older_letter_of_another_episode_does_not_clear_what_a_first_screen_tells_today(cast):
    before = patients.episode(cast)
    today = patients.today(cast)
    patients.screening(cast, before, red_flags=["onset_sudden"])
    patients.clearance(cast, before, "onset_sudden", given_on=today - timedelta(days=3))
    assert safety_of(before, today).open_red_flags == ()
    now = patients.episode(cast, of=before.patient)
    patients.screening(cast, now, answered_at=timezone.now(), red_flags=["onset_sudden"])
    assert safety_of(now, today).open_red_flags == ("onset_sudden",)


def test_a_second_screen_without_the_flag_does_not_let_care_go_on(cast):
    episode = patients.episode(cast)
    patients.screening(cast, episode, red_flags=["onset_sudden"])
    patients.screening(cast, episode, answered_at=timezone.now())
    assert (episode.state, safety_of(episode, patients.today(cast)).candidacy) == ("screening", "emergency")


def test_a_letter_older_than_the_answer_it_is_about_is_refused(cast):
    episode = patients.episode(cast)
    patients.screening(cast, episode, positive=["prior_serious_reaction"])
    with pytest.raises(BadInput, match="cleared_before_raised"):
        patients.clearance(cast, episode, "prior_serious_reaction", given_on=episode.started_on - timedelta(days=1))


def test_a_needle_is_not_accounted_for_by_an_incident_that_was_ruled_out(cast, api, first):
    session = signable_session(cast, first)
    program = api("ana")
    [target] = program.get(f"sessions/{session.pk}/").json()["targets"]
    kept = {name: value for name, value in target.items() if name not in ("id", "copied")}
    changed = {"targets": [{**kept, "needles_out": 1}]}
    changed["adverse_events"] = [{"key": "retained_needle", "description": "Searched.", "action_taken": "Film taken."}]
    assert program.patch(f"sessions/{session.pk}/", changed, HTTP_IF_MATCH="*").status_code == 200
    assert "needle_count_mismatch" not in codes(api, session)
    event = AdverseEvent.objects.get()
    sent = {"state": "ruled_out", "description": "It lay on the floor."}
    assert program.patch(f"adverse-events/{event.pk}/", sent, HTTP_IF_MATCH="*").status_code == 200
    assert "needle_count_mismatch" in codes(api, session)
    assert program.get(f"sessions/{session.pk}/").json()["adverse_events"] == []


def test_only_a_clinician_changes_a_grade_that_a_clinician_gave(cast, api, first):
    event = adverse_event(cast, first, "pneumothorax")
    sent = {"state": "ruled_out", "description": "No."}
    path = f"adverse-events/{event.pk}/"
    assert api("ida").patch(path, sent, HTTP_IF_MATCH="*").status_code == 403
    assert api("ida").patch(path, {"action_taken": "Called."}, HTTP_IF_MATCH="*").status_code == 200
    assert api("ana").patch(path, sent, HTTP_IF_MATCH="*").status_code == 200


def test_each_area_that_is_limited_today_is_named(cast, api):
    episode = patients.ready_episode(cast)
    patients.screening(
        cast, episode, positive=["over_implant"], limited_muscles={"over_implant": ["pectoralis_major"]},
        answered_at=timezone.now(), precautions="Kept out.",
    )  # fmt: skip
    later = draft_session(cast, episode, rescreen={"changes": True, "positive": ["local_infection_skin"]})
    told = [b for b in api("ana").get(f"sessions/{later.pk}/").json()["blockers"] if b["code"] == "area_limited"]
    assert ["infection" in blocker["message"].lower() for blocker in told] == [True]


def test_the_text_of_the_screen_covers_no_precaution_of_today(cast, api):
    episode = patients.cautious_episode(cast)
    later = draft_session(cast, episode, rescreen={"changes": True, "positive": ["pregnancy"]})
    assert "precaution_unplanned" in codes(api, later)
    written = {"precautions": "Side-lying, no lumbar needles."}
    api("ana").patch(f"sessions/{later.pk}/", written, HTTP_IF_MATCH="*")
    assert "precaution_unplanned" not in codes(api, later)


def test_a_discharged_episode_takes_no_clearance_and_no_override(cast):
    episode = patients.discharged_episode(cast)
    for give in (patients.clearance, patients.override):
        with pytest.raises(RuleViolation, match="episode_closed"):
            give(cast, episode, "diabetes")
