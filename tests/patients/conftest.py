"""What tests of two records of one person share."""

import pytest

from tests.factories import patients as make
from tests.factories import sessions


@pytest.fixture
def twin(cast):
    """Pia once more, by another therapist: an episode with a signed note and two days of the diary."""
    made = make.patient(cast, given_name="Pia", date_of_birth=cast.pia.date_of_birth, confirm_duplicate=True)
    episode = sessions.treatable_episode(cast, of=made)
    sessions.signed_session(cast, episode)
    return made
