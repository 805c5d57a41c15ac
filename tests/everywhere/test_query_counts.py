"""How often each list asks the database: recorded, and the same however many rows there are.

After a change that is meant: `QUERY_COUNTS=write python -m pytest tests/everywhere/test_query_counts.py -n 0`.
"""

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practice.doors.addresses import addresses
from tests.everywhere import world as everything
from tests.people import ROLES

FILE = Path(__file__).parent / "query_counts.json"
OF_THE_SCOPE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT set_config")
LISTS = [a for a in addresses() if a.method == "GET" and a.kind in ("page", "api") and not a.is_detail]


def counts(cast, api) -> dict[str, int]:
    """Each list as the first of its people who may open it, with everything warm."""
    found = {}
    for name in ("ana", "max", "rui", "pia"):
        browser = Client()
        browser.force_login(cast.user(name))
        ways = {"page": browser, "api": api(name)}
        for address in LISTS:
            role = ROLES[name]
            if address.path not in found and address.needs is not None and role in address.roles:
                found[address.path] = _count(ways[address.kind], "/" + address.path)
    return dict(sorted(found.items()))


def _count(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len([q for q in asked.captured_queries if not q["sql"].startswith(OF_THE_SCOPE)])


def test_every_list_asks_as_often_as_recorded_however_long_it_is(cast, api):
    everything.fill(cast)
    short = counts(cast, api)
    everything.grow(cast)
    long = counts(cast, api)
    assert {path: (short[path], long[path]) for path in short if short[path] != long[path]} == {}
    if os.environ.get("QUERY_COUNTS") == "write":
        FILE.write_text(json.dumps(short, indent=1) + "\n")
    recorded = json.loads(FILE.read_text())
    assert short == recorded
