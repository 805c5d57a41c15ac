"""Servers that somebody else runs: whether they answer, said before Django says it in forty lines."""

import psycopg
import redis

from deploy.local.messages import Trouble
from practice.server_version import too_old

BOUND = 10  # seconds


def require_postgres(url: str) -> None:
    """Refuse when nobody answers, or an older one than the product works with. Whatever else is wrong with the address,
    Django's settings explain.
    """
    try:
        with psycopg.connect(url, connect_timeout=BOUND) as connection:
            problem = too_old(connection.info.server_version)
    except psycopg.OperationalError as error:
        raise Trouble(f"The PostgreSQL that DATABASE_URL names cannot be used: {error}") from None
    except psycopg.ProgrammingError:
        return  # an option that Django knows and libpq does not
    if problem:
        raise Trouble(problem)


def require_redis(url: str) -> None:
    """Refuse when nobody answers."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=BOUND, socket_timeout=BOUND) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Trouble(f"The Redis that REDIS_URL names cannot be used: {error}") from None
