"""A folder with a space in its path, and the supervisor as a program of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from deploy.local import register
from deploy.local.places import CHECKOUT, LAYOUT, THROW_AWAY


@pytest.fixture
def folder():
    """Short, and passable for the account that runs the servers when we are root."""
    made = Path(tempfile.mkdtemp(prefix="my plan "))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


class Supervisor:
    """`deploy.local with-services` as a program, its servers in a folder of ours."""

    def __init__(self, folder, *command):
        given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.folder = folder
        self.program = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.verbs", "with-services", "--", *command],
            cwd=CHECKOUT,
            env=given | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def read_until(self, words):
        """Everything that it says up to and with the line that has these words."""
        said = ""
        while words not in said:
            line = self.program.stdout.readline()
            assert line, f"It ended after saying: {said}"
            said += line
        return said

    def entries(self):
        """The processes that it has noted down."""
        path = next(self.folder.glob(f"{THROW_AWAY}*")) / LAYOUT["register"]
        return register.left_over(path)


@pytest.fixture
def supervisor(folder):
    """`supervisor("sleep", "60")` runs the command beside servers; none of it outlives the test."""
    started = []

    def start(*command):
        started.append(Supervisor(folder, *command))
        return started[-1]

    yield start
    for one in started:
        if one.program.poll() is None:
            one.program.terminate()
        one.program.communicate(timeout=60)
