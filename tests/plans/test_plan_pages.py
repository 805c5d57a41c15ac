"""The pages of a plan of care."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from plans.models import TreatmentPlan
from plans.selectors import open_plan, plan_in_force
from plans.services import sign_plan
from practice import reference
from practice.days import day_words
from tests.factories import patients
from tests.factories import plans as make


@pytest.fixture
def episode(cast):
    return make.some_episode(cast)


@pytest.fixture
def measured(cast, episode):
    """The episode has a baseline: its plan can be signed."""
    make.measured(cast, episode)


def sent(**changes):
    given = {
        "starts_on": make.today().isoformat(),
        "duration_weeks": "8",
        "visits_per_week": "1.5",
        "treatment_types": ["needling"],
    }
    rows = {"goals-TOTAL_FORMS": "1", "goals-INITIAL_FORMS": "1", "goals-0-measure": "ndi_raw", "goals-0-target": "10"}
    return {**given, **rows, **changes}


def test_a_plan_is_written_signed_and_revised_in_the_browser(as_page, episode, measured):
    browser, page = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    assert "No plan of care yet" in browser.get(page).content.decode()
    assert browser.post(f"{page}edit/", sent()).status_code == 302
    draft = open_plan(episode)
    assert (draft.goals.get().target, "Ready to sign" in browser.get(page).content.decode()) == (10, True)
    assert browser.post(f"{page}sign/", {"version": draft.version}).status_code == 302
    assert plan_in_force(episode, make.today()) == draft
    assert browser.post(f"{page}revise/").url == f"{page}edit/"
    shown = browser.get(page).content.decode()
    assert "Draft of revision 2" in shown
    assert "Plan in force" in shown
    assert browser.get(f"{page}1/").status_code == 200


def test_the_types_of_treatment_are_offered_and_one_is_needed(as_page, episode, measured):
    browser, page = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    form = browser.get(f"{page}edit/").content.decode()
    assert "Dry needling" in form
    browser.post(f"{page}edit/", sent(treatment_types=[]))
    shown = browser.get(page).content.decode()
    assert "Choose the types of treatment, or describe what is planned." in shown
    browser.post(f"{page}edit/", sent(version=str(open_plan(episode).version), treatment_types=["needling", "posture"]))
    shown = browser.get(page).content.decode()
    assert ("Ready to sign" in shown, "Dry needling, Posture and workplace" in shown) == (True, True)


def test_a_revision_shows_what_it_changed_and_keeps_the_old(as_page, cast, episode):
    first = make.signed_plan(cast, episode, interventions="Needling and exercise.")
    browser, page = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    browser.post(f"{page}revise/")
    browser.post(f"{page}edit/", sent(version=str(open_plan(episode).version), visits_per_week="2"))
    browser.post(f"{page}sign/", {"version": open_plan(episode).version})
    second = browser.get(f"{page}2/").content.decode()
    assert "What this revision changed" in second
    assert ("1 visit a week" in second, "2 visits a week" in second) == (True, True)
    first.refresh_from_db()
    assert (first.is_signed, first.computed_hash() == first.content_hash) == (True, True)


def test_a_revision_says_of_each_goal_which_point_changed_and_how(as_page, cast, episode):
    make.signed_plan(cast, episode)
    browser, page = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    old = plan_in_force(episode, make.today()).goals.get(measure="ndi_raw")
    browser.post(f"{page}revise/")
    due = make.today() + timedelta(days=40)
    moved = {"goals-0-baseline": "22", "goals-0-target": f"{old.target - 2}", "goals-0-due_on": f"{due}"}
    assert browser.post(f"{page}edit/", sent(version=str(open_plan(episode).version), **moved)).status_code == 302
    told = {change.name.rpartition(", ")[2]: change[1:] for change in browser.get(page).context["draft_changes"]}
    first = "as first measured" if old.baseline is None else f"{old.baseline.normalize():f}"
    assert told["baseline"] == (first, "22")
    assert told["target"] == (f"at most {old.target.normalize():f}", f"at most {(old.target - 2).normalize():f}")
    assert told["due"][1] == day_words(due)
    shown = browser.get(page).content.decode()
    assert f"Goal: {reference.measures()['ndi_raw']['name']}, target</td>" in shown


def test_what_the_signature_needs_is_not_marked_as_optional(as_page, cast):
    html = as_page("ana").get(f"/episodes/{make.some_episode(cast).pk}/plan/edit/").content.decode()
    marks = dict(re.findall(r'>([^<>]+?)\s*<span class="field-optional">\(([^)]+)\)', html))
    needed = {"Runs for": "needed to sign", "Visits": "needed to sign"}
    either = dict.fromkeys(("Type of treatment", "What is planned"), "this or the other, to sign")
    assert {name: marks[name] for name in (*needed, *either, "Note")} == {**needed, **either, "Note": "optional"}


def test_what_is_missing_leads_to_where_it_is_mended(as_page, cast):
    episode = make.some_episode(cast, icd10=[])
    make.draft_plan(cast, episode, visits_per_week=None)
    browser, at = as_page("ana"), f"/episodes/{episode.pk}"
    shown = browser.get(f"{at}/plan/").content.decode()
    assert "3 things to settle before signing" in shown
    assert f'href="{at}/edit/"' in shown
    assert f'href="{at}/assessment/new/">Record a baseline for Headache days' in shown
    assert "Sign the plan" not in shown
    draft = patients.assessment(cast, episode, measurements=[])
    assert (
        f'href="/assessments/{draft.pk}/">Record a baseline for Headache days'
        in browser.get(f"{at}/plan/").content.decode()
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"duration_weeks": "60"}, "Enter at most 52."),
        ({"starts_on": "soon"}, "Enter a day like 6 Oct 2026 or 2026-10-06."),
        ({"starts_on": "1999-01-01"}, "The plan starts before the episode began"),
        ({"goals-0-target": "99"}, "99 is too high."),
        ({"goals-0-target": ""}, "Enter the target, or remove the goal."),
        ({"goals-0-due_on": "1999-01-01"}, "The goal is due before the plan starts."),
    ],
)
def test_a_refused_form_says_why_and_stores_nothing(as_page, episode, changes, words):
    answer = as_page("ana").post(f"/episodes/{episode.pk}/plan/edit/", sent(**changes))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not TreatmentPlan.objects.exists()


def test_a_goal_is_due_within_the_weeks_that_are_written_with_it(as_page, episode):
    browser, path, due = as_page("ana"), f"/episodes/{episode.pk}/plan/edit/", make.today() + timedelta(weeks=8)
    late = sent(**{"goals-0-due_on": f"{due + timedelta(days=1)}"})
    refused = browser.post(path, late)
    words = f"The goal is due after the plan ends ({day_words(due)})."
    assert (refused.status_code, words in refused.content.decode()) == (400, True)
    assert browser.post(path, late | {"duration_weeks": "9"}).status_code == 302


def test_a_draft_that_someone_else_changed_is_not_overwritten(as_page, cast, episode):
    draft = make.draft_plan(cast, episode)
    path = f"/episodes/{episode.pk}/plan/"
    stale = as_page("ana").post(f"{path}edit/", sent(version=str(draft.version - 1), note="mine"))
    assert (stale.status_code, "Someone changed this record" in stale.content.decode()) == (409, True)
    assert as_page("ana").post(f"{path}sign/", {"version": draft.version - 1}).status_code == 409
    assert plan_in_force(episode, make.today()) is None


def test_a_draft_that_was_signed_meanwhile_gets_no_new_revision_from_an_old_form(as_page, cast, episode, measured):
    draft, path = make.draft_plan(cast, episode), f"/episodes/{episode.pk}/plan/edit/"
    old = {"version": str(draft.version), "note": "mine"}
    sign_plan(actor=cast.actor("ana"), plan=draft, now=timezone.now())
    for form in (sent(**old), sent(**old, revision="1")):
        stale = as_page("ana").post(path, form)
        said = stale.content.decode()
        assert (stale.status_code, "Someone changed this record" in said, "mine" in said) == (409, True, True)
    assert TreatmentPlan.objects.get().revision == 1


def test_the_first_plan_is_not_written_twice_because_another_one_was_signed_meanwhile(as_page, cast, episode, measured):
    assert 'name="revision" value="1"' in as_page("ana").get(f"/episodes/{episode.pk}/plan/edit/").content.decode()
    make.signed_plan(cast, episode)
    assert as_page("ana").post(f"/episodes/{episode.pk}/plan/edit/", sent(revision="1")).status_code == 409
    assert TreatmentPlan.objects.count() == 1


def test_an_old_form_does_not_overwrite_the_draft_of_the_next_revision(as_page, cast, episode, measured):
    path = f"/episodes/{episode.pk}/plan/edit/"
    make.signed_plan(cast, episode)
    as_page("ana").post(f"/episodes/{episode.pk}/plan/revise/")
    draft = open_plan(episode)
    assert (
        as_page("ana").post(path, sent(version=str(draft.version), revision="1", note="old")).status_code,
        open_plan(episode).note,
    ) == (409, draft.note)
    assert as_page("ana").post(path, sent(version=str(draft.version), revision="2", note="new")).status_code == 302
    assert open_plan(episode).note == "new"


def test_a_removed_goal_is_gone(as_page, cast, episode):
    draft = make.draft_plan(cast, episode)
    changes = {"version": str(draft.version), "goals-0-DELETE": "on"}
    assert as_page("ana").post(f"/episodes/{episode.pk}/plan/edit/", sent(**changes)).status_code == 302
    assert not open_plan(episode).goals.exists()


def test_a_recertification_is_recorded(as_page, cast, episode):
    make.signed_plan(cast, episode)
    path, body = f"/episodes/{episode.pk}/plan/certify/", {"certified_on": make.today(), "duration_weeks": 8}
    body |= {"kind": "renewal", "how": "signed"}
    assert as_page("ana").get(path).status_code == 200
    assert as_page("ana").post(path, {**body, "certified_on": "2999-01-01"}).status_code == 400
    assert as_page("ana").post(path, body).status_code == 302
    assert "Covers until" in as_page("ida").get(f"/episodes/{episode.pk}/plan/").content.decode()


def test_roles_and_other_clinics(as_page, cast, episode):
    make.draft_plan(cast, episode)
    path = f"/episodes/{episode.pk}/plan/"
    assert {n: as_page(n).get(path).status_code for n in ("ana", "max", "ida", "rui", "pia", "eva")} == {
        "ana": 200, "max": 200, "ida": 200, "rui": 403, "pia": 403, "eva": 404,
    }  # fmt: skip
    for road in ("edit/", "certify/"):
        assert {n: as_page(n).get(path + road).status_code for n in ("ana", "max", "ida", "rui", "pia", "eva")} == {
            "ana": 200, "max": 403, "ida": 403, "rui": 403, "pia": 403, "eva": 404,
        }, road  # fmt: skip
    assert "does not allow you to change or sign" in as_page("ida").get(path).content.decode()
    assert {n: as_page(n).post(f"{path}sign/").status_code for n in ("max", "ida", "rui", "pia", "eva")} == {
        "max": 403, "ida": 403, "rui": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def test_the_page_costs_the_same_however_many_goals(as_page, cast, episode, django_assert_max_num_queries):
    make.signed_plan(cast, episode)
    browser, path = as_page("ana"), f"/episodes/{episode.pk}/plan/"
    with django_assert_max_num_queries(30) as few:
        browser.get(path)
    goals = [{"measure": key, "target": 5} for key in ("nprs_current", "nprs_best", "nprs_worst", "ndi_raw")]
    make.signed_plan(cast, episode, goals=goals)
    with django_assert_max_num_queries(len(few)):
        browser.get(path)
