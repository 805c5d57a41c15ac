"""The address of the web server: where it is to listen, and whether somebody else already does."""

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local import register
from deploy.local.messages import Trouble
from deploy.local.places import CHECKOUT, LAYOUT, data_folder

DEFAULT_PORT = 8000
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    def bind(self) -> str:
        """As the web server takes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self) -> str:
        """How a browser on this machine reaches it."""
        return f"http://{Address(EVERY_ADDRESS.get(self.host, self.host), self.port).bind()}"


def wanted(environ: Mapping[str, str]) -> Address:
    """From PORT and HOST."""
    said = environ.get("PORT") or str(DEFAULT_PORT)
    if not (said.isascii() and said.isdigit() and 0 < int(said) < 65536):
        raise Trouble(f"PORT is '{said}', which is no port. Give a number from 1 to 65535: make run PORT=8001")
    return Address(environ.get("HOST") or "127.0.0.1", int(said))


def require_free_unless_ours(address: Address) -> None:
    """Before anything is installed. What a killed run of ours left is cleared up later and is no obstacle."""
    if not register.left_over(data_folder(CHECKOUT) / LAYOUT["register"]):
        require_free(address)


def require_free(address: Address) -> None:
    """Say which port is taken and how to choose another."""
    error = _try_to_bind(address)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise Trouble(taken(address.port, _next_free(address)))
    if error.errno == errno.EACCES:
        raise Trouble(f"Port {address.port} is reserved for the system. Choose one above 1024: make run PORT=8000")
    raise Trouble(f"This machine cannot listen on HOST={address.host}: {error.strerror or error}.")


def taken(port: int, free: int | None) -> str:
    """The sentence for a port that somebody else uses."""
    return f"Port {port} is taken by another program. Choose another port: make run PORT={free or port + 1}"


def _try_to_bind(address: Address) -> OSError | None:
    try:
        family, kind, number, _, where = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, number) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(where)
    except OSError as error:
        return error
    return None


def _next_free(address: Address) -> int | None:
    following = range(address.port + 1, min(address.port + 50, 65536))
    return next((port for port in following if _try_to_bind(Address(address.host, port)) is None), None)
