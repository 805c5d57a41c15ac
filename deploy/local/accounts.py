"""Which account the servers run as: PostgreSQL refuses root, so root lends them an unprivileged one."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.messages import Trouble

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int


def popen_options(account: Account | None) -> dict[str, Any]:
    """How subprocess changes to the account; nothing to change when there is none."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def server_account(cluster: Path) -> Account | None:
    """Who runs the servers: the owner of an existing cluster, else the first candidate; None unless we are root."""
    if os.geteuid() != 0:
        return None
    known = _owner(cluster) or next(filter(None, map(_named, CANDIDATES)), None)
    if known is None:
        raise Trouble("PostgreSQL refuses to run as root, and this machine has no account 'postgres' or 'nobody'.")
    return Account(known.pw_name, known.pw_uid, known.pw_gid)


def _owner(folder: Path) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(folder.stat().st_uid)
    except (FileNotFoundError, KeyError):
        return None


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def can_run(program: Path, account: Account | None) -> bool:
    """Try it: the answer of the system covers every folder above, mount options and access lists."""
    command = [str(program), "--version"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, check=False, **popen_options(account))
    except PermissionError:
        return False
    return done.returncode == 0


def make_folder(folder: Path, *, mode: int, account: Account | None = None) -> Path:
    """Make a folder with exactly this mode and owner; one that exists stays as it is."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        return folder
    folder.chmod(mode)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder
