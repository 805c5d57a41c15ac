#!/usr/bin/env python
"""Myoplan's command line. Beside `make run` it works on that system, with whatever Python it is started."""

import os
import sys

from deploy.local import beside

if __name__ == "__main__":
    beside.join(sys.argv)
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")
    execute_from_command_line(sys.argv)
