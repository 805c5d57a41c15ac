"""Strict JSON in and out: no NaN, no broken Unicode, no NUL that PostgreSQL could not store."""

from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

DEEPEST = 20  # lists and objects inside each other; the deepest thing that anybody sends has four


class OrjsonParser(BaseParser):
    """Reads a JSON object; anything else is bad input."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The object that was sent."""
        return read_object(stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))


class OrjsonRenderer(BaseRenderer):
    """Writes JSON; decimal numbers are JSON numbers."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes of the answer."""
        if data is None:
            return b""
        return orjson.dumps(data, default=plain_value, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def plain_value(value: Any) -> Any:
    """Values that JSON does not know: a decimal is a number, everything else its text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def read_object(text: bytes) -> dict[str, Any]:
    """The JSON object of a body; ParseError says what is wrong with any other."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if len(text) > most:
        raise ParseError(f"This is longer than {most // 1024} kB. Send it in smaller parts.")
    if b"\\u0000" in text:
        raise ParseError("The text contains a NUL character, which cannot be stored.")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise ParseError(f"This is not valid JSON: {problem}.") from None
    if not isinstance(found, dict):
        raise ParseError("Send a JSON object.")
    if text.count(b"[") + text.count(b"{") > DEEPEST and is_deeper(found, DEEPEST):
        raise ParseError(f"More than {DEEPEST} lists and objects stand inside each other. Send what the schema says.")
    return found


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects stand inside each other in more than so many levels."""
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(is_deeper(part, levels - 1) for part in parts)
