"""What a clinician's letter can clear, as truth tables without a database."""

from datetime import date

import pytest

from patients.rules.clearances import require_clearable, require_clearance
from patients.rules.flags import SERIOUS_REACTION, Raised
from tests.reference_tables import SCREENING
from tests.refused import is_bad_input, refusals, says

BORN, MARCH, MAY, JUNE = date(1980, 2, 1), date(2026, 3, 2), date(2026, 5, 4), date(2026, 6, 8)
TOLD = {"screening": SCREENING, "kinds": {"pneumothorax"}, "born_on": BORN, "today": JUNE}


@pytest.mark.parametrize(
    ("item", "given_on", "raised", "expected"),
    [
        ("neuro", MAY, [MAY], []), ("neuro", JUNE, [MARCH, MAY], []), ("pneumothorax", MAY, [MAY], []),
        (SERIOUS_REACTION, MAY, [MAY], []),
        ("neuro", MARCH, [MAY], [("cleared_before_raised", "given_on")]),
        ("neuro", MAY, [MARCH, JUNE], [("cleared_before_raised", "given_on")]),
        ("neuro", date(2026, 6, 9), [MAY], [("in_the_future", "given_on")]),
        ("neuro", date(1980, 1, 31), [MAY], [("before_birth", "given_on")]),
        ("neuro", BORN, [BORN], []),
        ("neuro", MAY, [], [("nothing_to_clear", "item")]),
        ("over_implant", MAY, [MAY], [("not_clearable", "item")]),
        ("wings", MAY, [MAY], [("unknown_item", "item")]),
    ],
)  # fmt: skip
def test_a_letter_names_what_is_open_and_is_no_older_than_that(item, given_on, raised, expected):
    facts = {**TOLD, "given_on": given_on, "open_ones": [Raised(item, on) for on in raised]}
    assert refusals(require_clearance, item, **facts) == expected
    conflict = {"nothing_to_clear", "not_clearable"}
    assert is_bad_input(require_clearance, item, **facts) is bool({code for code, _ in expected} - conflict)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("no_consent", "Record the consent."), ("license_or_endorsement", "Enter the licence or endorsement"),
        ("red_flag_open", "Choose the red flag itself."), ("needle_phobia", "Record a new screen once it no longer"),
        ("diabetes", "Record a new screen once it no longer holds."),
    ],
)  # fmt: skip
def test_what_no_letter_clears_says_what_settles_it(item, words):
    assert refusals(require_clearable, item, SCREENING) == [("not_clearable", "item")]
    assert words in says(require_clearable, item, SCREENING)
