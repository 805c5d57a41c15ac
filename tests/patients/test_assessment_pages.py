"""The page of an assessment, in a browser's terms."""

import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from patients import services
from patients.models import Assessment, Measurement
from practice.audit import AuditEvent
from practice.days import day_words
from tests.factories import patients as make

ROWS = {"findings-TOTAL_FORMS": "1", "findings-INITIAL_FORMS": "0", "findings-0-muscle": "trapezius_upper",
        "findings-0-side": "left", "findings-0-tenderness": "5",
        "headaches-TOTAL_FORMS": "0", "headaches-INITIAL_FORMS": "0"}  # fmt: skip


def note(cast, episode, **changes):
    return {
        "occurred_at": make.midday(cast, episode.started_on).strftime("%Y-%m-%d %H:%M"), "kind": "evaluation",
        "complaint": "Pressing headache", "impression": "Chronic tension-type headache", "icd10": ["G44.229"],
        "m_headache_days_28": "20", **ROWS, **changes,
    }  # fmt: skip


def test_an_assessment_is_drafted_changed_and_signed_in_the_browser(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    drafted = browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, impression="", then="draft"))
    row = Assessment.objects.get()
    assert drafted["Location"] == f"/assessments/{row.pk}/"
    assert "Write down the clinical impression." in browser.get(drafted["Location"]).content.decode()
    told = note(cast, episode, then="sign", version=row.visit.version, m_nprs_current="6")
    assert browser.post(drafted["Location"], told)["Location"] == f"/assessments/{row.pk}/sign/"
    assert "Ready to sign" in browser.get(f"/assessments/{row.pk}/sign/").content.decode()
    signing = {"version": browser.get(f"/assessments/{row.pk}/sign/").context["visit"].version}
    assert browser.post(f"/assessments/{row.pk}/sign/", signing).status_code == 302
    assert Assessment.objects.get().visit.is_signed
    assert browser.post(f"/assessments/{row.pk}/addenda/new/", {"text": "Left, not right."}).status_code == 302
    assert "Left, not right." in browser.get(f"/assessments/{row.pk}/").content.decode()


def test_beside_a_number_stands_what_an_earlier_note_measured_and_not_the_own(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    first = make.assessment(cast, episode)
    assert "data-last-value" not in browser.get(f"/assessments/{first.pk}/").content.decode()
    measured = [{"measure": "nprs_current", "value": 3}]
    later = make.assessment(cast, episode, kind="reevaluation", occurred_at=make.lately(), measurements=measured)
    page = browser.get(f"/assessments/{later.pk}/").content.decode()
    assert ('data-last-value="6"' in page, 'data-last-value="3"' in page) == (True, False)


def test_values_are_read_with_their_units_before_and_after_the_signature(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    measured = {"m_crom_rotation_left": "62", "m_dnf_endurance": "18", "m_nprs_current": "4", "m_hit6": "63"}
    browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, then="draft", **measured))
    here, units = f"/assessments/{Assessment.objects.get().pk}/", ("62°", "18 s", "4 of 10", "63 points", "20 days")
    before = browser.get(f"{here}sign/")
    browser.post(f"{here}sign/", {"version": before.context["visit"].version})
    for page in (before, browser.get(here)):
        assert [unit for unit in units if f'<td class="num">{unit}</td>' not in page.content.decode()] == []


def test_a_muscle_of_which_nothing_is_said_is_asked_about_before_the_signature(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    empty = note(cast, episode, then="draft", **{"findings-0-tenderness": ""})
    browser.post(f"/episodes/{episode.pk}/assessment/new/", empty)
    here = f"/assessments/{Assessment.objects.get().pk}/"
    asked, words = browser.get(f"{here}sign/"), "Nothing is recorded for upper trapezius, left."
    assert (words in asked.content.decode(), "Ready to sign" in asked.content.decode()) == (True, True)
    told = note(cast, episode, then="draft", version=asked.context["visit"].version, **{"findings-0-note": "Soft."})
    browser.post(here, told | {"findings-0-tenderness": ""})
    assert words not in browser.get(f"{here}sign/").content.decode()


def test_a_headache_that_the_new_page_offers_may_stay_empty(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    address = f"/episodes/{episode.pk}/assessment/new/"
    shown = browser.get(address).context["headaches"].management_form
    offered = {
        "headaches-TOTAL_FORMS": shown["TOTAL_FORMS"].value(),
        "headaches-INITIAL_FORMS": shown["INITIAL_FORMS"].value(),
    }
    assert offered["headaches-TOTAL_FORMS"] == 1
    assert browser.post(address, note(cast, episode, **offered, then="draft")).status_code == 302
    assert not Assessment.objects.get().headaches.exists()
    unnamed = note(cast, episode, **offered, **{"headaches-0-days_per_month": "12"}, then="draft")
    assert "Give this headache a name." in browser.post(address, unnamed).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"m_nprs_current": "11"}, "Pain now (NPRS) goes from 0 to 10: 11 is too high."),
        ({"m_crom_rotation_left": "137"}, "goes from 0 to 110: 137 is too high."),
        ({"m_hit6": "39"}, "A HIT-6 total of 39 cannot occur"),
        ({"c_ndi_raw_sum": "20"}, "Send whole numbers for sum and answered."),
        ({"findings-0-tenderness": "11"}, "less than or equal to 10"),
        ({"findings-0-muscle": "biceps"}, "Select a valid choice"),
        ({"occurred_at": "2999-01-01 10:00"}, "The time lies in the future."),
        ({"complaint": "x" * 301}, "at most 300 characters"),
    ],
)
def test_an_impossible_note_is_refused_at_its_field_and_not_stored(as_page, cast, change, words):
    episode = make.ready_episode(cast)
    answer = as_page("ana").post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, **change))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Assessment.objects.exists()


def test_what_is_measured_on_a_side_has_a_field_for_each(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    sides = {"m_ppt_temporalis_left": "200", "m_ppt_temporalis_right": "240"}
    drafted = browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, **sides))
    rows = Measurement.objects.filter(measure="ppt_temporalis")
    assert {(row.side, row.value) for row in rows} == {("left", 200), ("right", 240)}
    page = browser.get(drafted["Location"]).content.decode()
    assert re.search(r'name="m_ppt_temporalis_right"[^>]*value="240"', page)


def test_measurements_of_the_clinics_app_survive_the_page(as_page, cast):
    sent = [
        {"measure": "nprs_current", "phase": "after", "value": 2}, {"measure": "needling_soreness", "value": 3},
        {"measure": "ndi_raw", "inputs": {"sum": 16, "answered": 8}},
    ]  # fmt: skip
    browser, draft = as_page("ana"), make.assessment(cast, make.ready_episode(cast), measurements=sent)
    shown = {"m_headache_days_28": "", "c_ndi_raw_sum": "16", "c_ndi_raw_answered": "8", "m_nprs_current": "5"}
    told = note(cast, draft.visit.episode, version=draft.visit.version, **shown)
    assert browser.post(f"/assessments/{draft.pk}/", told).status_code == 302
    kept = {(row.measure, row.phase, row.value) for row in Measurement.objects.all()}
    assert kept == {
        ("nprs_current", "after", 2), ("nprs_current", "visit", 5), ("needling_soreness", "visit", 3),
        ("ndi_raw", "visit", 20),
    }  # fmt: skip


def test_a_draft_is_discarded_and_a_signed_note_is_not(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    signed, draft = make.signed_assessment(cast, episode), make.assessment(cast, episode)
    told = {"version": draft.visit.version}
    assert browser.post(f"/assessments/{draft.pk}/discard/", told).status_code == 302
    assert browser.post(f"/assessments/{signed.pk}/discard/", {"version": signed.visit.version}).status_code == 409
    assert list(Assessment.objects.values_list("pk", flat=True)) == [signed.pk]
    assert AuditEvent.objects.filter(target_id=draft.pk, verb="assessment.discarded").count() == 1
    assert as_page("ida").post(f"/assessments/{signed.pk}/discard/").status_code == 403
    assert as_page("eva").post(f"/assessments/{signed.pk}/discard/").status_code == 404


def errors_in(page):
    """The fields that the summary on top links to, with what it says of each."""
    summary = page[page.index('id="error-summary"') :]
    summary = summary[: summary.index("</ul>")]
    return dict(re.findall(r'<li><a href="#([\w-]+)">[^<]*</a>: ([^<]*)</li>', summary)), summary.count("<li>")


HERE = ZoneInfo("America/Los_Angeles")
DIARY = {"c_headache_days_28_headache_days": "9", "c_headache_days_28_recorded_days": "26", "m_headache_days_28": ""}
TODAY = {"occurred_at": "now"}
HEADACHE = {"headaches-TOTAL_FORMS": "2", "headaches-0-name": "Band", "headaches-1-name": "Other"}


@pytest.mark.parametrize(("change", "place", "words"), [
    ({"m_nprs_current": "11"}, "id_m_nprs_current", "11 is too high"),
    ({"m_nprs_current": "often"}, "id_m_nprs_current", "number"),
    ({**DIARY, "c_headache_days_28_headache_days": "27"}, "id_c_headache_days_28_headache_days", "more headache days"),
    ({**DIARY, "c_headache_days_28_recorded_days": "32"}, "id_c_headache_days_28_headache_days",
     "at most 31 recorded days"),
    ({**DIARY, **TODAY, "d_headache_days_28": "today"}, "id_c_headache_days_28_headache_days", "The diary says"),
    ({"m_acute_med_days_28": "9", **TODAY, "d_acute_med_days_28": "today"}, "id_m_acute_med_days_28", "The diary says"),
    ({"m_acute_med_days_28": "9", "d_acute_med_days_28": "soon"}, "id_m_acute_med_days_28", "Take the number"),
    ({"findings-TOTAL_FORMS": "2", "findings-1-muscle": "trapezius_upper", "findings-1-side": "left"},
     "id_findings-1-muscle", "listed already"),
    ({"findings-0-tenderness": "11"}, "id_findings-0-tenderness", "10"),
    ({"findings-0-side": ""}, "id_findings-0-side", "Choose the side."),
    ({**HEADACHE, "headaches-1-name": "band"}, "id_headaches-1-name", "Another headache has this name"),
    ({**HEADACHE, "headaches-1-usual_intensity": "8", "headaches-1-worst_intensity": "3"},
     "id_headaches-1-worst_intensity", "Check both."),
    ({"icd10": []  , "other_icd10": ["X99"]}, "id_other_icd10", "X99"),
    ({"occurred_at": "2020-01-01 10:00"}, "id_occurred_at", "before the episode began"),
    ({"minutes": "-5"}, "id_minutes", "0"),
])  # fmt: skip
def test_every_error_stands_at_its_field_and_is_linked_from_the_summary(as_page, cast, change, place, words):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    days = {"today": f"{make.today(cast)}", "now": f"{localtime(make.lately(), HERE):%Y-%m-%d %H:%M}"}
    told = {name: days.get(str(value), value) for name, value in change.items()}
    words = words.replace("The diary says", "the diary says too little for a value")
    answer = browser.post(f"/episodes/{episode.pk}/assessment/new/", note(cast, episode, **told, then="draft"))
    page = unescape(answer.content.decode())
    linked, entries = errors_in(page)
    assert (answer.status_code, list(linked), entries) == (400, [place], 1)
    assert words in linked[place]
    at_field = page[page.index(f'id="{place}_error"') :]
    assert linked[place] in at_field[: at_field.index("</div>")]
    assert re.search(rf'id="{place}"', page)
    assert not Assessment.objects.exists()


def test_the_last_value_beside_a_field_is_of_an_earlier_note_and_says_when_that_is_a_draft(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    first = make.assessment(cast, episode)
    page = browser.get(f"/assessments/{first.pk}/").content.decode()
    assert "Last: " not in page
    asked = browser.get(f"/episodes/{episode.pk}/assessment/new/").content.decode()
    assert f"Last: 20 on {day_words(episode.started_on)} (draft, not signed)" in asked
    services.sign_assessment(actor=cast.actor("ana"), assessment=first, now=timezone.now())
    later = make.assessment(cast, episode, occurred_at=make.lately(), kind="reevaluation")
    page = browser.get(f"/assessments/{later.pk}/").content.decode()
    assert f"Last: 20 on {day_words(episode.started_on)}<" in page
