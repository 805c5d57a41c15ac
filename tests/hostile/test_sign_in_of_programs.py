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


@pytest.mark.parametrize("door", DOORS)
def test_a_broken_body_is_refused(client, db, door):
    client.raise_request_exception = False
    answers = {what: client.post(f"{PREFIX}{door}", body, "application/json") for what, body in BODIES.items()}
    assert {what: answer.status_code for what, answer in answers.items() if answer.status_code >= 500} == {}
    assert {what for what, answer in answers.items() if answer["Content-Type"] != "application/json"} == set()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("value", WRONG)
def test_a_wrong_value_is_refused(client, db, door, value):
    client.raise_request_exception = False
    body = "{" + ", ".join(f'"{field}": {value}' for field in FIELDS) + "}"
    answer = client.post(f"{PREFIX}{door}", body, "application/json")
    assert answer.status_code < 500, answer.content[:200]
    assert answer["Content-Type"] == "application/json"


def test_what_is_wrong_is_said(client, db):
    told = client.post(LOGIN, b'{"email": ' + b"[" * 30 + b"]" * 30 + b"}", "application/json").json()
    assert told == {"status": 400, "errors": [{"code": "invalid", "message": TOO_DEEP}]}
