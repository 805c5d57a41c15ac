"""Pages and lists over the wire: a fifth of their size, where the browser or the program takes it."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/html", "application/json")


class Compressed(GZipMiddleware):
    """Django's own compression, with its random bytes against guessing by length (BREACH).

    What has an ETag stays as it is: compression makes it weak, and `If-Match` takes strong ones only.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Files and what has a version pass unchanged."""
        if not response.headers.get("Content-Type", "").startswith(TEXTS) or "ETag" in response.headers:
            return response
        return super().process_response(request, response)
