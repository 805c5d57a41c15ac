"""What a consent must hold, without a database.

Rules: patients.rules.agreement.require_recordable, patients.rules.agreement.require_areas.
"""

from datetime import date

import pytest

from patients.rules.agreement import require_areas, require_recordable, require_signature
from practice.errors import BadInput
from tests.refused import is_bad_input, refusals


def test_of_unknown_regions_the_first_three_are_named():
    with pytest.raises(BadInput) as refused:
        require_areas(["neck", "e", "d", "c", "b"], {"neck"})
    assert refused.value.blockers[0].message == "There is no region “b, c, d”."
    assert refused.value.blockers[0].field == "areas"
    require_areas(["neck"], {"neck", "head"})


SIGNED = {
    "signed_on": date(2026, 3, 2), "expires_on": None, "today": date(2026, 3, 2), "minor": False, "guardian_name": "",
    "guardian_relation": "", "assent": False,
}  # fmt: skip
CHILD = SIGNED | {"minor": True, "guardian_name": "Eva Lund", "guardian_relation": "mother", "assent": True}


@pytest.mark.parametrize(
    ("consent", "expected"),
    [
        (SIGNED, ""), (SIGNED | {"expires_on": date(2026, 3, 2)}, ""), (CHILD, ""),
        (SIGNED | {"signed_on": date(2026, 3, 3)}, "in_the_future signed_on"),
        (SIGNED | {"expires_on": date(2026, 3, 1)}, "ends_before_it_began expires_on"),
        (CHILD | {"guardian_name": " "}, "guardian_missing guardian_name"),
        (CHILD | {"guardian_relation": " "}, "guardian_relation_missing guardian_relation"),
        (CHILD | {"assent": False}, "assent_missing assent"),
    ],
)  # fmt: skip
def test_a_consent_is_signed_by_today_and_for_a_child_by_a_guardian_with_its_assent(consent, expected):
    assert refusals(require_recordable, **consent) == ([tuple(expected.split())] if expected else [])
    assert is_bad_input(require_recordable, **consent) is bool(expected)


LINE = "M1 1" + " L2 2" * 3


@pytest.mark.parametrize(
    ("how", "signature", "code"),
    [
        ("drawn", LINE, ""), ("paper", "", ""), ("drawn", "", "signature_missing"),
        ("paper", LINE, "signature_not_drawn"), ("drawn", "M1 1 L2 2 L3 3", "signature_unreadable"),
        ("drawn", f"{LINE} L1000 2", "signature_unreadable"), ("drawn", f"{LINE}<script>", "signature_unreadable"),
        ("drawn", "M10 1" + " L2 2" * 3999, ""), ("drawn", "M10 10" + " L2 2" * 3999, "signature_too_long"),
    ],
)  # fmt: skip
def test_a_drawing_is_one_of_strokes_and_belongs_to_a_signature_on_the_screen(how, signature, code):
    assert refusals(require_signature, how, signature) == ([(code, "signature")] if code else [])
    assert is_bad_input(require_signature, how, signature) is bool(code)
