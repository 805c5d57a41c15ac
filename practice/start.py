"""What web server and worker refuse to start with, and load before their first work."""

import gc
from typing import Any

from celery.signals import worker_init
from django.db import OperationalError
from django.urls import get_resolver

from practice.database import server_problem, working_role_problem


def refuse_unfenced_start(**_: Any) -> None:
    """Stop with a sentence when the server is too old, or the database role could pass row-level security; a silent
    database is no reason.
    """
    try:
        problem = server_problem() or working_role_problem()
    except OperationalError:
        return
    if problem:
        raise SystemExit(f"Myoplan does not start: {problem}")


def load_for_good(**_: Any) -> None:
    """Load every address, and with it nearly all code; from then on the garbage collector passes it by.

    Otherwise the collector looks through all of it again whenever a large page is made: 60 ms more for a work list
    that takes 70 ms (`make bench`).
    """
    get_resolver().url_patterns  # noqa: B018  (importing is what it is asked for)
    gc.collect()
    gc.freeze()


for before_the_first_task in (refuse_unfenced_start, load_for_good):
    worker_init.connect(before_the_first_task)
