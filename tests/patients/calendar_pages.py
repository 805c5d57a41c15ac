"""What tests of the calendar type and read."""

from datetime import timedelta

from tests.factories import patients as make


def day_of(cast, days=1):
    return (make.today(cast) + timedelta(days=days)).isoformat()


def text(answer):
    return answer.content.decode()


def sent(cast, **more):
    wanted = {
        "starts_at": f"{day_of(cast)} 10:00",
        "minutes": 45,
        "therapist": cast.members["ana"].pk,
        "kind": "treatment",
    }
    return {**wanted, **more}


def book_url(cast, query=""):
    return f"/appointments/new/?patient={cast.pia.pk}{query}"
