"""The OpenAPI description of what the doors add to every operation."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

CHANGES = ("update", "partial_update")


class ContractSchema(AutoSchema):
    """Adds the headers and the problem documents that the contract promises."""

    def get_override_parameters(self) -> list[Any]:
        """Idempotency-Key for creates, If-Match for changes."""
        action = getattr(self.view, "action", "")
        found = list(super().get_override_parameters())
        if action == "create":
            found.append(OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description=IDEMPOTENCY))
        if action in CHANGES or action == "sign":
            found.append(
                OpenApiParameter(
                    "If-Match", str, OpenApiParameter.HEADER, required=action in CHANGES, description=IF_MATCH
                )
            )
        return found

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """As the generator's, with the problem document for what is refused."""
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"].setdefault("4XX", {"description": "Refused", "content": PROBLEM})
        return operation


IDEMPOTENCY = "The same key with the same content answers with what the first request made; kept for 24 hours."
IF_MATCH = "The ETag of the version that you read."
PROBLEM = {
    "application/problem+json": {
        "schema": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
                "blockers": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["code", "message", "field"],
                        "properties": {
                            "code": {"type": "string"},
                            "message": {"type": "string"},
                            "field": {"type": "string"},
                        },
                    },
                },
            },
        }
    }
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
