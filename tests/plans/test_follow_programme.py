"""Following a programme: the next step, precautions confirmed with a reason, and the checklists of habits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Screening
from plans import services
from plans.fields import DOSE
from plans.models import Prescription
from plans.rules.precautions import Caution, unconfirmed
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted, RuleViolation
from practice.reference import current_edition
from tests.factories import plans as make


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


def kept_for_two_weeks(cast, row):
    for back in range(14):
        services.record_adherence(
            actor=cast.actor("ana"), prescription=row, on=make.today() - timedelta(days=back), done="done",
            today=make.today(),
        )  # fmt: skip


def screened(cast, episode, **found):
    return Screening.objects.create(
        episode=episode, answered_at=timezone.now(), answered_by=cast.members["ana"], candidacy="proceed",
        form_edition=current_edition("screening"), **found,
    )  # fmt: skip


def test_an_exercise_that_was_done_goes_on_with_one_tap(as_page, cast, episode):
    row = make.prescription(cast, episode, "scap_retraction")
    page = as_page("ida").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert "Nothing was reported in the last 14 days." in page
    kept_for_two_weeks(cast, row)
    page = as_page("ida").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert "Ready for the next step" in page
    assert as_page("ida").post(f"/prescriptions/{row.pk}/step/", {"version": row.version}).status_code == 302
    new = Prescription.objects.get(episode=episode, ends_on=None)
    assert (new.reps, new.sets, new.step) == (12, 2, 1)
    assert AuditEvent.objects.filter(target_id=new.pk, verb="exercise.stepped_up").count() == 1


def test_programs_read_and_take_the_next_step(api, cast, episode):
    row, program = make.prescription(cast, episode, "scap_retraction"), api("ana")
    kept_for_two_weeks(cast, row)
    told = program.get(f"prescriptions/{row.pk}/followed/").json()
    assert (told["next_step"]["state"], told["last_28_days"]["done"]) == ("ready", 14)
    assert program.post(f"prescriptions/{row.pk}/next-step/", {}).json()["step"] == 1
    last = make.prescription(cast, episode, "jaw_rest")
    refused = program.post(f"prescriptions/{last.pk}/next-step/", {})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "no_next_step")


def test_the_summary_keeps_not_done_and_not_reported_apart(as_page, cast, episode):
    row = make.prescription(cast, episode, "ccf_nod")
    make.reported(cast, row, make.today(), "not_done", reason="time")
    told = as_page("ana").get(f"/episodes/{episode.pk}/exercises/").content.decode()
    assert 'data-label="Not done">1<' in told
    assert 'data-label="Not reported">14<' in told
    assert "No time 1" in told


def test_what_the_screening_says_against_it_is_confirmed_with_a_reason(as_page, api, cast, episode):
    screened(cast, episode, positive=["hypermobility"])
    refused = api("ana").post("prescriptions/", {"episode": episode.pk, "exercise": "ut_stretch"})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "precaution_unconfirmed")
    browser, address = as_page("ana"), f"/episodes/{episode.pk}/exercises/new/ut_stretch/"
    assert "Weigh this first" in browser.get(address).content.decode()
    sent = {"reps": "3", "starts_on": make.today().isoformat()}
    answer = browser.post(address, sent)
    assert "Say why it is suitable" in answer.content.decode()
    assert browser.post(address, {**sent, "precaution_reason": "Middle of the range only."}).status_code == 302
    row = Prescription.objects.get(exercise="ut_stretch")
    assert (row.precautions_met, row.precaution_reason) == (["hypermobility"], "Middle of the range only.")
    longer = services.change_dose(actor=cast.actor("ana"), prescription=row, today=make.today(), reps=4)
    assert longer.precaution_reason == "Middle of the range only."


def test_an_area_limit_speaks_against_work_of_its_muscles(cast, episode):
    screened(cast, episode, positive=["surgery_area"], limited_muscles={"surgery_area": ["trapezius_upper"]})
    with pytest.raises(RuleViolation, match="precaution_unconfirmed"):
        make.prescription(cast, episode, "ut_stretch")
    assert make.prescription(cast, episode, "slow_breathing").precautions_met == []


def test_a_new_finding_is_asked_again_at_the_next_step(cast, episode):
    row = make.prescription(cast, episode, "ut_stretch")
    screened(cast, episode, positive=["hypermobility"])
    step = {"actor": cast.actor("ana"), "prescription": row, "today": make.today()}
    with pytest.raises(RuleViolation, match="precaution_unconfirmed"):
        services.take_next_step(**step)
    assert services.take_next_step(**step, precaution_reason="Gently.").step == 1


def test_the_page_asks_for_the_reason_of_a_new_finding_and_goes_on(as_page, cast, episode):
    row = make.prescription(cast, episode, "ut_stretch", note="Slowly.")
    screened(cast, episode, positive=["hypermobility"])
    browser, address = as_page("ida"), f"/prescriptions/{row.pk}/step/"
    asked = browser.post(address, {"version": row.version})
    page = asked.content.decode()
    assert (asked.status_code, "Weigh this first" in page, "Say why it is suitable" in page) == (400, True, True)
    assert Prescription.objects.filter(episode=episode, ends_on=None).get() == row
    stale = browser.post(address, {"version": row.version + 1, "precaution_reason": "Middle of the range only."})
    assert (stale.status_code, "Middle of the range only." in stale.content.decode()) == (409, True)
    sent = {"version": row.version, "precaution_reason": "Middle of the range only."}
    assert browser.post(address, sent).url == f"/episodes/{episode.pk}/exercises/"
    new = Prescription.objects.get(episode=episode, ends_on=None)
    assert (new.step, new.precautions_met, new.precaution_reason) == (
        1, ["hypermobility"], "Middle of the range only.",
    )  # fmt: skip
    again = browser.get(f"/prescriptions/{new.pk}/step/").content.decode()
    assert "Weigh this first" not in again


def test_what_the_screening_says_later_stands_at_the_exercise_and_above_the_sheet(as_page, api, cast, episode):
    row = make.prescription(cast, episode, "ut_stretch")
    make.prescription(cast, episode, "slow_breathing")
    pages = [f"/episodes/{episode.pk}/exercises/", f"/episodes/{episode.pk}/exercises/programme/"]
    browser, words = as_page("ida"), ["Weigh this anew", "The screening speaks against: Upper trapezius stretch."]
    names = [word in browser.get(page).content.decode() for word, page in zip(words, pages, strict=True)]
    assert names == [False, False]
    screened(cast, episode, red_flags=["nausea_central"])
    told = [browser.get(page).content.decode() for page in pages]
    assert [told[0].count(words[0]), words[1] in told[1]] == [1, True]
    [caution] = api("ana").get(f"prescriptions/{row.pk}/followed/").json()["to_weigh"]
    assert caution["items"] == ["nausea_central"]
    sent = {name: getattr(row, name) or "" for name in DOSE} | {"version": row.version}
    assert browser.post(f"/prescriptions/{row.pk}/dose/", sent).status_code == 400
    assert browser.post(f"/prescriptions/{row.pk}/dose/", {**sent, "precaution_reason": "Seen by her doctor."}).url
    told = [browser.get(page).content.decode() for page in pages]
    assert [words[0] in told[0], words[1] in told[1], "Seen by her doctor." in told[0]] == [False, False, True]


def test_a_page_without_a_further_step_leads_to_the_dose(as_page, cast, episode):
    row = make.prescription(cast, episode, "jaw_rest")
    refused = as_page("ida").post(f"/prescriptions/{row.pk}/step/", {"version": row.version})
    assert (refused.status_code, f"/prescriptions/{row.pk}/dose/" in refused.content.decode()) == (400, True)


def test_only_what_was_not_confirmed_is_new():
    known = Caution(("hypermobility",), "Loose joints.")
    assert unconfirmed([known], ["hypermobility"]) == []
    assert unconfirmed([known], []) == [known]


def test_a_checklist_is_kept_by_staff_and_by_the_patient(as_page, cast, episode):
    row = make.prescription(cast, episode, "monitor_height")
    assert as_page("ana").post(
        f"/prescriptions/{row.pk}/checklist/", {"version": row.version, "checked": ["arms_length"]}
    ).status_code == 302  # fmt: skip
    row.refresh_from_db()
    assert row.checked == ["arms_length"]
    address, both = f"/me/exercises/{row.pk}/checklist/", {"checked": ["top_at_eyes", "arms_length"]}
    assert as_page("pia").post(address, both).status_code == 409
    assert as_page("pia").post(address, {**both, "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.checked == ["top_at_eyes", "arms_length"]
    assert AuditEvent.objects.filter(target_id=row.pk, verb="habit.checked").count() == 2


def test_a_checklist_refuses_what_is_not_on_it_and_who_may_not(cast, episode):
    row = make.prescription(cast, episode, "monitor_height")
    with pytest.raises(BadInput, match="unknown_item"):
        services.check_habit(actor=cast.actor("ana"), prescription=row, checked=["sofa"], today=make.today())
    with pytest.raises(NotPermitted):
        services.check_habit(actor=cast.actor("rui"), prescription=row, checked=[], today=make.today())
    with pytest.raises(NotPermitted):
        services.take_next_step(actor=cast.actor("pia"), prescription=row, today=make.today())
