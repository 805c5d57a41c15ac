"""Servers that somebody else runs: whether they answer, said before Django says it in forty lines."""

import psycopg
import redis

from deploy.local.messages import Trouble

BOUND = 10  # seconds


def require_postgres(url: str) -> None:
    """Refuse when nobody answers. Whatever else is wrong with the address, Django's settings explain."""
    try:
        psycopg.connect(url, connect_timeout=BOUND).close()
    except psycopg.OperationalError as error:
        raise Trouble(f"The PostgreSQL that DATABASE_URL names cannot be used: {error}") from None
    except psycopg.ProgrammingError:
        return  # an option that Django knows and libpq does not


def require_redis(url: str) -> None:
    """Refuse when nobody answers."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=BOUND, socket_timeout=BOUND) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Trouble(f"The Redis that REDIS_URL names cannot be used: {error}") from None
