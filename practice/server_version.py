"""The oldest PostgreSQL that Myoplan works with, said in one sentence before anything fails on an older one."""

from typing import Final

OLDEST: Final = 16  # GRANT … WITH SET, and asking whether a role may SET ROLE: what the two roles stand on


def too_old(server_version: int) -> str:
    """Why a server cannot be used; '' when it can. The version as libpq counts: 150018 is 15.18."""
    major, minor = divmod(server_version, 10_000)
    if major >= OLDEST:
        return ""
    return f"This PostgreSQL is {major}.{minor}, and Myoplan needs {OLDEST} or newer. Name a newer one in DATABASE_URL."
