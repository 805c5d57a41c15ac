"""Truth tables of red flags, serious events, needle counts and alerts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from patients.rules.consent import ConsentFacts
from patients.rules.flags import Cleared, Elsewhere, Raised
from progress.rules.alerts import needs_call_back, phq2_positive
from progress.rules.derive import derive
from progress.rules.facts import PlanFacts, ScreeningFacts
from progress.rules.safety import is_serious, latest_day
from tests.progress.episodes import FIRST, ONE_TARGET, day, episode, event, needling, visit
from tests.reference_tables import ADVERSE_EVENTS, TABLES


def derived(*visits, **facts):
    return derive(episode(*visits, **facts), TABLES)


def screened(**answers):
    return {"screenings": (ScreeningFacts(on=FIRST, **answers),)}


@pytest.mark.parametrize(
    ("cleared_on", "now_open"),
    [(None, False), (day(-20), True), (day(6), True), (day(7), False), (day(20), False)],
)
def test_a_flag_raised_at_a_visit_is_open_until_it_is_cleared_on_or_after_that_day(cleared_on, now_open):
    clearance = Cleared(key="pattern_change", on=cleared_on)
    found = derived(visit(), visit(7, red_flags=("pattern_change",)), visit(14), clearances=(clearance,))
    assert (found["overall_status"] == "urgent_referral") is now_open
    assert ("red_flag_open" in found["alerts"]) is now_open
    assert found["candidacy_latest"] == ("refer" if now_open else "proceed")


def test_a_flag_of_the_screen_may_have_been_cleared_before_it():
    clearance = Cleared(key="pattern_change", on=day(-5))
    flagged = screened(red_flags=frozenset({"pattern_change"}))
    unresolved, resolved = derived(visit(), **flagged), derived(visit(), **flagged, clearances=(clearance,))
    assert (unresolved["candidacy_initial"], unresolved["candidacy_latest"]) == ("refer", "refer")
    assert (resolved["candidacy_initial"], resolved["candidacy_latest"]) == ("proceed", "proceed")


@pytest.mark.parametrize(("cleared_on", "status"), [(day(-5), "refer"), (day(29), "refer"), (day(30), "proceed")])
def test_a_flag_that_a_later_screen_raises_again_needs_a_newer_clearance(cleared_on, status):
    again = ScreeningFacts(on=day(30), red_flags=frozenset({"pattern_change"}))
    first = ScreeningFacts(on=FIRST, red_flags=frozenset({"pattern_change"}))
    found = derived(visit(), visit(30), screenings=(first, again), clearances=(Cleared("pattern_change", cleared_on),))
    assert found["candidacy_latest"] == status
    assert ("red_flag_open" in found["alerts"]) is (status == "refer")


@pytest.mark.parametrize(
    ("raised_on", "cleared_on", "not_allowed", "latest"),
    [(3, None, [2], "refer"), (3, 2, [2], "refer"), (3, 5, [], "proceed"), (7, None, [2], "refer"),
     (9, None, [], "refer"), (9, 9, [], "proceed")],
)  # fmt: skip
def test_a_flag_of_another_episode_holds_here_from_its_day_on(raised_on, cleared_on, not_allowed, latest):
    letters = () if cleared_on is None else (Cleared("pattern_change", day(cleared_on), elsewhere=True),)
    other = Elsewhere((Raised("pattern_change", day(raised_on)),), letters)
    visits = (visit(at, targets=ONE_TARGET) for at in (0, 7))
    found = derived(*visits, flags_elsewhere=(other,), clearances=letters)
    assert (found["needling_while_not_allowed_visits"], found["candidacy_latest"]) == (not_allowed, latest)
    assert ("red_flag_open" in found["alerts"]) is (latest == "refer")
    assert found["candidacy_initial"] == "proceed"


@pytest.mark.parametrize(
    ("item", "cleared_on", "latest"),
    [
        ("prior_serious_reaction", day(-1), "do_not_needle"), ("prior_serious_reaction", day(3), "proceed"),
        ("needle_phobia", day(3), "do_not_needle"),
    ],
)  # fmt: skip
def test_a_serious_reaction_is_cleared_by_a_later_letter_and_no_other_item(item, cleared_on, latest):
    told = screened(positive=frozenset({item}))
    found = derived(visit(), visit(7), **told, clearances=(Cleared(item, cleared_on),))
    assert found["candidacy_latest"] == latest


def test_a_flag_stays_open_when_the_next_visit_does_not_repeat_it():
    found = derived(visit(red_flags=("neuro",)), visit(7))
    assert (found["candidacy_latest"], found["overall_status"]) == ("emergency", "urgent_referral")


@pytest.mark.parametrize(
    ("facts", "visits"),
    [
        ({}, []),
        ({"clearances": (Cleared(key="neuro", on=day(14)),)}, [1, 2]),
        ({"needling_authorised": False}, [1, 2, 3]),
        ({"consents": ()}, [1, 2, 3]),
        ({"consents": (ConsentFacts(signed_on=day(7)),)}, [1]),
        ({"consents": (ConsentFacts(signed_on=FIRST, withdrawn_on=day(14)),)}, [3]),
        ({"age": 12}, [1, 2, 3]),
        ({"screenings": ()}, [1, 2, 3]),
        (screened(all_answered=False), [1, 2, 3]),
        (screened(positive=frozenset({"needle_phobia"})), [1, 2, 3]),
        (screened(positive=frozenset({"diabetes"})), []),
    ],
)
def test_on_which_visits_needling_was_not_allowed(facts, visits):
    flags = ("neuro",) if facts.get("clearances") else ()
    happened = [visit(number * 7, targets=ONE_TARGET, red_flags=flags * (number == 0)) for number in range(3)]
    found = derived(*happened, **facts)
    assert found["needling_while_not_allowed_visits"] == visits
    assert ("needling_while_not_allowed" in found["alerts"]) is bool(visits)


@pytest.mark.parametrize(
    ("cleared_on", "not_allowed", "latest"),
    [(None, [2, 3], "do_not_needle"), (day(10), [2], "proceed"), (day(7), [], "proceed")],
)
def test_a_serious_event_locks_the_next_needle_until_it_is_cleared(cleared_on, not_allowed, latest):
    first = visit(targets=ONE_TARGET, adverse_events=(event("pneumothorax", "severe"),))
    letters = (Cleared("pneumothorax", cleared_on),) if cleared_on else ()
    found = derived(first, visit(7, targets=ONE_TARGET), visit(14, targets=ONE_TARGET), clearances=letters)
    assert found["needling_while_not_allowed_visits"] == not_allowed
    assert found["candidacy_latest"] == latest
    assert (found["overall_status"] == "urgent_referral") is (cleared_on is None)
    assert "serious_adverse_event" in found["alerts"]


@pytest.mark.parametrize(("noticed", "not_allowed"), [(0, [2, 3]), (7, [2, 3]), (8, [3]), (14, [3]), (15, [])])
def test_an_event_counts_from_its_own_day_not_from_the_session_s(noticed, not_allowed):
    first = visit(targets=ONE_TARGET, adverse_events=(event("infection", "severe", after=noticed),))
    found = derived(first, visit(7, targets=ONE_TARGET), visit(14, targets=ONE_TARGET))
    assert found["needling_while_not_allowed_visits"] == not_allowed
    assert (found["overall_status"], found["candidacy_latest"]) == ("urgent_referral", "do_not_needle")


@pytest.mark.parametrize(("written", "status"), [(0, True), (2, True), (3, False), (9, False)])
def test_a_letter_from_before_the_event_does_not_clear_it(written, status):
    first = visit(adverse_events=(event("infection", "severe", after=3),))
    found = derived(first, visit(7), clearances=(Cleared("infection", day(written)),))
    assert (found["overall_status"] == "urgent_referral") is status


@pytest.mark.parametrize(("hour", "not_allowed"), [(9, [2]), (11, [])])
def test_on_the_day_of_the_event_its_hour_decides(hour, not_allowed):
    at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=7)
    late = replace(event("infection", "severe", after=7), at=at + timedelta(hours=hour))
    second = visit(7, targets=ONE_TARGET, at=at + timedelta(hours=10))
    assert derived(visit(adverse_events=(late,)), second)["needling_while_not_allowed_visits"] == not_allowed


def at_hour(number, hour):
    """The moment of an hour (UTC) of the day so many days after the first visit."""
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(days=number, hours=hour)


def withdrawn(at):
    """The consent of the first day, withdrawn at a moment."""
    return ConsentFacts(signed_on=FIRST, withdrawn_on=at.date(), withdrawn_at=at)


@pytest.mark.parametrize(("hour", "not_allowed"), [(9, [2, 3]), (10, [2, 3]), (15, [3])])
def test_on_the_day_of_a_withdrawal_its_hour_decides(hour, not_allowed):
    visits = [visit(number * 7, targets=ONE_TARGET, needled_at=at_hour(number * 7, 10)) for number in range(3)]
    found = derived(*visits, consents=(withdrawn(at_hour(7, hour)),))
    assert (found["needling_while_not_allowed_visits"], found["candidacy_latest"]) == (not_allowed, "do_not_needle")


@pytest.mark.parametrize("known", ["neither", "the withdrawal alone", "the visit alone"])
def test_where_one_of_the_moments_is_not_known_the_day_decides(known):
    at = at_hour(7, 10) if known == "the visit alone" else None
    later = withdrawn(at_hour(7, 15))
    consent = later if known == "the withdrawal alone" else replace(later, withdrawn_at=None)
    found = derived(visit(targets=ONE_TARGET), visit(7, targets=ONE_TARGET, needled_at=at), consents=(consent,))
    assert found["needling_while_not_allowed_visits"] == [2]


def test_what_went_wrong_in_another_episode_locks_this_one_until_it_is_cleared():
    visits = [visit(number * 7, targets=ONE_TARGET) for number in range(3)]
    elsewhere = {"events_elsewhere": (event("pneumothorax", "severe", after=3),)}
    found = derived(*visits, **elsewhere)
    assert found["needling_while_not_allowed_visits"] == [2, 3]
    assert (found["overall_status"], found["candidacy_latest"]) == ("urgent_referral", "do_not_needle")
    assert "serious_adverse_event" in found["alerts"]
    assert found["adverse_event_counts"] == {}
    letter = Cleared("pneumothorax", day(10), elsewhere=True)
    cleared = derived(*visits, **elsewhere, clearances=(letter,))
    assert (cleared["needling_while_not_allowed_visits"], cleared["candidacy_latest"]) == ([2], "proceed")
    assert "serious_adverse_event" not in cleared["alerts"]


@pytest.mark.parametrize("key", ["pneumothorax", "prior_serious_reaction"])
def test_a_clearance_under_either_name_clears_a_serious_event(key):
    hurt = visit(adverse_events=(event("pneumothorax", "severe"),))
    assert derived(hurt, clearances=(Cleared(key=key, on=day(1)),))["candidacy_latest"] == "proceed"


@pytest.mark.parametrize("entry", ADVERSE_EVENTS["events"], ids=lambda entry: entry["key"])
def test_an_event_is_serious_by_its_kind_or_by_its_grade(entry):
    assert is_serious(event(entry["key"], "mild"), TABLES) is entry["serious"]
    assert is_serious(event(entry["key"], "severe"), TABLES)


def test_a_faint_asks_for_precautions_from_then_on():
    found = derived(visit(adverse_events=(event("syncope"),)), visit(7))
    assert (found["candidacy_initial"], found["candidacy_latest"]) == ("proceed", "proceed_with_precautions")
    assert found["alerts"] == ["vasovagal_precaution"]


def test_the_last_full_screen_replaces_the_answers_of_the_first():
    first = ScreeningFacts(on=FIRST, positive=frozenset({"needle_phobia"}))
    second = ScreeningFacts(on=day(40), positive=frozenset({"diabetes"}))
    found = derived(visit(), visit(40), screenings=(second, first))
    assert (found["candidacy_initial"], found["candidacy_latest"]) == ("do_not_needle", "proceed_with_precautions")


@pytest.mark.parametrize(
    ("age", "consent", "result", "alert"),
    [
        (17, {}, "do_not_needle", True),
        (17, {"by_guardian": True}, "proceed_with_precautions", False),
        (18, {}, "proceed", False),
        (None, {}, "proceed", False),
    ],
)
def test_a_minor_needs_a_guardians_consent(age, consent, result, alert):
    found = derived(visit(), age=age, consents=(ConsentFacts(signed_on=FIRST, **consent),))
    assert found["candidacy_latest"] == result
    assert ("guardian_consent_required" in found["alerts"]) is alert


def test_who_turns_18_during_care_was_treated_lawfully_under_the_guardians_consent():
    born, guardians = date(FIRST.year - 18, 3, 12), ConsentFacts(signed_on=FIRST, by_guardian=True, of_minor=True)
    visits = [visit(number * 7, targets=ONE_TARGET) for number in range(3)]
    found = derived(*visits, born_on=born, consents=(guardians,))
    assert (found["candidacy_initial"], found["candidacy_latest"]) == ("proceed_with_precautions", "do_not_needle")
    assert found["needling_while_not_allowed_visits"] == [3], "the one after the birthday"
    own = ConsentFacts(signed_on=day(12))
    signed = derived(*visits, born_on=born, consents=(guardians, own))
    assert (signed["needling_while_not_allowed_visits"], signed["candidacy_latest"]) == ([], "proceed")


def test_a_record_without_a_day_takes_the_age_that_is_known():
    bare = {"screenings": (), "consents": (), "plan": None, "born_on": date(1990, 1, 1)}
    assert "guardian_consent_required" not in derived(**bare)["alerts"]
    assert "guardian_consent_required" in derived(**{**bare, "age": 15})["alerts"]


def test_a_consent_signed_after_the_evaluation_does_not_spoil_the_first_result():
    withdrawn = ConsentFacts(signed_on=FIRST, withdrawn_on=FIRST)
    found = derived(visit(), consents=(withdrawn, ConsentFacts(signed_on=day(3))))
    assert (found["candidacy_initial"], found["candidacy_latest"]) == ("proceed", "proceed")


@pytest.mark.parametrize(
    ("targets", "mismatch"),
    [
        ([("temporalis", "left", 2, 2)], []),
        ([("temporalis", "left", 2, 1)], [1]),
        ([("temporalis", "left", 2, None)], [1]),
        ([("temporalis", "left", 0, 0)], []),
        ([("temporalis", "left", 2, 1), ("masseter_deep", "left", 1, 2)], [1]),
    ],
)
def test_needles_are_counted_muscle_by_muscle(targets, mismatch):
    found = derived(visit(targets=needling(*targets)))
    assert found["needle_count_mismatch_visits"] == mismatch
    assert ("needle_count_mismatch" in found["alerts"]) is bool(mismatch)


def test_a_muscle_that_is_ruled_out_is_an_error_only_when_needled():
    targets = needling(("longus_colli", "left", 1, 1), ("stylohyoid", "left", 0, 0))
    assert derived(visit(), visit(7, targets=targets))["do_not_needle_errors"] == [
        {"visit": 2, "muscle": "longus_colli"}
    ]


def test_a_visit_with_planned_muscles_only_is_no_needling_session():
    found = derived(visit(targets=needling(("temporalis", "left", 0, 0))))
    assert found["needling_sessions"] == 0
    assert (found["cpt"][0]["code"], found["cpt"][0]["distinct_muscles"]) == (None, 0)


def test_medication_overuse_looks_at_the_latest_value():
    first, last = visit(measures={"acute_med_days_28": 18}), visit(28, measures={"acute_med_days_28": 6})
    assert "medication_overuse" in derived(first)["alerts"]
    assert "medication_overuse" not in derived(first, last)["alerts"]


@pytest.mark.parametrize(("score", "positive"), [(2, False), (3, True), (6, True), (None, False)])
def test_a_phq2_of_three_is_positive(score, positive):
    assert phq2_positive(score) is positive
    assert ("phq2_positive" in derived(visit(measures={"phq2": score}))["alerts"]) is positive


@pytest.mark.parametrize(("soreness", "call"), [(3, False), (4, True), (None, False)])
def test_soreness_of_four_after_three_days_asks_for_a_call(soreness, call):
    assert needs_call_back(soreness) is call
    assert ("soreness_call_back" in derived(visit(soreness_72h=soreness), visit(7))["alerts"]) is call


def test_the_clocks_raise_their_alerts():
    late = derived(*(visit(number * 7) for number in range(11)), plan=PlanFacts(start=FIRST, duration_weeks=8))
    assert late["alerts"] == ["progress_report_overdue", "visit_outside_certification"]


def test_events_are_counted_over_the_whole_episode():
    bruise = event("bruising", "mild")
    assert derived(visit(adverse_events=(bruise, bruise)), visit(7, adverse_events=(bruise,)))[
        "adverse_event_counts"
    ] == {"bruising": 3}


def test_an_episode_without_visits_says_so_and_breaks_nothing():
    found = derived()
    assert (found["overall_status"], found["candidacy_latest"], found["measures"]) == (
        "insufficient_data",
        "proceed",
        {},
    )
    assert found["progress_report"] == {"treatment_days": 0, "due_by_treatment_day": 10, "status": "ok"}


def test_an_empty_record_never_allows_needling():
    bare = episode(screenings=(), consents=(), plan=None)
    assert latest_day(bare) == date.min
    assert derive(bare, TABLES)["candidacy_latest"] == "do_not_needle"
