"""Programs that sign in, with bodies that no program should send: told so in JSON, and never an error of ours."""

import pytest

from tests.hostile.values import BODIES
from tests.practice.sign_ins import LOGIN

PREFIX = LOGIN.rpartition("auth/")[0]
DOORS = (
    "auth/login", "auth/code/request", "auth/code/confirm", "auth/2fa/authenticate", "auth/password/request",
    "auth/password/reset", "auth/webauthn/login", "auth/reauthenticate", "tokens/refresh", "account/email",
)  # fmt: skip
WRONG = ("5", "null", "[]", "{}", '"\\ud800"', '"a\\u0000b"', "1e400", '"' + "x" * 5000 + '"')
TOO_DEEP = "More than 20 lists and objects stand inside each other. Send what the schema says."
FIELDS = ("email", "username", "password", "code", "key", "credential", "refresh_token")


def complaints(client, door, bodies):
    """What is answered with an error of ours, or not in JSON."""
    for what, body in bodies.items():
        answer = client.post(f"{PREFIX}{door}", body, "application/json")
        if answer.status_code >= 500 or answer["Content-Type"] != "application/json":
            yield what, answer.status_code, answer["Content-Type"]


@pytest.mark.parametrize("door", DOORS)
def test_a_broken_body_and_a_wrong_value_are_refused(client, db, door):
    client.raise_request_exception = False
    wrong = {value: "{" + ", ".join(f'"{field}": {value}' for field in FIELDS) + "}" for value in WRONG}
    assert list(complaints(client, door, {**BODIES, **wrong})) == []


def test_what_is_wrong_is_said(client, db):
    told = client.post(LOGIN, b'{"email": ' + b"[" * 30 + b"]" * 30 + b"}", "application/json").json()
    assert told == {"status": 400, "errors": [{"code": "invalid", "message": TOO_DEEP}]}
