"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice.settings")

application = get_wsgi_application()

from practice.start import load_for_good, refuse_unfenced_start  # noqa: E402  (need the settings)

refuse_unfenced_start()
load_for_good()
