"""The schema that the running system publishes: OpenAPI 3.1, valid, with every path that the contract names."""

import json

import pytest
import requests
from openapi_spec_validator import validate

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
TABLE = """
me/ conditions/ muscles/ measures/ exercises/ screening-questions/ patients/ patients/{}/ episodes/ episodes/{}/
episodes/{}/progress/ episodes/{}/timeline/ episodes/{}/discharge/ screenings/ screenings/{}/ consents/ consents/{}/
consents/{}/withdraw/ assessments/ assessments/{}/ assessments/{}/sign/ assessments/{}/addenda/ sessions/ sessions/{}/
sessions/{}/sign/ sessions/{}/addenda/ sessions/prefill/ check-ins/ adverse-events/ plans/ plans/{}/ goals/
prescriptions/ adherence/ diary-days/ measurements/ clinic/progress/ worklist/ reports/ reports/{}/ reports/{}/file/
"""
ROW_OF_AN_EVENT = ("Trail", "target")  # the id of what somebody did something to, no goal's target


@pytest.fixture(scope="module")
def schema(live_app):
    answer = requests.get(f"{live_app}/api/v1/schema/", headers={"Accept": "application/json"}, timeout=60)
    assert answer.status_code == 200
    return answer.json()


def test_it_is_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")
    validate(schema)
    assert '"nullable"' not in json.dumps(schema)


@pytest.mark.parametrize("path", TABLE.split())
def test_every_path_of_the_contract_is_in_it(schema, path):
    shapes = {
        "/".join("{}" if part.startswith("{") else part for part in known.split("/")) for known in schema["paths"]
    }
    assert f"/api/v1/{path}" in shapes


def test_it_can_be_browsed(live_app):
    assert requests.get(f"{live_app}/api/v1/docs/", timeout=60).status_code == 200


def test_decimals_are_numbers_in_it_too(schema):
    for title, shape in schema["components"]["schemas"].items():
        for name, field in shape.get("properties", {}).items():
            if name in ("value", "target", "diameter_mm") and (title, name) != ROW_OF_AN_EVENT:
                kinds = field.get("type", [])
                assert "number" in ([kinds] if isinstance(kinds, str) else kinds), (name, field)


def test_if_match_and_idempotency_key_are_in_it(schema):
    create = schema["paths"]["/api/v1/sessions/"]["post"]
    change = next(found["patch"] for found in schema["paths"].values() if "patch" in found and is_of(found, "sessions"))
    assert "If-Match" in {parameter["name"] for parameter in change["parameters"]}
    assert "Idempotency-Key" in {parameter["name"] for parameter in create["parameters"]}
    assert {"200", "201"} <= set(create["responses"])


def is_of(path_item, tag):
    return path_item["patch"]["tags"] == [tag]
