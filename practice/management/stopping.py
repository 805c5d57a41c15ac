"""Being asked to stop, for commands that have something to clear away."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopped_as_by_hand() -> Iterator[None]:
    """SIGTERM leaves the block as Ctrl-C does, so that what was begun is cleared away."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
