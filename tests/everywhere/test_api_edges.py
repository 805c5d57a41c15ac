"""What the API answers at its edges: unknown addresses, wrong methods, strangers, broken and huge bodies."""

import pytest

from practice import selectors, services
from practice.api import router
from practice.audit import AuditEvent

PROBLEM = "application/problem+json"
PREFIXES = sorted(prefix for prefix, _, _ in router.registry)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v1/patients", "/api/v1/patients/no-id/"]
)
def test_an_unknown_address_is_404_and_401_for_strangers(client, api, path):
    stranger, member = client.get(path), api("ana").get(path)
    assert (stranger.status_code, member.status_code) == (401, 404)
    assert (stranger["Content-Type"], member["Content-Type"]) == (PROBLEM, PROBLEM)
    assert member.json()["title"] == "Not found"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_strangers_and_forged_tokens_get_401(client, db, prefix):
    answer = client.get(f"/api/v1/{prefix}/")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"].startswith("Bearer")
    forged = client.get(f"/api/v1/{prefix}/", HTTP_AUTHORIZATION="Bearer x.y.z")
    assert forged.status_code == 401


@pytest.mark.parametrize("method", ["put", "delete", "options", "trace"])
def test_a_method_that_does_not_exist_is_405(api, method):
    answer = getattr(api("ana"), method)("/api/v1/patients/")
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)


BODIES = {
    "nothing": b"", "not JSON": b"{", "a list": b"[]", "a number": b"1", "NaN": b'{"given_name": NaN}',
    "broken text": b'{"given_name": "\xff"}', "half a pair": b'{"given_name": "\\ud800"}',
    "NUL": b'{"given_name": "a\\u0000b"}', "deep": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "huge": b'{"given_name": "' + b"a" * 1_100_000 + b'"}', "huge number": b'{"given_name": 1e400}',
    "unknown key": b'{"colour": "blue"}', "an object for a text": b'{"given_name": {"a": 1}}',
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_a_bad_body_is_refused_in_words(api, what):
    answer = api("ana").post("patients/", BODIES[what])
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content[:200]
    assert answer.json()["detail"]


def test_another_kind_of_body_is_415(api):
    answer = api("ana").generic("POST", "patients/", "given_name=a", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Content-Type"]) == (415, PROBLEM)


@pytest.mark.parametrize(
    "query", ["page_size=0", "page_size=201", "page_size=x", "cursor=x", "colour=blue", "cursor=cD14"]
)
def test_a_bad_query_is_refused(api, query):
    for prefix in PREFIXES:
        answer = api("max").get(f"{prefix}/?{query}")
        refused = 404 if "<uuid:" in prefix else 403 if prefix in OF_OTHERS else 400
        assert answer.status_code == refused or prefix in ANSWER_WHOLE, (prefix, answer.status_code)


OF_OTHERS = {"absences", "my-day", "treatment-day"}  # no manager reads them
ANSWER_WHOLE = {"me"}


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/memberships/", PROBLEM), ("/clinic/people/", "text/html")])
def test_a_mistake_of_ours_stores_nothing_and_says_so(api, as_page, cast, monkeypatch, path, kind):
    def broken(*_, **__):
        services.sign_in(actor=cast.actor("max"), membership=cast.members["max"])
        raise RuntimeError

    browser, program = as_page("max"), api("max")
    before = AuditEvent.objects.count()
    monkeypatch.setattr(selectors, "staff", broken)
    browser.raise_request_exception = False
    answer = (program if path.startswith("/api") else browser).get(path)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (500, kind)
    assert AuditEvent.objects.count() == before
