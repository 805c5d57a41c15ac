"""Each result with its inputs, its thresholds and a sentence for each reader: by the rules, the API and the pages."""

import pytest
from django.utils.html import escape

from progress.rules.cases import facts_from_case
from progress.rules.citations import NEAREST, citation
from progress.rules.derive import derive, every_series
from progress.rules.explain_change import explain_changes, explain_goals, explain_responders, goal_inputs
from progress.rules.explain_record import explain_record
from progress.rules.explain_status import explain
from progress.rules.explained import inputs_of, label, limit, plain, with_unit
from tests.factories import progress
from tests.progress.episodes import series
from tests.reference_tables import CASES, MEASURE, TABLES

SECTION_E = {
    "overall_status", "responder30", "responder50", "deteriorating", "relapsing", "plateau", "improved_from_baseline",
}  # fmt: skip
RECORD = {
    "candidacy_initial", "candidacy_latest", "needle_count_mismatch_visits", "do_not_needle_errors",
    "needling_while_not_allowed_visits", "adverse_event_counts", "progress_report", "certification",
}  # fmt: skip
CLINICAL = ("MCID", "MDC", "NDI", "HIT-6", "responder", "baseline", "CPT", "2056")


def told(key):
    facts = facts_from_case(CASES[key])
    results, found = derive(facts, TABLES), every_series(facts, TABLES)
    return facts, results, found, explain(facts, results, found, TABLES)


@pytest.mark.parametrize("key", CASES)
def test_every_result_of_every_case_is_explained_once(key):
    facts, results, _, explained = told(key)
    names = [one.result for one in (*explained, *explain_record(facts, results, TABLES))]
    assert len(names) == len(set(names))
    assert {*SECTION_E, *RECORD} <= set(names)
    assert {f"measures.{name}" for name in results["measures"]} <= set(names)
    assert {f"goals.{goal['measure']}" for goal in results["goals"]} <= set(names)
    assert {f"alerts.{alert}" for alert in results["alerts"]} <= set(names)
    assert {f"cpt.{row['visit']}" for row in results["cpt"]} <= set(names)


@pytest.mark.parametrize("key", CASES)
def test_each_measure_names_the_visits_and_values_that_it_compares(key):
    _, results, found, _ = told(key)
    for one in explain_changes(results, found, TABLES):
        result = results["measures"][one.result.removeprefix("measures.")]
        used = {(point.visit, point.value) for point in one.inputs}
        assert used == {(result[f"{end}_visit"], result[end]) for end in ("baseline", "latest")}
        assert {limit.value for limit in one.thresholds} == {
            result[name] for name in ("mcid", "mdc") if result.get(name) is not None
        }
        assert all(limit.citation for limit in one.thresholds)


@pytest.mark.parametrize("key", CASES)
def test_section_e_speaks_to_both_readers_and_to_patients_without_jargon(key):
    for one in told(key)[3]:
        assert one.clinician.endswith(".")
        assert one.patient.endswith(".")
        assert not [word for word in CLINICAL if word in one.patient]


def test_the_sentences_say_what_changed():
    _, results, found, _ = told("SYN-01")
    said = {one.result: one for one in explain_changes(results, found, TABLES)}
    days = said["measures.headache_days_28"]
    assert days.clinician == "Headache days: 20 in 28 at visit 1, 9 in 28 at visit 10, a change of -11 (-55 %)."
    assert days.patient == (
        "Your headache days in 28 days: 20 at the start, 9 now."
        " That is better, by as much as people usually notice."
    )  # fmt: skip


def test_responders_and_goals_rest_on_their_latest_values():
    _, results, found, _ = told("SYN-01")
    yes = [one.clinician for one in explain_responders(results, found)]
    assert yes == [
        f"Yes: headache days fell by 55 % since the baseline; a fall by {n} % is asked for." for n in (30, 50)
    ]
    goals = list(explain_goals(results, found))
    assert [one.thresholds[0].value for one in goals] == [goal["value"] for goal in results["goals"]]
    assert goal_inputs(results, found) == tuple(one for goal in goals for one in goal.inputs)


def test_values_and_citations_are_written_as_people_write_them():
    assert [plain(value) for value in (9, 5.70, 20.0, -11)] == ["9", "5.7", "20", "-11"]
    assert with_unit("headache_days_28", 9) == "9 in 28"
    assert label("ndi_raw") == "neck disability (NDI)"
    assert "Farrar" in citation(MEASURE["nprs_average"], "mcid", 2)
    assert citation(MEASURE["nprs_average"], "mcid", 9.9) == NEAREST
    assert limit("nprs_average", "mcid", 2.0, TABLES).name == "MCID of average pain"
    assert [one.visit for one in inputs_of("nprs_average", series(6, 5))] == [1, 2]


def test_the_patient_reads_numbers_status_and_own_sentences_and_nothing_clinical(cast, api):
    episode = progress.worked_episode(cast)
    own = api("pia").get(f"episodes/{episode.pk}/progress/").json()
    assert set(own) == {
        "episode", "as_of", "condition", "measures", "overall_status", "words", "explained", "series",
    }  # fmt: skip
    assert set(own["words"]) == {"patient"}
    assert all(set(one) == {"result", "patient"} and one["patient"] for one in own["explained"])
    assert all("mcid" not in result and "mdc" not in result for result in own["measures"].values())
    assert "phq2" not in own["series"]
    text = str(own["explained"]) + str(own["words"])
    assert not [
        word
        for word in CLINICAL
        if word in text.replace("responder30", "").replace("responder50", "").replace("improved_from_baseline", "")
    ]


def test_staff_read_the_same_results_with_what_they_rest_on(cast, api):
    episode = progress.worked_episode(cast)
    whole = api("ana").get(f"episodes/{episode.pk}/progress/").json()
    status = whole["explained"][0]
    assert status["result"] == "overall_status"
    assert status["clinician"] == whole["words"]["clinician"]
    assert {"result", "title", "clinician", "patient", "inputs", "thresholds"} == set(status)
    assert all(one["date"] and one["visit"] for one in status["inputs"])


def test_one_tap_on_the_page_shows_inputs_thresholds_and_the_patient_s_words(cast, api, as_page):
    episode = progress.worked_episode(cast)
    page = as_page("ana").get(f"/episodes/{episode.pk}/").content.decode()
    assert "How each result follows" in page
    assert "In words for the patient: Your headache days in 28 days: 20 at the start, 9 now." in page
    assert "MCID of average pain" in page
    for one in api("ana").get(f"episodes/{episode.pk}/progress/").json()["explained"]:
        assert page.count(f"<p>{escape(one['clinician'])}</p>") >= 1, one["result"]
    own = as_page("pia").get("/me/progress/").content.decode()
    assert "What each number of your visits says" in own
    assert "Your headache days in 28 days: 20 at the start, 9 now." in own
    assert "MCID" not in own
