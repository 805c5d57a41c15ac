"""The embedded PostgreSQL: its cluster, its roles, its start; only the binaries of the wheel are used."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.local.accounts import Account, make_folder
from deploy.local.messages import Trouble, failure, stage
from deploy.local.places import Places
from deploy.local.processes import Crew, Task

PORT = "5432"  # names the socket; nothing listens on the network
RECOVERY = 120.0  # seconds that a start after a crash may take
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")  # for data that nobody will miss
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # nothing of the caller's PGPORT, PGDATA, locale
ROLES = r"""
SET client_min_messages = warning;
SELECT 'CREATE ROLE myoplan_owner LOGIN CREATEDB CREATEROLE'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'myoplan_owner') \gexec
SELECT 'CREATE ROLE myoplan_app LOGIN NOSUPERUSER NOBYPASSRLS'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'myoplan_app') \gexec
GRANT myoplan_app TO myoplan_owner;
SELECT 'CREATE DATABASE myoplan OWNER myoplan_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'myoplan') \gexec
"""


@dataclass(frozen=True)
class Postgres:
    """One cluster and the server over it."""

    binaries: Path
    places: Places
    sockets: Path
    account: Account | None
    durable: bool

    def start(self, crew: Crew) -> None:
        """Have a cluster, a server that answers, and the two roles."""
        with stage("PostgreSQL"):
            if not self.places.postgres.exists():
                self._make_cluster(crew)
            self._require_same_version()
            forget_dead_server(self.places.postgres)
            child = crew.start(self._server())
            crew.wait_until(self._answers, child, RECOVERY)
            self._make_roles()

    def url(self, role: str) -> str:
        """The address of the database for one role."""
        return url(self.sockets, role)

    def _make_cluster(self, crew: Crew) -> None:
        """Made under another name and renamed when it is whole: an interrupted attempt is never taken for a cluster."""
        fresh = self.places.postgres.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_folder(fresh, mode=0o700, account=self.account)
        crew.succeed(self._task("PostgreSQL set-up", self._initdb(fresh)), "PostgreSQL could not make its data folder.")
        fresh.rename(self.places.postgres)

    def _initdb(self, folder: Path) -> list[str]:
        spelling = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        hurry = [] if self.durable else ["--no-sync"]
        return [self._binary("initdb"), "-D", str(folder), "-U", "postgres", "--auth=trust", *spelling, *hurry]

    def _require_same_version(self) -> None:
        made_by = (self.places.postgres / "PG_VERSION").read_text().strip()
        shown = subprocess.run([self._binary("postgres"), "--version"], capture_output=True, text=True, check=True)
        brought = major_version(shown.stdout)
        if made_by != brought:
            raise Trouble(other_version(self.places.postgres, made_by, brought))

    def _server(self) -> Task:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={_quoted(self.sockets)}",
            "unix_socket_permissions=0700",
            *(() if self.durable else QUICK),
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        return self._task(
            "PostgreSQL", [self._binary("postgres"), "-D", str(self.places.postgres), "-p", PORT, *options]
        )

    def _task(self, name: str, command: Sequence[str]) -> Task:
        log = self.places.logs / f"{name.lower().replace(' ', '-')}.log"
        return Task(
            name=name,
            command=command,
            log=log,
            env=ENVIRONMENT,
            folder=self.places.folder,
            account=self.account,
            stop=signal.SIGINT,  # 'fast': ends the connections, SIGTERM would wait for them
            patience=30.0,
            serves=True,
        )

    def _answers(self) -> bool:
        asked = [self._binary("pg_isready"), "-q", "-h", str(self.sockets), "-p", PORT, "-U", "postgres"]
        return subprocess.run(asked, env=ENVIRONMENT, check=False).returncode == 0

    def _make_roles(self) -> None:
        """Each time: a first start may have been interrupted after the cluster and before the roles."""
        command = [self._binary("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-p", PORT]
        log = self.places.logs / "postgresql-roles.log"
        with log.open("w") as output:
            done = subprocess.run(
                [*command, "-U", "postgres", "-d", "postgres"],
                input=ROLES.encode(),
                stdout=output,
                stderr=output,
                env=ENVIRONMENT,
                check=False,
            )
        if done.returncode != 0:
            raise failure("PostgreSQL refused to make its roles and its database.", log)

    def _binary(self, name: str) -> str:
        return str(self.binaries / name)


def url(sockets: Path, role: str) -> str:
    """The address of the database for one role, with the folder of the socket as its host."""
    return f"postgresql://{role}@/myoplan?host={quote(str(sockets), safe='')}&port={PORT}"


def major_version(shown: str) -> str:
    """'postgres (PostgreSQL) 18.4' → '18'"""
    found = re.search(r"\b(\d+)(\.|beta|rc|devel)", shown)
    return found[1] if found else ""


def other_version(cluster: Path, made_by: str, brought: str) -> str:
    """The sentence for data of another major version."""
    kept = cluster.with_name(f"postgres-{made_by}")
    return (
        f"The data in {cluster} was made by PostgreSQL {made_by}, and this checkout brings PostgreSQL {brought}, "
        f"which cannot read it. Nothing was changed. To start with an empty database and keep the old one: "
        f'mv "{cluster}" "{kept}"  To carry the data over, see \'Another PostgreSQL\' in docs/operations.md.'
    )


def forget_dead_server(cluster: Path) -> None:
    """Remove the note of a server that was killed, when its number meanwhile belongs to another program."""
    note = cluster / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if not _serves(pid, cluster):
        note.unlink()
        return
    raise Trouble(
        f"Another PostgreSQL (process {pid}) already uses {cluster}. Stop it first: kill -INT {pid}",
    )


def _serves(pid: int, cluster: Path) -> bool:
    """A server's working folder is its cluster. Without /proc, any living process is believed to be one."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
        except (FileNotFoundError, PermissionError):
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _quoted(folder: Path) -> str:
    """One item of a list setting: a comma or a space in the path must not split it."""
    return '"' + str(folder).replace('"', '""') + '"'
