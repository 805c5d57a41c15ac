"""The API's table of contents: every resource and its path."""

import importlib

from rest_framework.routers import SimpleRouter

router = SimpleRouter(use_regex_path=False)
for room in ("practice.resources", "patients.api", "plans.api", "sessions.api", "progress.api", "reports.api"):
    for prefix, viewset, basename in importlib.import_module(room).RESOURCES:
        router.register(prefix, viewset, basename=basename)
