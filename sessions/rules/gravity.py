"""Which notices before a signature are read first: what may be wrong or dangerous before what is merely missing.

Source: domain.md (b), the table's column 'required to sign'; the order is a project choice.
"""

from collections.abc import Iterable
from typing import Final

from practice.errors import Blocker

GRAVE: Final = (
    "sharps_contradict_count", "consent_withdrawn_since", "second_session_today", "screening_after_needles",
    "needled_before_referral",
    "needle_long", "needle_thick", "overridden", "scope_in_situ", "scope_technique", "needling_not_in_plan",
    "state_rule_unclear", "needles_out_of_date", "consent_copy_missing",
)  # fmt: skip
_ORDER: Final = (
    *GRAVE, "session_not_over", "risk_not_named", "first_session", "pain_after_missing", "retest_missing",
    "safeguard_missing", "dwell_missing", "needle_lot_missing", "excludes1", "code_also", "release_unchecked",
)  # fmt: skip


def is_grave(code: str) -> bool:
    """Whether a notice stands out: something contradicts itself, goes beyond what the catalogue or the law says, or is
    owed to the patient.
    """
    return code in GRAVE


def gravest_first(notices: Iterable[Blocker]) -> list[Blocker]:
    """The notices by their weight; those of one kind stay together, in their order."""
    return sorted(notices, key=lambda notice: _ORDER.index(notice.code) if notice.code in _ORDER else len(_ORDER))
