"""Summaries by real workers: made anew without any message, also by another worker than the one that was killed."""

import pytest

from patients.models import Visit
from progress import refreshing
from progress.models import StaleMark
from tests.factories import progress
from tests.system.running import in_the_way, wait_until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("system")]


@pytest.fixture
def is_fresh(cast, inside, monkeypatch):
    """`is_fresh()` says whether every episode of a small clinic has a summary that counts."""
    monkeypatch.setenv("SUMMARIES_SWEPT_EVERY", "1")
    with inside():
        progress.many_episodes(cast, 3)

    def asked() -> bool:
        with inside():
            return not refreshing.stale_episodes().exists() and not StaleMark.objects.exists()

    return asked


def test_the_clock_finds_what_is_stale_again_and_again(crew, inside, is_fresh):
    assert not is_fresh()
    crew.worker()
    crew.beat()
    wait_until(is_fresh)
    with inside():
        Visit.objects.update(progress_report=True)
    assert not is_fresh()
    wait_until(is_fresh)


def test_another_worker_finishes_what_a_killed_one_began(crew, queue, is_fresh):
    doomed = crew.worker()
    clock = crew.beat()
    with in_the_way("patients_screening") as somebody_waits:
        wait_until(somebody_waits)
        crew.kill(doomed)
        crew.kill(clock)
    queue.empty()
    assert not is_fresh()
    crew.worker()
    crew.beat()
    wait_until(is_fresh)
