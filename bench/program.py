"""A program that talks to a WSGI application in this process: real requests without a network."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import orjson

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HOST, PORT = "localhost", "8000"


class Refused(Exception):
    """The application did not answer what the benchmark needs."""


class Program:
    """Sends JSON and gets the body of the answer back, signed in by a bearer token or by a browser's cookie."""

    def __init__(self, application: Application, token: str = "", cookie: str = "") -> None:
        self.application, self.token, self.cookie = application, token, cookie

    @classmethod
    def signed_in(cls, application: Application, email: str, password: str) -> "Program":
        """As a clinic's own app signs in."""
        sent = {"email": email, "password": password}
        answer = cls(application).ask("POST", "/_allauth/app/v1/auth/login", sent)
        return cls(application, orjson.loads(answer)["meta"]["access_token"])

    def ask(self, method: str, path: str, sent: Any = None) -> bytes:
        """The body of the answer; raises unless it is a success."""
        body = b"" if sent is None else orjson.dumps(sent)
        said: list[str] = []
        answer = self.application(
            self._environ(method, path, body), lambda status, headers, exc=None: said.append(status)
        )
        try:
            content = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        if not said[0].startswith("2"):
            raise Refused(f"{method} {path}: {said[0]} {content[:300]!r}")
        return content

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        path, _, query = path.partition("?")
        signed = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {"HTTP_COOKIE": self.cookie}
        return {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": HOST, "SERVER_PORT": PORT, "HTTP_HOST": f"{HOST}:{PORT}", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
            "HTTP_ACCEPT": "*/*", "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http", "wsgi.version": (1, 0), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False, **signed,
        }  # fmt: skip
