"""What the walks share."""

import pytest

from tests.everywhere import world as everything


@pytest.fixture
def world(cast):
    """One row of each model, by label."""
    everything.fill(cast)
    return everything.rows()
