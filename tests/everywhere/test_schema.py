"""The published schema and its docs: complete, valid, without warnings, open to everybody."""

import json
import re

import pytest
from django.core.management import call_command
from openapi_spec_validator import validate
from rest_framework import serializers

from practice.api import router
from tests.factories import patients


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    """As the command writes it; any warning fails."""
    path = tmp_path_factory.mktemp("schema") / "schema.json"
    call_command("spectacular", "--fail-on-warn", "--validate", "--format", "openapi-json", "--file", str(path))
    return json.loads(path.read_text())


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_it_is_valid_openapi_3_1(schema):
    validate(schema)
    assert schema["openapi"].startswith("3.1")
    assert '"nullable"' not in json.dumps(schema)
    assert schema["servers"] == [{"url": "/"}]


def test_every_resource_is_in_it_under_its_own_tag(schema):
    for route, _, _ in router.registry:
        prefix = re.sub(r"<\w+:(\w+)>", r"{\1}", route)
        found = [o for path, _, o in operations(schema) if path.startswith(f"/api/v1/{prefix}/")]
        assert found, prefix
        assert all(operation["tags"] == [prefix.split("/")[0]] for operation in found), prefix


def test_every_operation_names_itself_and_what_is_refused(schema):
    ids = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(schema):
        assert "application/problem+json" in operation["responses"]["4XX"]["content"], (path, method)
        assert operation.get("description") or operation.get("summary"), (path, method)


def test_a_generated_client_gets_named_types_only(schema):
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, method, operation in operations(schema):
        refused = operation["responses"]["4XX"]["content"]["application/problem+json"]
        assert refused["schema"] == problem, (path, method)
        for code, answer in operation["responses"].items():
            told = answer.get("content", {}).get("application/json", {}).get("schema", problem)
            assert "$ref" in told or "$ref" in told.get("items", {}), (path, method, code)
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", problem)
        assert "$ref" in body, (path, method)
    parts = schema["components"]["schemas"]
    sent = {name: part for name, part in parts.items() if name.endswith("Request")}
    assert "PatientRequest" in sent
    for name, part in sent.items():
        assert not [field for field, inner in part["properties"].items() if inner.get("readOnly")], name
    assert "record_number" in parts["Patient"]["required"]
    assert parts["SessionTarget"]["properties"]["muscle"]["type"] == "string"
    assert "enum" not in parts["SessionTarget"]["properties"]["muscle"]
    assert "x-spec-enum-id" not in json.dumps(schema)


def test_steps_are_named_by_what_they_do(schema):
    ids = {operation["operationId"] for _, _, operation in operations(schema)}
    assert {"sessions_sign", "episodes_hold", "consents_withdraw", "me_retrieve", "sessions_prefill"} <= ids
    assert not [name for name in ids if name.endswith(("_sign_create", "_hold_create"))]


def test_the_schema_stays_the_same_once_the_product_is_in_use(cast, api, client):
    before = client.get("/api/v1/schema/").content
    episode = patients.ready_episode(cast)
    assert api("ana").get(f"sessions/prefill/?episode={episode.pk}").status_code == 200
    assert client.get("/api/v1/schema/").content == before


def test_schema_and_docs_need_no_sign_in_and_no_loose_policy(client, db):
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", text)
    script = re.findall(r'<script src="([^"]+)"', text)[-1].replace("&amp;", "&")
    assert "/api/v1/schema/" in client.get(script).content.decode()


def _shapes(kind=serializers.BaseSerializer):
    for below in kind.__subclasses__():
        yield below
        yield from _shapes(below)


def test_no_two_names_of_a_shape_share_a_field(schema):
    """DRF binds a field object once: of two names that share one, the first is missing in every answer."""
    shapes = {shape for shape in _shapes() if not shape.__module__.startswith(("rest_framework", "drf_"))}
    assert len(shapes) > 50
    for shape in shapes:
        fields = list(getattr(shape, "_declared_fields", {}).values())
        assert len({id(field) for field in fields}) == len(fields), shape
