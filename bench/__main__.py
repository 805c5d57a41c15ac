"""`python -m bench`: the pieces of work that the product is judged by, in one run."""

import os
import platform
import sys
import tempfile

from bench import database

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
DAMPED = {"DEBUG": "false", "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "practice.settings"}


def main() -> None:
    """A database of our own, a clinic in it, and the table; with `--screens` the pages in a browser instead."""
    if sys.argv[1:] == ["--screens"]:
        from bench import screens

        screens.main()
        return
    with tempfile.TemporaryDirectory() as folder, database.of_its_own():
        os.environ |= {**DAMPED, "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        import django

        django.setup()
        # Static files keep their plain addresses: nothing has to be collected first.
        django.conf.settings.STORAGES["staticfiles"] = {"BACKEND": PLAIN}
        # One backend for the whole run, so that its CPU can be followed; a worker's connections last as well.
        django.db.connection.settings_dict["CONN_MAX_AGE"] = None
        try:
            measure()
        finally:
            django.db.connections.close_all()


def measure() -> None:
    """Times the floor, from the middle one of the rounds in which a work and its floor take turns; milliseconds for
    one piece of work, from its quietest round."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    from bench import clinic, large, looking, pages, reports, sessions
    from bench.table import HEAD
    from practice.start import load_for_good

    load_for_good()  # as the web server and the workers do before their first work
    place = clinic.made()
    load = f"{os.cpu_count()} CPUs under a load of {os.getloadavg()[0]:.1f}"
    print(f"Python {platform.python_version()}, PostgreSQL {_server()}, {load}; milliseconds each")
    print(HEAD)
    for line in (*reports.Reports(place).lines(), *looking.Looking(place).lines()):
        print(line)
    with sessions.in_practice(place) as found:
        for line in found.lines():
            print(line)
    busy = large.made()
    print(f"In a busy clinic ({large.counted(busy)}):")
    for line in pages.Pages(busy).lines():
        print(line, flush=True)
    print("× floor: what counts on a machine that others use too; all its figures come from one run.")
    print("db CPU: what the kernel says of the PostgreSQL process behind the connection ('?': not on this machine).")
    print("SQL: statements without BEGIN, COMMIT and SAVEPOINT.")


def _server() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
