"""The cache and the queue share a Redis and never a database: emptying one leaves the other."""

import pytest

from practice.settings.background import another_database


@pytest.mark.parametrize(
    ("queue", "cache"),
    [
        ("redis://host:6379", "redis://host:6379/1"),
        ("redis://host:6379/0", "redis://host:6379/1"),
        ("redis://host:6379/1", "redis://host:6379/2"),
        ("rediss://:secret@host/1?ssl_cert_reqs=required", "rediss://:secret@host/2?ssl_cert_reqs=required"),
        ("redis://host?db=1", "redis://host/2"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock?db=1"),
        ("unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=2"),
    ],
)
def test_the_cache_takes_another_database_than_the_queue(queue, cache):
    assert another_database(queue) == cache
