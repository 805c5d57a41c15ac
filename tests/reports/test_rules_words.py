"""What a printed report says of measures, alerts and clocks, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from patients.rules.payer import MEDICARE_STYLE
from plans.rules.certification import CertificationFacts
from progress.rules.alert_words import ALERT_WORDS
from reports.rules.words import (
    about,
    certification_clock,
    certified_notice,
    clinic_words,
    first_signature_clock,
    notices,
    report_clock,
    responder_line,
    with_unit,
)
from tests.reference_tables import MEASURE

TO = date(2026, 10, 12)
BEFORE, AFTER = TO - timedelta(days=1), TO + timedelta(days=1)


def test_a_measure_is_called_on_paper_what_the_pages_call_it():
    assert about("frt_left", MEASURE["frt_left"]) == ("Flexion-rotation to the left", "°")
    assert about("groc", MEASURE["groc"]) == (MEASURE["groc"]["name"], "")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(9.0, "in 28", "9 in 28"), (68.0, "°", "68°"), (5.5, "of 10", "5.5 of 10"), (40.0, "%", "40%"), (60.0, "", "60")],
)
def test_a_unit_follows_its_value_as_people_write_it(value, unit, words):
    assert with_unit(value, unit) == words


def test_alerts_stand_on_paper_with_how_pressing_they_are_the_most_serious_first():
    found = notices(["cpt_policy_sensitive", "phq2_positive", "red_flag_open"])
    assert [(one.state, one.tone) for one in found] == [
        ("Act now", "stop"), ("See to it", "watch"), ("Keep in mind", "note"),
    ]  # fmt: skip
    words = ALERT_WORDS["red_flag_open"]
    assert (found[0].name, found[0].words) == (words.title, words.action)
    assert notices([]) == ()


@pytest.mark.parametrize(
    ("percent", "thirty", "fifty", "words"),
    [
        (-55.0, True, True, "Responder at 50 %: Headache days down by 55 %."),
        (-30.0, True, False, "Responder at 30 %: Headache days down by 30 %."),
        (-29.9, False, False, "Not a responder so far: Headache days down by 29.9 %."),
        (12.5, False, False, "Not a responder so far: Headache days up by 12.5 %."),
        (0.5, False, False, "Not a responder so far: Headache days up by 0.5 %."),
        (0.0, False, False, "Not a responder so far: Headache days unchanged."),
        (None, False, False, ""), (-55.0, None, None, ""),
    ],
)  # fmt: skip
def test_what_changed_is_said_with_the_highest_step_that_it_reached(percent, thirty, fifty, words):
    result = {"percent_change": percent, "responder30": thirty, "responder50": fifty}
    assert responder_line("Headache days", result) == words


@pytest.mark.parametrize(
    ("status", "days", "due", "expected"),
    [
        ("ok", 9, 10, ("Not yet due", "good", "9 treatment days; due by day 10.")),
        ("due", 10, 10, ("Due", "watch", "10 treatment days; due by day 10.")),
        ("overdue", 11, 10, ("Overdue", "stop", "11 treatment days; due by day 10.")),
        ("closed", 1, 10, ("Closed", "note", "1 treatment day; due by day 10.")),
        ("not_asked", 3, None, ("Not asked for", "note", "3 treatment days; no payer asks for one.")),
    ],
)
def test_the_clock_of_the_progress_report(status, days, due, expected):
    found = report_clock({"status": status, "treatment_days": days, "due_by_treatment_day": due})
    assert (found.name, found.state, found.tone, found.words) == ("Progress report", *expected)


@pytest.mark.parametrize(
    ("expires_on", "planned", "asked", "state", "tone", "words"),
    [
        (TO, True, True, "In force", "good", "Certified until 12 Oct 2026."),
        (AFTER, True, True, "In force", "good", "Certified until 13 Oct 2026."),
        (TO, True, False, "In force", "good", "Certified until 12 Oct 2026."),
        (BEFORE, True, True, "Expired", "stop", "Expired on 11 Oct 2026."),
        (None, True, True, "None", "watch", "There is no certified plan of care."),
        (None, False, True, "None", "watch", "There is no certified plan of care."),
        (None, False, False, "None", "watch", "There is no certified plan of care."),
        (None, True, False, "Not asked for", "note", "No payer asks for one."),
    ],
)
def test_the_clock_of_the_certification_covers_its_last_day(expires_on, planned, asked, state, tone, words):
    found = certification_clock(expires_on, TO, planned=planned, asked=asked)
    assert (found.name, found.state, found.tone, found.words) == ("Certification", state, tone, words)


@pytest.mark.parametrize(
    ("by", "state", "tone", "words"),
    [
        (BEFORE, "Overdue", "stop", "The plan was to be certified by 11 Oct 2026."),
        (TO, "Missing", "watch", "The plan is to be certified by 12 Oct 2026."),
        (AFTER, "Missing", "watch", "The plan is to be certified by 13 Oct 2026."),
    ],
)
def test_the_first_signature_is_overdue_after_its_day(by, state, tone, words):
    found = first_signature_clock(by, TO)
    assert (found.name, found.state, found.tone, found.words) == ("First certification", state, tone, words)


VERBAL = CertificationFacts(kind="initial", how="verbal", certified_on=date(2026, 9, 28), certified_by="Dr. Lee")
SIGNED = replace(VERBAL, countersigned_on=date(2026, 10, 6), countersigned_by="Dr. Lee")
READ_BACK = "28 Sep 2026 for 1 week; Dr. Lee; Verbal order, read back; "


@pytest.mark.parametrize(
    ("facts", "covers_to", "taken_by", "expected"),
    [
        (VERBAL, TO, "Ana",
         ("Waits for signature", "watch", f"{READ_BACK}signature due by 12 Oct 2026; taken by Ana.")),
        (VERBAL, AFTER, "", ("Signature overdue", "stop", f"{READ_BACK}signature due by 12 Oct 2026.")),
        (SIGNED, AFTER, "", ("Recorded", "good", f"{READ_BACK}signed on 6 Oct 2026.")),
        (replace(SIGNED, countersigned_by="Dr. Kim"), AFTER, "",
         ("Recorded", "good", f"{READ_BACK}signed on 6 Oct 2026 by Dr. Kim.")),
        (replace(VERBAL, how="signed", certified_by=""), TO, "",
         ("Recorded", "good", "28 Sep 2026 for 1 week; Signed.")),
    ],
)  # fmt: skip
def test_a_certification_is_told_with_how_by_whom_and_what_is_still_to_come(facts, covers_to, taken_by, expected):
    told = {"kind": "First certification", "weeks": 1, "taken_by": taken_by, "rule": MEDICARE_STYLE}
    found = certified_notice(facts, covers_to=covers_to, **told)
    assert (found.name, found.state, found.tone, found.words) == ("First certification", *expected)


def test_of_an_order_without_a_day_nothing_is_overdue():
    rule = MEDICARE_STYLE._replace(verbal_order_days=None)
    found = certified_notice(VERBAL, kind="x", weeks=8, taken_by="", rule=rule, covers_to=date.max)
    assert (found.state, found.words) == (
        "Waits for signature", "28 Sep 2026 for 8 weeks; Dr. Lee; Verbal order, read back; signature to follow.",
    )  # fmt: skip


def test_a_key_of_a_choice_reads_as_words():
    assert [clinic_words(key) for key in ("in_situ", "pistoning", "a_b_c")] == ["in situ", "pistoning", "a b c"]
