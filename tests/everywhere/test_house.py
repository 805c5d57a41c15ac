"""The house itself: imports look down, and the page of rights says what the running system does."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from practice import access_table


def test_imports_look_down():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"],
        check=False,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_page_of_rights_says_what_the_running_system_does():
    said = access_table.path_of_page().read_text(encoding="utf-8").splitlines()
    is_so = access_table.text().splitlines()
    missing, extra = sorted(set(is_so) - set(said)), sorted(set(said) - set(is_so))
    assert said == is_so, f"run manage.py access_table; missing: {missing}, no longer so: {extra}"
