"""What a command must be told to work on the system that `make run` runs from this checkout."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from deploy.local import places, postgres, redis, register
from deploy.local.places import CHECKOUT, Places


def join(words: list[str]) -> None:
    """Go on inside .venv where Django is not at hand, and use the running servers unless others are named."""
    python = CHECKOUT / ".venv" / "bin" / "python"
    if find_spec("django") is None and python.exists() and Path(sys.prefix) != CHECKOUT / ".venv":
        os.execv(python, [str(python), *words])
    if "DATABASE_URL" not in os.environ:
        for name, value in environment(Places(places.data_folder(CHECKOUT))).items():
            os.environ.setdefault(name, value)


def environment(where: Places) -> dict[str, str]:
    """The variables of the running system; empty when nothing runs."""
    running = {entry.name for entry in register.left_over(where.register)}
    sockets = Path(str(register.read(where.register).get("sockets", "")))
    found: dict[str, str] = {}
    if "PostgreSQL" in running:
        found |= {f"DATABASE{of}URL": postgres.url(sockets, role) for of, role in ROLES.items()}
    if "Redis" in running:
        found["REDIS_URL"] = redis.url(sockets)
    if found:
        found |= {"DEBUG": "true", "MEDIA_ROOT": str(where.media), "SECRET_KEY": places.secret_key(where)}
    return found


ROLES = {"_": "myoplan_app", "_OWNER_": "myoplan_owner"}
