"""Databases for tests: migrated once as a template, then copied, because migrating costs twenty seconds each time."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
MADE_FROM = ("*/migrations/*.py", "*/reference/*.json", "practice/fences.py", "practice/reference.py")
ONE_AT_A_TIME = 20261122


def own_name() -> str:
    """The name of the database that the environment gives."""
    return urlsplit(os.environ["DATABASE_URL"]).path.strip("/")


def environment_for(name: str) -> dict[str, str]:
    """The environment with another database on the same server."""
    urls = {key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(key)}
    return os.environ | {key: _renamed(url, name) for key, url in urls.items()}


@contextmanager
def copied_database(name: str) -> Iterator[None]:
    """A migrated database called `name`, dropped with the block."""
    with _server() as server:
        template = _template(server)
        _drop(server, name)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield
        finally:
            _drop(server, name)


def _server() -> psycopg.Connection:
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
    return psycopg.connect(_renamed(url, "postgres"), autocommit=True)


def _template(server: psycopg.Connection) -> str:
    """The template of what the migrations and the reference data are now; whoever comes first makes it."""
    name = f"template_{own_name()}_{_digest()}"
    server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    try:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _make_template(server, name)
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
    return name


def _make_template(server: psycopg.Connection, name: str) -> None:
    """Under another name until it is complete; templates of earlier migrations go."""
    older = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"template_{own_name()}_"]
    ).fetchall()
    for (old,) in older:
        _drop(server, old)
    server.execute(f'CREATE DATABASE "{name}_unfinished"')
    succeed([sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"], environment_for(f"{name}_unfinished"))
    wait_until(lambda: _try(server, f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"'), "the template is free")


def succeed(command: list[str], env: dict[str, str]) -> None:
    """Run a command of the project to its good end."""
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{' '.join(command)}: {ended.stderr[-3000:]}"


def _drop(server: psycopg.Connection, name: str) -> None:
    """Connections that a thread left open are ended first, by the role that opened them."""
    with psycopg.connect(_renamed(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as same_role:
        same_role.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
    wait_until(lambda: _try(server, f'DROP DATABASE IF EXISTS "{name}"'), f"nobody uses {name} any more")


def _try(server: psycopg.Connection, statement: str) -> bool:
    try:
        server.execute(statement)
    except psycopg.errors.ObjectInUse:
        return False
    return True


def _digest() -> str:
    found = sorted(path for pattern in MADE_FROM for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in found)).hexdigest()[:12]


def _renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
