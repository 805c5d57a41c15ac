"""Waiting for something that another process does, without sleeping."""

import socket
import time
from contextlib import closing

BOUND = 90.0


def wait_until(holds, what: str, bound: float = BOUND) -> None:
    """Look again and again, for at most `bound` seconds."""
    end = time.monotonic() + bound
    with closing(socket.socketpair()[0]) as never_readable:
        never_readable.settimeout(0.1)
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(f"Waited {bound:.0f} s in vain until {what}.")
            _rest(never_readable)


def _rest(never_readable: socket.socket) -> None:
    try:
        never_readable.recv(1)
    except TimeoutError:
        return
