"""What tests of two records of one person share, and those of care and notes that go to somebody else."""

import pytest

from tests.factories import patients as make
from tests.factories import sessions


@pytest.fixture
def noa(cast):
    """A second therapist, with full needling authority."""
    cast.members["noa"] = sessions.supervisor(cast)
    return cast.members["noa"]


@pytest.fixture
def twin(cast):
    """Pia once more, by another therapist: an episode with a signed note and two days of the diary."""
    made = make.patient(cast, given_name="Pia", date_of_birth=cast.pia.date_of_birth, confirm_duplicate=True)
    episode = sessions.treatable_episode(cast, of=made)
    sessions.signed_session(cast, episode)
    return made
