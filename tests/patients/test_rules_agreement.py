"""What a consent must hold, without a database."""

import pytest

from patients.rules.agreement import require_areas
from practice.errors import BadInput


def test_of_unknown_regions_the_first_three_are_named():
    with pytest.raises(BadInput) as refused:
        require_areas(["neck", "e", "d", "c", "b"], {"neck"})
    assert refused.value.blockers[0].message == "There is no region “b, c, d”."
    assert refused.value.blockers[0].field == "areas"
    require_areas(["neck"], {"neck", "head"})
