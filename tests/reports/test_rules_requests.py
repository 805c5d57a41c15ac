"""Which reports can be asked for, which again, and which can be opened."""

from datetime import date

import pytest

from practice.errors import BadInput, RuleViolation
from reports.rules.requests import (
    require_failed,
    require_justification,
    require_ready,
    require_requestable,
    require_subject,
    require_within,
)
from tests.refused import is_bad_input, refusals

MARCH, JUNE, TODAY, TOMORROW = date(2026, 3, 2), date(2026, 6, 8), date(2026, 11, 28), date(2026, 11, 29)


def test_only_what_failed_is_tried_again():
    require_failed(failed=True)
    with pytest.raises(RuleViolation) as refused:
        require_failed(failed=False)
    assert [blocker.code for blocker in refused.value.blockers] == ["report_not_failed"]


@pytest.mark.parametrize(("problem", "said"), [("", "not ready yet"), ("No visits in this period.", "No visits")])
def test_a_file_opens_once_it_is_there_and_says_why_not(problem, said):
    require_ready(done=True)
    with pytest.raises(RuleViolation) as refused:
        require_ready(False, problem)
    assert said in refused.value.blockers[0].message


def test_a_copy_names_its_consent_and_nothing_else_does():
    assert require_subject("consent", has_consent=True)
    assert not require_subject("progress", has_consent=False)
    for kind, has_consent in (("consent", False), ("progress", True)):
        with pytest.raises(BadInput):
            require_subject(kind, has_consent=has_consent)


@pytest.mark.parametrize(
    ("has_episode", "first", "last", "expected"),
    [
        (True, None, None, []), (True, MARCH, JUNE, []), (True, JUNE, JUNE, []), (True, MARCH, TODAY, []),
        (True, TODAY, None, []), (True, None, TODAY, []), (False, MARCH, JUNE, [("episode_missing", "episode")]),
        (True, JUNE, MARCH, [("period_backwards", "from")]), (True, TOMORROW, None, [("in_the_future", "from")]),
        (True, None, TOMORROW, [("in_the_future", "to")]),
    ],
)  # fmt: skip
def test_a_progress_report_is_about_one_episode_and_days_that_have_come(has_episode, first, last, expected):
    asked = {"has_episode": has_episode, "first": first, "last": last, "today": TODAY}
    assert refusals(require_requestable, **asked) == expected
    assert is_bad_input(require_requestable, **asked) is bool(expected)


@pytest.mark.parametrize(
    ("last", "begun"), [(None, True), (date(2026, 3, 1), False), (MARCH, True), (JUNE, True)]
)  # fmt: skip
def test_a_report_ends_when_its_episode_had_begun(last, begun):
    assert refusals(require_within, last=last, started_on=MARCH) == [("before_the_episode", "to")] * (not begun)
    assert is_bad_input(require_within, last=last, started_on=MARCH) is not begun


@pytest.mark.parametrize(
    ("text", "kind", "by_therapist", "code"),
    [
        ("Still falls short.", "progress", True, ""), ("", "progress", False, ""), (" ", "consent", False, ""),
        ("Still falls short.", "consent", True, "justification_not_wanted"),
        ("Still falls short.", "progress", False, "not_a_therapist"),
    ],
)  # fmt: skip
def test_a_therapist_says_in_a_progress_report_why_care_goes_on(text, kind, by_therapist, code):
    told = {"kind": kind, "by_therapist": by_therapist}
    assert refusals(require_justification, text, **told) == ([(code, "justification")] if code else [])
    assert is_bad_input(require_justification, text, **told) is bool(code)


def test_a_justification_is_kept_without_the_space_around_it():
    assert require_justification("  Still falls short.\n", kind="progress", by_therapist=True) == "Still falls short."
    assert require_justification(" \n", kind="progress", by_therapist=True) == ""
