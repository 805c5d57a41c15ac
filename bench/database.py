"""A database of its own in the given server, made before Django looks at it, and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL")


@contextmanager
def of_its_own() -> Iterator[None]:
    """The addresses in the environment name the new database while the block runs."""
    given = {name: os.environ[name] for name in ADDRESSES if name in os.environ}
    owner, name = given.get("DATABASE_OWNER_URL", given["DATABASE_URL"]), f"myoplan_bench_{os.getpid()}"
    _run(owner, "CREATE DATABASE {}", name)
    os.environ |= {key: urlsplit(address)._replace(path=f"/{name}").geturl() for key, address in given.items()}
    try:
        yield
    finally:
        os.environ |= given
        _run(owner, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def analyze() -> None:
    """Tell the planner what is in the tables by now, as autovacuum does in a clinic."""
    owner = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _run(address: str, statement: str, name: str) -> None:
    place = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))  # type: ignore[arg-type]
