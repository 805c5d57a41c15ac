"""What a payer's clocks ask for, apart from everything else that is due in an episode."""

from datetime import date, timedelta

import pytest

from progress.rules.due import Kind, clocks_on, due_on
from progress.rules.due_facts import DueFacts

DAY = date(2026, 3, 10)
LATE = DueFacts(treatment_days=11, report_due_by=10, certified_until=DAY - timedelta(1), screened_on=())
CLOCKS = {Kind.REPORT, Kind.CERTIFICATION}


@pytest.mark.parametrize("state", ["plan_active", "plan_draft", "on_hold", "discharged"])
def test_the_clocks_ask_for_their_share_of_what_is_due(state):
    every = list(due_on(LATE, DAY, state=state, minor=False))
    assert list(clocks_on(LATE, DAY, state=state)) == [due for due in every if due.kind in CLOCKS]


def test_report_and_certification_are_asked_for_where_care_goes_on():
    assert {due.kind for due in clocks_on(LATE, DAY, state="plan_active")} == CLOCKS
