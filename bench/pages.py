"""The clinic-wide pages and lists of a busy clinic, each asked for by one of its people over real requests."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.test import Client

from bench import large, meter
from bench.meter import Work
from bench.program import Program
from bench.sessions import django_backend
from bench.table import Line
from practice.models import User
from practice.wsgi import application

MOST_CPU = 100  # milliseconds: what people feel as at once
TIMES, ROUNDS = 2, 5


class Page(NamedTuple):
    """Something that somebody opens."""

    name: str
    who: str
    path: str


PAGES = (
    Page("Manager's page", large.MANAGER, "/progress/"),
    Page("Work list of the clinic", large.MANAGER, "/work/?whose=clinic"),
    Page("Work list of a therapist", large.THERAPIST, "/work/?whose=mine"),
    Page("Today of a therapist", large.THERAPIST, "/"),
    Page("Patients", large.MANAGER, "/patients/"),
    Page("Patients, searched by a name", large.MANAGER, "/patients/?q=test"),
    Page("Adverse events", large.THERAPIST, "/adverse-events/"),
    Page("Reports", large.MANAGER, "/reports/"),
    Page("API clinic/progress/", large.MANAGER, "/api/v1/clinic/progress/"),
    Page("API worklist/ of the clinic", large.MANAGER, "/api/v1/worklist/?whose=clinic"),
    Page("API patients/", large.MANAGER, "/api/v1/patients/"),
    Page("API episodes/", large.THERAPIST, "/api/v1/episodes/"),
)


class Pages:
    """The people of the clinic in their browsers."""

    def __init__(self) -> None:
        self.programs = {who: _signed_in(who) for who in (large.MANAGER, large.THERAPIST)}

    def lines(self) -> Iterator[Line]:
        """A line for each page."""
        backend = django_backend()
        for page in PAGES:
            ask = partial(self.ask, page)
            cost = meter.measure(Work(page.name, ask, backend, TIMES), rounds=ROUNDS)
            yield Line(page.name, cost, meter.statements(ask), most_cpu=MOST_CPU)

    def ask(self, page: Page) -> None:
        """One request."""
        self.programs[page.who].ask("GET", page.path)


def _signed_in(email: str) -> Program:
    """As after the sign-in page."""
    browser = Client()
    browser.force_login(User.objects.get(email=email))
    return Program(application, cookie=f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}")
