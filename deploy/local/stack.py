"""`make run`: database, demo clinics, web server, worker and beat, until somebody asks to stop."""

import http.client
import os
import time
import urllib.request
from collections.abc import Sequence
from typing import NoReturn

from deploy.local import ports, services, signals
from deploy.local.messages import last_lines, say, stage
from deploy.local.ports import Address
from deploy.local.processes import Child
from deploy.local.services import Services

BOUND = 120.0  # seconds that a slow machine may need for a start
DEMO_PASSWORD = "needle-demo-2026"
WEB = ("gunicorn", "practice.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4")
ADDRESS = ("--limit-request-line", "8190")  # characters of an address: as many as gunicorn can bound; every filter fits
WEB_MANNERS = ("--preload", "--graceful-timeout", "5", "--no-control-socket", *ADDRESS)
CELERY = ("celery", "-A", "practice")
WORKER = (*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip")
BEAT = (*CELERY, "beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler", "--loglevel", "INFO")


def run(words: Sequence[str]) -> NoReturn:
    """Start everything, then stay until somebody asks to stop."""
    began = time.monotonic()
    address = ports.wanted(os.environ)
    with services.lasting(address.url()) as running:
        prepare_database(running)
        start_processes(running, address)
        welcome(running, address, time.monotonic() - began)
        stay(running)


def prepare_database(running: Services) -> None:
    """Migrate, and have something to look at in an empty database."""
    name = "Tables and demo clinics"
    task = running.python(name, "-m", "deploy.local.database", log="database")
    with stage(name):
        refusal = "The database could not be brought up to date."
        running.crew.succeed(task, refusal, lambda: last_lines(task.log, 1).strip())


def start_processes(running: Services, address: Address) -> None:
    """Together, because each of them spends its first seconds on the same imports."""
    ports.require_free(address)
    web = _start(running, "Web server", "web", *WEB, *WEB_MANNERS, "--bind", address.bind())
    worker = _start(running, "Worker", "worker", *WORKER, "--hostname", f"myoplan-{address.port}@%h")
    beat = _start(running, "Beat", "beat", *BEAT, "--pidfile=")
    for child, ready in (
        (web, lambda: answers(address)),
        (worker, lambda: _has_written(worker, "ready.")),
        (beat, lambda: _has_written(beat, "beat: Starting")),
    ):
        with stage(child.task.name):
            running.crew.wait_until(ready, child, BOUND)


def _start(running: Services, name: str, log: str, *words: str) -> Child:
    return running.crew.start(running.python(name, "-m", *words, log=log))


def answers(address: Address) -> bool:
    """Whether /healthz says 200, asked without any proxy that the environment names."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address.url()}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _has_written(child: Child, words: str) -> bool:
    return words in child.task.log.read_text(errors="replace") if child.task.log else True


def welcome(running: Services, address: Address, seconds: float) -> None:
    """The address, and who can sign in."""
    people = "therapist, assistant, frontdesk, manager, patient"
    say(f"\nMyoplan is ready after {seconds:.1f} s: {address.url()}/")
    say(f"  Sign in as {people} @harbor.example or @summit.example, for instance therapist@harbor.example,")
    say(f"  or as the superuser admin@myoplan.example. The password is {DEMO_PASSWORD}")
    say(f"  Logs: {running.places.logs}   Stop: Ctrl-C\n")


def stay(running: Services) -> NoReturn:
    """Look after the processes until somebody asks to stop. One that dies takes the others with it."""
    try:
        while True:
            signals.pause(0.2)
            running.crew.require_alive()
    finally:
        say("Stopping …")
