"""What people look at all day: the therapist's first page, and the progress of one episode over the API."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.test import Client

from bench import meter
from bench.clinic import EMAIL, PASSWORD, Practice
from bench.meter import Work
from bench.program import Program
from bench.sessions import django_backend
from bench.table import Aim, Line
from practice.models import User
from practice.wsgi import application

WITHIN = Aim(wall=100)
TIMES = 3


class Looking:
    """The therapist's browser and program, on a course of care as long as the worked case."""

    def __init__(self, place: Practice) -> None:
        self.progress = f"/api/v1/episodes/{place.episode.pk}/progress/"
        self.program = Program.signed_in(application, EMAIL, PASSWORD)
        browser = Client()
        browser.force_login(User.objects.get(email=EMAIL))
        self.browser = Program(application, cookie=browser.cookies[settings.SESSION_COOKIE_NAME].OutputString([]))

    def lines(self) -> Iterator[Line]:
        """Both of them."""
        yield self._line("The therapist's page Today", lambda: self.browser.ask("GET", "/"), WITHIN)
        yield self._line(
            "The progress of an episode over the API", lambda: self.program.ask("GET", self.progress), WITHIN
        )

    def _line(self, name: str, look: Callable[[], object], target: Aim) -> Line:
        cost = meter.measure(Work(name, look, django_backend(), TIMES))
        return Line(name, cost, meter.statements(look), target=target)
