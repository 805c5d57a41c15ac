"""PostgreSQL and Redis for whatever runs next: the given ones, or embedded ones, as an environment for Django."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import binaries, given, places, register
from deploy.local.accounts import Account, server_account
from deploy.local.messages import say
from deploy.local.places import CHECKOUT, Places
from deploy.local.postgres import Postgres
from deploy.local.processes import Crew, Task
from deploy.local.redis import Redis
from deploy.local.register import Register

NOT_FOR_CHILDREN = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")


@dataclass(frozen=True)
class Services:
    """Running servers, and what Django must be told to use them."""

    crew: Crew
    places: Places
    env: dict[str, str]

    def python(self, name: str, *words: str, log: str) -> Task:
        """A task for Python in the checkout, with a log of its own."""
        path = self.places.logs / f"{log}.log"
        return Task(name=name, command=[sys.executable, *words], log=path, env=self.env, folder=CHECKOUT)


@contextmanager
def lasting(address: str) -> Iterator[Services]:
    """With the data of this checkout, after clearing up what a killed run left."""
    where = places.prepare(places.data_folder(CHECKOUT))
    with places.held(where.folder, register.already_running(where.register)):
        register.clear_left_overs(where.register)
        say(f"Data: {where.folder}")
        with _started(where, address, durable=True) as (crew, urls):
            yield Services(crew, where, _environment(where, urls))


@contextmanager
def throw_away(*, durable: bool) -> Iterator[Services]:
    """With empty data that is gone afterwards."""
    places.clear_throw_aways()
    with places.throw_away() as where, _started(where, "", durable=durable) as (crew, urls):
        yield Services(crew, where, _environment(where, urls))


@contextmanager
def _started(where: Places, address: str, *, durable: bool) -> Iterator[tuple[Crew, dict[str, str]]]:
    """The crew is left first, so that no server loses its socket while it still runs."""
    account = server_account(where.postgres)
    with places.sockets(where, account) as sockets, Crew(Register(where.register, address, sockets)) as crew:
        embedded = Embedded(crew, where, sockets, account, durable)
        yield crew, embedded.postgres() | embedded.redis()


@dataclass(frozen=True)
class Embedded:
    """The two servers, each started only where no other one is given."""

    crew: Crew
    places: Places
    sockets: Path
    account: Account | None
    durable: bool

    def postgres(self) -> dict[str, str]:
        """What Django must be told about PostgreSQL."""
        if url := os.environ.get("DATABASE_URL"):
            given.require_postgres(url)
            say("PostgreSQL … the one that DATABASE_URL names")
            return {}
        server = Postgres(self._binaries().postgres, self.places, self.sockets, self.account, self.durable)
        server.start(self.crew)
        return {"DATABASE_URL": server.url("myoplan_app"), "DATABASE_OWNER_URL": server.url("myoplan_owner")}

    def redis(self) -> dict[str, str]:
        """What Django must be told about Redis."""
        if url := os.environ.get("REDIS_URL"):
            given.require_redis(url)
            say("Redis … the one that REDIS_URL names")
            return {}
        server = Redis(self._binaries().redis, self.places, self.sockets, self.account, self.durable)
        server.start(self.crew)
        return {"REDIS_URL": server.url()}

    def _binaries(self) -> binaries.Binaries:
        return binaries.for_account(self.account, places.system_folder(CHECKOUT))


def _environment(where: Places, urls: dict[str, str]) -> dict[str, str]:
    """Our own environment, without what `make` says to a `make` below it, and with what Django needs."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN}
    if "DATABASE_URL" in urls:  # libpq would mix PGHOST, PGPORT and the like into our address
        inherited = {name: value for name, value in inherited.items() if not name.startswith("PG")}
    preset = {"DEBUG": "true", "MEDIA_ROOT": str(where.media), "PYTHONUNBUFFERED": "1"}
    ours = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "SECRET_KEY": inherited.get("SECRET_KEY") or places.secret_key(where),
    }
    return preset | inherited | ours | urls
