"""The OpenAPI description of what the doors add to every operation."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.utils import OpenApiParameter

CHANGES = ("update", "partial_update")
HEEDS = ("sign", "discard")  # the version, where it is sent


class ContractSchema(AutoSchema):
    """Adds the headers and the problem documents that the contract promises."""

    def get_override_parameters(self) -> list[Any]:
        """Idempotency-Key for creates, If-Match for changes."""
        action = getattr(self.view, "action", "")
        found = list(super().get_override_parameters())
        if action == "create":
            found.append(OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description=IDEMPOTENCY))
        if action in CHANGES or action in HEEDS:
            found.append(
                OpenApiParameter(
                    "If-Match", str, OpenApiParameter.HEADER, required=action in CHANGES, description=IF_MATCH
                )
            )
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """As the generator's, with ETags, the answer to a repeated create, and what is refused."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            answers = operation["responses"]
            if getattr(self.view, "action", "") == "create" and "201" in answers:
                answers["200"] = {**answers["201"], "description": "The same create again: what is stored"}
            if getattr(self.view, "action", "") in SINGLE:
                for code in answers:
                    answers[code]["headers"] = {"ETag": {"schema": {"type": "string"}}}
            answers.setdefault("4XX", {"description": "Refused", "content": PROBLEM})
        return operation

    def get_operation_id(self) -> str:
        """`sessions_create`, and for a step of its own its name: `sessions_sign`."""
        name = str(super().get_operation_id())
        found = getattr(self.view, "action_map", None) or {}
        steps = {method: step for method, step in found.items() if method != "head"}  # DRF adds it once it was asked
        own = len(steps) == 1 and not set(steps.values()) & {*SINGLE, "list"}
        return name.rpartition("_")[0] if own else name

    def _map_basic_serializer(self, serializer: Any, direction: str) -> Any:
        """As the generator's; an answer has every field, but those that are marked as not required."""
        found = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "response" and "properties" in found and getattr(serializer, "always_whole", True):
            fields = force_instance(serializer).fields.items()  # type: ignore[no-untyped-call]
            sometimes = {name for name, field in fields if field.read_only and field._kwargs.get("required") is False}
            found["required"] = sorted(set(found["properties"]) - sometimes)
        return found

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        """'PatientShape' is a Patient; the second room with a shape of that name puts its own before it."""
        shape = type(serializer)
        name = shape.__name__.removesuffix("Shape")
        if NAMES.setdefault(name, shape) is shape:
            return name
        return f"{shape.__module__.split('.')[0].title()}{name}"


class KeyOfExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A key of a catalogue is text: catalogues grow, and a client of today reads the keys of tomorrow."""

    target_class = "practice.doors.shapes.KeyOf"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "description": "A key of the catalogue."}


def with_problem(result: Any, **_: Any) -> Any:
    """The problem document, once for all operations."""
    result["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    return result


def nullable_as_3_1(result: Any, **_: Any) -> Any:
    """`nullable` is OpenAPI 3.0: in 3.1 null is one of the types. Marks of the generator's own are left out."""
    if isinstance(result, list):
        return [nullable_as_3_1(item) for item in result]
    if not isinstance(result, dict):
        return result
    found = {key: nullable_as_3_1(item) for key, item in result.items() if key != "x-spec-enum-id"}
    if found.pop("nullable", False) is not True:
        return found
    if isinstance(found.get("type"), str):
        return {**found, "type": [found["type"], "null"]}
    anything = not found.keys() & {"$ref", "allOf", "anyOf", "enum", "oneOf"}
    return found if anything else {"oneOf": [found, {"type": "null"}]}


NAMES: dict[str, type] = {}
SINGLE = ("retrieve", "create", "update", "partial_update")
IDEMPOTENCY = "The same key with the same content answers with what the first request made; kept for 24 hours."
IF_MATCH = "The ETag of the version that you read."
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What was refused, and why (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "blockers": {"type": "array", "items": {"$ref": "#/components/schemas/Blocker"}},
        "existing": {"type": "string", "format": "uuid", "description": "The record of the day that is there already."},
        "candidates": {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "description": "Patients of the same name, born on the same day.",
        },
        "merged_into": {"type": "string", "format": "uuid", "description": "The patient's record that stays."},
    },
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The clinic's own app: an access token."""

    target_class = "practice.doors.sign_in.MemberTokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """HTTP bearer."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The browser: its session cookie."""

    target_class = "practice.doors.sign_in.MemberSessionAuthentication"
    name = "browser"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The cookie of the browser session."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
