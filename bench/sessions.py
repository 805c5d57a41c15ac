"""Needling sessions over the API: writing one with six targets, and reading fifty, each beside its floor."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone

from bench import database, meter
from bench.clinic import EMAIL, PASSWORD, Practice
from bench.floor import Floor
from bench.meter import Work
from bench.program import Program
from bench.table import Aim, Line
from practice.scoping import new_id
from practice.wsgi import application

SIX = ("trapezius_upper", "levator_scapulae", "splenius_capitis", "semispinalis_capitis", "temporalis", "occipitalis")
TARGET: dict[str, Any] = {
    "side": "right", "needles_in": 2, "needles_out": 2, "diameter_mm": 0.30, "length_mm": 40, "technique": "pistoning",
    "depth_mm": 20, "twitch": "yes", "familiar_pain": True,
}  # fmt: skip
COMPLETE: dict[str, Any] = {
    "minutes": 30, "position": "prone", "targets": [{"muscle": muscle, **TARGET} for muscle in SIX],
    "skin_prep": "alcohol", "gloves": True, "needle_lot": "SYN-LOT-0001", "sharps_disposed": True,
    "rescreen": {"changes": False, "positive": []}, "consent_confirmed": True, "risk_explained": ["bruising"],
    "measurements": [{"measure": "nprs_current", "phase": "before", "value": 6},
                     {"measure": "nprs_current", "phase": "after", "value": 3},
                     {"measure": "crom_rotation_right", "phase": "before", "value": 55}],
    "response": "Looser at once, mild ache.", "adverse_events": [], "education": ["aftercare sheet"],
    "no_injection": True,
}  # fmt: skip
PATH = "/api/v1/sessions/"
FIFTY = f"{PATH}?page_size=50"


# The milliseconds were set on a quiet machine, whose floors took 1.0 ms (write) and 1.4 ms (read): hence the ratios.


def django_backend() -> int:
    """The process of PostgreSQL behind Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found


class Sessions:
    """The therapist's program, an episode in treatment, and the bare application beside it."""

    def __init__(self, place: Practice, floor: Floor) -> None:
        self.episode, self.floor = place.episode, floor
        self.program = Program.signed_in(application, EMAIL, PASSWORD)
        self.bare_write, self.bare_read = Program(floor.write), Program(floor.read)

    def lines(self) -> Iterator[Line]:
        """Both pieces of work."""
        self.floor.learn(UUID(orjson.loads(self.program.ask("POST", PATH, self._session()))["id"]))
        yield from self._writing()
        database.analyze()
        yield from self._reading()

    def _writing(self) -> Iterator[Line]:
        found = meter.compare(
            Work("api", self.write, django_backend()), Work("bare", self._write_bare, self.floor.backend)
        )
        yield Line(
            "Session with 6 targets over the API", found.cost, meter.statements(self.write), found.ratio,
            target=Aim(ratio=10, cpu=10, sql=20), goal=Aim(ratio=6, cpu=6, sql=15),
        )  # fmt: skip
        yield Line("  bare WSGI + psycopg, the same rows", found.floor, len(self.floor.inserts) + 1)

    def _reading(self) -> Iterator[Line]:
        found = meter.compare(
            Work("api", self._read, django_backend()), Work("bare", self._read_bare, self.floor.backend)
        )
        yield Line(
            "50 sessions with targets over the API", found.cost, meter.statements(self._read), found.ratio,
            target=Aim(ratio=5.7, cpu=8), goal=Aim(ratio=3.6, cpu=5),
        )  # fmt: skip
        yield Line("  bare WSGI + one json_agg query", found.floor, 2)

    def write(self) -> None:
        """One request."""
        self.program.ask("POST", PATH, self._session())

    def _write_bare(self) -> None:
        self.bare_write.ask("POST", PATH, self._session())

    def _read(self) -> None:
        self.program.ask("GET", FIFTY)

    def _read_bare(self) -> None:
        self.bare_read.ask("GET", FIFTY)

    def _session(self) -> dict[str, Any]:
        now = timezone.now().isoformat()
        return {"id": str(new_id()), "episode": str(self.episode.pk), "occurred_at": now, **COMPLETE}


@contextmanager
def in_practice(place: Practice) -> Iterator[Sessions]:
    """The benchmark with its bare connection, closed at the end."""
    floor = Floor(place.clinic.pk)
    try:
        yield Sessions(place, floor)
    finally:
        floor.close()
