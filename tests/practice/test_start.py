"""What a process has loaded before its first request or task."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

WEB = "import practice.wsgi"
WORKER = "import practice.celery, practice.start; from celery.signals import worker_init; worker_init.send(sender=None)"
TOLD = """
import gc, json, sys
looked_through = len(gc.get_objects())
print(json.dumps({"passed_by": gc.get_freeze_count(), "looked_through": looked_through, "code": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("started", [WEB, WORKER])
def test_the_garbage_collector_passes_the_code_by(started):
    command = [sys.executable, "-c", f"import django\ndjango.setup()\n{started}\n{TOLD}"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "practice.settings"}
    ran = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True)
    told = json.loads(ran.stdout)
    assert {"reports.views", "progress.api"} <= set(told["code"])
    assert told["passed_by"] > 20 * told["looked_through"]
