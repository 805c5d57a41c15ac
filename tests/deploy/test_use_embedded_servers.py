import psycopg
import pytest
import redis

from deploy.local import accounts, binaries, places
from deploy.local.messages import Trouble
from deploy.local.places import CHECKOUT
from deploy.local.postgres import Postgres
from deploy.local.processes import Crew
from deploy.local.redis import Redis


@pytest.fixture
def where(folder):
    return places.prepare(folder / "data, with a comma")


@pytest.fixture
def servers(where):
    """Both servers, not started, with their data in a path with spaces and a comma."""
    account = accounts.server_account(where.postgres)
    found = binaries.for_account(account, places.system_folder(CHECKOUT))
    with places.sockets(where, account) as sockets:
        yield (
            Postgres(found.postgres, where, sockets, account, durable=False),
            Redis(found.redis, where, sockets, account, durable=True),
        )


def test_the_application_cannot_pass_the_fences_and_owns_nothing(servers):
    with Crew() as crew:
        servers[0].start(crew)
        with psycopg.connect(servers[0].url("myoplan_app")) as connection:
            role = "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert connection.execute(role).fetchone() == (False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine ()")
        with psycopg.connect(servers[0].url("myoplan_owner")) as connection:
            connection.execute("CREATE TABLE ours ()")
            connection.execute("SET ROLE myoplan_app")


def test_a_start_after_another_version_is_refused_and_the_data_kept(servers, where):
    with Crew() as crew:
        servers[0].start(crew)
    (where.postgres / "PG_VERSION").write_text("16\n")
    with Crew() as crew, pytest.raises(Trouble, match="made by PostgreSQL 16"):
        servers[0].start(crew)
    assert (where.postgres / "PG_VERSION").read_text() == "16\n"


def test_the_queue_outlives_a_killed_server(servers):
    with Crew() as crew:
        servers[1].start(crew)
        client = redis.Redis.from_url(servers[1].url())
        client.rpush("celery", "a report")
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        client.close()
        crew.children[0].process.kill()
    with Crew() as crew:
        servers[1].start(crew)
        client = redis.Redis.from_url(servers[1].url())
        assert client.lrange("celery", 0, -1) == [b"a report"]
        client.close()


def test_nothing_that_existed_gets_other_permissions(folder, servers):
    above = [folder, *folder.parents]
    before = [path.stat().st_mode for path in above]
    with Crew() as crew:
        for server in servers:
            server.start(crew)
        assert servers[1].sockets.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode for path in above] == before
