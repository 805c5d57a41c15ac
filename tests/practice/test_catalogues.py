"""The catalogues over the API."""

import pytest

PATHS = ["conditions/", "muscles/", "measures/", "screening-questions/", "adverse-event-kinds/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_catalogue_is_whole_and_cached(api, path):
    program = api("pia")
    first = program.get(path)
    assert first["Cache-Control"] == "private, max-age=86400"
    assert all(entry["key"] for entry in first.json()["results"])
    again = program.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert program.get(path, HTTP_IF_NONE_MATCH='"other"').status_code == 200


def test_a_stranger_sees_no_catalogue(client, db):
    assert client.get("/api/v1/muscles/").status_code == 401
