"""Tab, network and server end at random while a session is logged: entered is stored, once. `KILLS=200` runs long."""

import os
import random
import tempfile

import pytest

from tests.browser.kills import Kills
from tests.live import KilledServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
MANY = int(os.environ.get("KILLS", "12"))
SEED = int(os.environ.get("KILLS_SEED", "20261127"))


@pytest.fixture
def server(live_system):
    """A web server of its own in front of the live system's database."""
    with tempfile.TemporaryDirectory(prefix="myoplan-killed-") as folder:
        started = KilledServer(live_system.env, folder)
        started.start()
        yield started
        started.stop()


def test_what_was_entered_is_stored_once_whatever_is_killed(chromium, server):
    context = chromium.new_context(base_url=server.address, viewport={"width": 1180, "height": 820}, has_touch=True)
    context.set_default_timeout(30_000)
    try:
        kills = Kills(context, server, random.Random(SEED))
        kills.begin()
        for _ in range(MANY):
            kills.once()
        kills.end()
    finally:
        context.close()
