"""Which reports can be asked for again, and which can be opened."""

import pytest

from practice.errors import BadInput, RuleViolation
from reports.rules.requests import require_failed, require_ready, require_subject


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
