"""ETag and If-Match: nobody's change is lost to another one."""

from typing import Any

from rest_framework.request import Request

from practice.doors.problems import PreconditionRequired
from practice.errors import StaleVersion


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def asked_version(request: Request, *, required: bool) -> int | None:
    """The version in If-Match: None when there is none and none is needed, or for `*`."""
    sent = request.headers.get("If-Match")
    if sent is None:
        if required:
            raise PreconditionRequired
        return None
    if sent.strip() == "*":
        return None
    text = sent.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit():
        raise StaleVersion
    return int(text[:9])


def headers_of(row: Any) -> dict[str, str]:
    """The ETag header of a row."""
    return {"ETag": etag(row.version)}
