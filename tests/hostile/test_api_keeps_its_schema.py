"""What the API answers is what its published schema says: to sound requests, and to those that a machine makes up."""

import json
import re
from functools import cache

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from practice.doors.addresses import addresses
from tests.hostile import shapes
from tests.hostile.bodies import sound_bodies
from tests.hostile.operations import headers_for, key_of, path_for, said, template_of

OPERATIONS = [address for address in addresses() if address.kind == "api"]
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
BOUNDED = settings(
    max_examples=2, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@cache
def published():
    load_all_checks()
    return schemathesis.openapi.from_dict(shapes.schema())


def judged(case, answer):
    """Raises where the answer is not what the schema says."""
    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    request = requests.Request(case.method, "http://testserver/").prepare()
    told = Response(answer.status_code, headers, answer.getvalue(), request, elapsed=0.1, verify=False)
    case.validate_response(told, checks=CHECKS)


def operation_of(address):
    return published()[template_of(address)][address.method]


def sound_body(ground, address):
    """The body that hostile tests spoil elsewhere, here as it is."""
    key, known = key_of(address), sound_bodies(ground)
    found = known.get(key.replace("PATCH", "PUT")) or known.get(key.replace("PATCH", "POST").replace("PUT", "POST"))
    return json.dumps(found, default=str).encode() if found else b""


@pytest.mark.parametrize("address", OPERATIONS, ids=said)
def test_a_sound_request_is_answered_as_published(ground, address):
    body = b"" if address.method == "GET" else sound_body(ground, address)
    path = path_for(address, ground)
    ids = dict.fromkeys(re.findall(r"{(\w+)}", template_of(address)), "id")
    query = {"episode": str(ground.episode.pk)} if path.endswith("prefill/") else body
    for name in ground.all_who_may(address):
        answer = ground.send(name, address.method, path, query, **headers_for(address))
        judged(operation_of(address).Case(path_parameters=ids), answer)


@pytest.mark.parametrize("address", OPERATIONS, ids=said)
def test_what_a_machine_makes_up_is_answered_as_published(ground, address):
    name, path, headers = ground.who_may(address), path_for(address, ground), headers_for(address)

    @BOUNDED
    @given(case=operation_of(address).as_strategy())
    def answered(case):
        if address.method == "GET":
            sent = {key: value for key, value in (case.query or {}).items() if isinstance(value, (str, int))}
        else:
            sent = json.dumps(case.body if isinstance(case.body, dict) else {}, default=str).encode()
        judged(case, ground.send(name, address.method, path, sent, **headers))

    answered()
