"""PostgreSQL's own programs of the server's version, and how they are told where the server is."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from deploy.local.binaries import Binaries
from deploy.local.postgres import major_version
from practice.backups.refusals import BackupRefused

ELSEWHERE = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")  # Debian and Red Hat keep every version apart


def server_version() -> int:
    """The major version of the server that the connection speaks to."""
    return _held().info.server_version // 10000


def program(name: str, version: int) -> Path:
    """The program of this major version: out of the search path, or the one that comes with Myoplan."""
    found = {path: _version_of(path) for path in _candidates(name, version)}
    for path, major in found.items():
        if major == str(version):
            return path
    there = ", ".join(sorted({major for major in found.values() if major})) or "none"
    raise BackupRefused(
        f"The server is PostgreSQL {version}, and there is no {name} of version {version} here (found: {there}). "
        f"Install the client programs of PostgreSQL {version}, on Debian and Ubuntu: "
        f"apt-get install postgresql-client-{version}"
    )


def _candidates(name: str, version: int) -> list[Path]:
    path = shutil.which(name)
    site = Path(sysconfig.get_paths()["platlib"])
    places = [*(Path(place.format(version), name) for place in ELSEWHERE), Binaries(site).postgres / name]
    return [Path(path), *places] if path else places


def _version_of(path: Path) -> str:
    try:
        shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return major_version(shown.stdout)


@contextmanager
def running(command: Sequence[str | Path], *, stdout: int) -> Iterator["subprocess.Popen[bytes]"]:
    """One of them, ended with the block; refuses with its own last words when it failed."""
    env = (
        {name: value for name, value in os.environ.items() if not name.startswith("PG")} | _address() | {"LC_ALL": "C"}
    )
    process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE)
    try:
        yield process
        said = process.communicate()[1].decode(errors="replace").strip()
    except BaseException:
        process.kill()
        process.communicate()
        raise
    if process.returncode != 0:
        raise BackupRefused(f"{Path(command[0]).name} failed: {said[-2000:]}")


def _address() -> dict[str, str]:
    """The server, database and role of our own connection, in the variables that libpq reads."""
    told = _held().pgconn.info
    return {option.envvar.decode(): option.val.decode() for option in told if option.envvar and option.val}


def _held() -> "psycopg.Connection[Any]":
    connection.ensure_connection()
    held: psycopg.Connection[Any] = connection.connection
    return held
