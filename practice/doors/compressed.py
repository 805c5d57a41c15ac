"""Pages over the wire: a fifth of their size, where the browser takes it."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PAGE = "text/html"


class CompressedPages(GZipMiddleware):
    """Django's own compression, with its random bytes against guessing by length (BREACH), for pages alone.

    Answers of the API stay as they are: compression makes an ETag weak, and `If-Match` takes strong ones only.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Files and JSON pass unchanged."""
        if not response.headers.get("Content-Type", "").startswith(PAGE):
            return response
        return super().process_response(request, response)
