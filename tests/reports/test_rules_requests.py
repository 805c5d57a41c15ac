"""Which reports can be asked for again, and which can be opened."""

import pytest

from practice.errors import RuleViolation
from reports.rules.requests import require_failed, require_ready


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
