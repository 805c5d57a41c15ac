"""A plain client of the REST API, as another developer would write it from the docs."""

import requests

PASSWORD = "needle-demo-2026"


class ApiClient:
    """Signs in as a clinic's own app does, then speaks JSON."""

    def __init__(self, address: str, email: str) -> None:
        self.address, self.http = address, requests.Session()
        answer = self.http.post(
            f"{address}/_allauth/app/v1/auth/login", json={"email": email, "password": PASSWORD}, timeout=30
        )
        self.http.headers["Authorization"] = f"Bearer {answer.json()['meta']['access_token']}"

    def send(self, method: str, path: str, sent=None, **headers: str):
        """The response, whatever its status."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, f"{self.address}/api/v1/{path}", json=sent, headers=named, timeout=30)

    def get(self, path: str):
        """The JSON of a 200."""
        return self._expect(self.send("GET", path), 200)

    def create(self, path: str, sent: dict, status: int = 201):
        """The JSON of what was made."""
        return self._expect(self.send("POST", path, sent), status)

    def change(self, path: str, sent: dict):
        """The JSON of what was changed, with the ETag that was read just before."""
        tag = self.send("GET", path).headers["ETag"]
        return self._expect(self.send("PATCH", path, sent, If_Match=tag), 200)

    @staticmethod
    def _expect(answer: requests.Response, status: int):
        assert answer.status_code == status, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
        return answer.json()
