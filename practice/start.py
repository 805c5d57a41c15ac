"""What web server and worker refuse to start with."""

from typing import Any

from celery.signals import worker_init
from django.db import OperationalError

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


worker_init.connect(refuse_unfenced_start)
