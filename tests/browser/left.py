"""One demo clinic for all browser tests: what a test leaves unsigned is discarded, as a therapist would."""

from tests.journeys.client import ApiClient

THERAPIST = "therapist@harbor.example"


class Tidier:
    """Discards the therapist's sessions that were not there when the first test began."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._sign_in()
        self.kept = set(self._drafts())

    def tidy(self) -> None:
        """Those that somebody else began, or on which something hangs, stay."""
        for session in set(self._drafts()) - self.kept:
            answer = self.client.send("POST", f"sessions/{session}/discard/")
            assert answer.status_code in (204, 403, 404, 409), answer.text
            self.kept.add(session)

    def _sign_in(self) -> None:
        self.client = ApiClient(self.address, THERAPIST)
        self.client.http.headers["Connection"] = "close"  # the server ends one that is idle, and tests take seconds

    def _drafts(self) -> list[str]:
        answer = self.client.send("GET", "sessions/?signed=false&page_size=200")
        if answer.status_code == 401:  # an access token ends after a while
            self._sign_in()
            answer = self.client.send("GET", "sessions/?signed=false&page_size=200")
        return [session["id"] for session in answer.json()["results"]]
