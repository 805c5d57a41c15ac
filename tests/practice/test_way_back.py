"""A form that another page leads to goes back there, and never to another site."""

import pytest
from django.test import RequestFactory

from practice.doors.returning import way_back, with_way_back

DRAFT = "/sessions/01a20000-0000-7000-8000-000000000000/"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "///evil.example", "javascript:alert(1)",
    "sessions/1/", "", " /sessions/", "\x08//evil.example", "http:///evil.example",
]  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_site_and_no_script_is_a_way_back(path):
    assert way_back(RequestFactory().get("/", {"back": path})) == ""


def test_the_way_back_stands_in_the_address_beside_what_else_is_asked():
    assert with_way_back("/form/?on=2026-11-02", DRAFT).startswith("/form/?on=2026-11-02&back=")
    for form in ("/form/", "/form/?on=2026-11-02"):
        assert way_back(RequestFactory().get(with_way_back(form, f"{DRAFT}?from=last&x=1"))) == f"{DRAFT}?from=last&x=1"
    assert with_way_back("/form/", "") == "/form/"
    assert way_back(RequestFactory().get("/form/")) == ""
