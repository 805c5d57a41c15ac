"""What an episode's values up to a day decide.

Rules: progress.rules.outcomes.outcome_of.
"""

from datetime import date

import pytest

from progress.rules.outcomes import Outcome, outcome_of
from tests.reference_tables import TABLES

VALUES = {"ndi_raw": [("2026-10-01", "20"), ("2026-10-20", "19"), ("2026-11-20", "8")]}


@pytest.mark.parametrize(
    ("until", "mcid"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), None),
        (date(2026, 10, 20), False),
        (date(2026, 11, 19), False),
        (date(2026, 11, 20), True),
        (date(2026, 12, 31), True),
    ],
)
def test_only_values_up_to_the_day_decide_the_day_itself_included(until, mcid):
    assert outcome_of("neck_pain", VALUES, TABLES, until=until) == Outcome(mcid, None)
