"""`python -m bench`: the three pieces of work that the product is judged by, in one run."""

import os
import platform
import tempfile

from bench import database

DAMPED = {"DEBUG": "false", "LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "practice.settings"}


def main() -> None:
    """A database of our own, a clinic in it, and the table."""
    with tempfile.TemporaryDirectory() as media, database.of_its_own():
        os.environ |= {**DAMPED, "MEDIA_ROOT": media}
        import django

        django.setup()
        try:
            measure()
        finally:
            django.db.connections.close_all()


def measure() -> None:
    """Milliseconds for one piece of work: medians of rounds in which the works take turns."""
    from bench import clinic, reports, sessions
    from bench.table import HEAD

    place = clinic.made()
    print(f"Python {platform.python_version()}, PostgreSQL {_server()}, {os.cpu_count()} CPUs; milliseconds each")
    print(HEAD)
    for line in reports.Reports(place).lines():
        print(line)
    with sessions.in_practice(place) as found:
        for line in found.lines():
            print(line)
    print("db CPU: what the kernel says of the PostgreSQL process behind the connection ('?': not on this machine).")
    print("SQL: statements without BEGIN, COMMIT and SAVEPOINT.")


def _server() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
