"""The clinic-wide pages and lists of a busy clinic, each asked for by one of its people over real requests."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.test import Client

from bench import large, meter
from bench.meter import Work
from bench.program import HOST, PORT, Program
from bench.sessions import django_backend
from bench.table import Aim, Line
from patients.models import EpisodeOfCare
from practice import scoping
from practice.models import Clinic, User
from practice.tasks import SteppedClinicTask
from practice.wsgi import application
from progress import refreshing

MOST_CPU = 100  # milliseconds: what people feel as at once
TIMES, ROUNDS = 2, 5


class Page(NamedTuple):
    """Something that somebody opens."""

    name: str
    who: str
    path: str


PAGES = (
    Page("Manager's page", large.MANAGER, "/progress/"),
    Page("Which muscles helped", large.MANAGER, "/progress/muscles/"),
    Page("Work list of the clinic", large.MANAGER, "/work/?whose=clinic"),
    Page("Work list of a therapist", large.THERAPIST, "/work/?whose=mine"),
    Page("Today of a therapist", large.THERAPIST, "/"),
    Page("Patients", large.MANAGER, "/patients/"),
    Page("Patients, searched by a name", large.MANAGER, "/patients/?q=test"),
    Page("Adverse events", large.THERAPIST, "/adverse-events/"),
    Page("Reports", large.MANAGER, "/reports/"),
    Page("API clinic/progress/", large.MANAGER, "/api/v1/clinic/progress/"),
    Page("API clinic/muscles/", large.MANAGER, "/api/v1/clinic/muscles/"),
    Page("API worklist/ of the clinic", large.MANAGER, "/api/v1/worklist/?whose=clinic"),
    Page("API patients/", large.MANAGER, "/api/v1/patients/"),
    Page("API episodes/", large.THERAPIST, "/api/v1/episodes/"),
)


CLINIC_WIDE = PAGES[2]
STALE = 5  # episodes that changed since a worker looked last, ten seconds ago


class Pages:
    """The people of the clinic in their browsers."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.programs = {who: _signed_in(who) for who in (large.MANAGER, large.THERAPIST)}

    def lines(self) -> Iterator[Line]:
        """A line for each page with everything fresh, then the work list around stale summaries, and their making."""
        refreshing.refresh(SteppedClinicTask.steps_in(self.clinic.pk))
        yield from (self._line(page.name, page) for page in PAGES)
        self.touch(STALE)
        yield self._line(f"  the same work list, {STALE} episodes stale", CLINIC_WIDE)
        cost = meter.measure(Work("refresh", self.refresh, django_backend(), 1), rounds=ROUNDS)
        yield Line(f"{refreshing.AT_ONCE} summaries made anew by a worker", cost, meter.statements(self.refresh))

    def _line(self, name: str, page: Page) -> Line:
        ask = partial(self.ask, page._replace(path=_address_of(page)))
        cost = meter.measure(Work(page.name, ask, django_backend(), TIMES), rounds=ROUNDS)
        return Line(name, cost, meter.statements(ask), target=Aim(cpu=MOST_CPU))

    def ask(self, page: Page) -> None:
        """One request."""
        self.programs[page.who].ask("GET", page.path)

    def touch(self, number: int) -> None:
        """So many episodes have changed."""
        with scoping.clinic_in_force(self.clinic.pk):
            ids = list(EpisodeOfCare.objects.order_by("pk").values_list("pk", flat=True)[:number])
            EpisodeOfCare.objects.filter(pk__in=ids).update(state_reason="")

    def refresh(self) -> None:
        """A transaction full of changed episodes, and the worker's transaction."""
        self.touch(refreshing.AT_ONCE)
        with scoping.clinic_in_force(self.clinic.pk):
            refreshing.refresh_some(refreshing.AT_ONCE)


def _address_of(page: Page) -> str:
    """Where the page stands: a name that is searched for is sealed into the address first."""
    if "?q=" not in page.path or page.path.startswith("/api/"):
        return page.path
    browser = Client(headers={"host": f"{HOST}:{PORT}"})
    browser.force_login(User.objects.get(email=page.who))
    return str(browser.get(page.path)["Location"])


def _signed_in(email: str) -> Program:
    """As after the sign-in page."""
    browser = Client()
    browser.force_login(User.objects.get(email=email))
    return Program(application, cookie=f"{settings.SESSION_COOKIE_NAME}={browser.session.session_key}")
