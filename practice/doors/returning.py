"""The way back: a form that another page leads to says, in its address, which page of ours it came from."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

BACK = "back"


def is_ours(request: HttpRequest, path: str) -> bool:
    """Whether a path leads to a page of this site, and not through it to another."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()})


def way_back(request: HttpRequest) -> str:
    """The page of ours that led here; '' where none did. It stands in the address, which a refused form keeps."""
    path = request.GET.get(BACK, "")
    return path if is_ours(request, path) else ""


def with_way_back(url: str, back: str) -> str:
    """An address that remembers the page to come back to; as it is where there is none."""
    if not back:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({BACK: back})}"
