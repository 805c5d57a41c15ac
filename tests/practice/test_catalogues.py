"""The catalogues over the API."""

import copy
import json

import pytest

from practice import reference

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


def loads(monkeypatch, tmp_path, kind, change):
    """The catalogue's file in its next version, changed, and loaded."""
    content = copy.deepcopy(dict(reference.current(kind)))
    content["schema_version"] += 1
    change(content)
    path = tmp_path / f"{kind}.json"
    path.write_text(json.dumps(content))
    monkeypatch.setattr(reference, "FILES", {kind: str(path)})
    return reference.load_all()


@pytest.mark.parametrize("kind", ["conditions", "measures", "screening", "muscles", "exercises", "adverse_events"])
def test_what_records_name_stays_in_every_version(db, monkeypatch, tmp_path, kind):
    def lose(content):
        next(rows for rows in content.values() if isinstance(rows, list)).pop()

    known = reference.current_edition(kind)
    with pytest.raises(reference.ReferenceChanged, match="keep the entry"):
        loads(monkeypatch, tmp_path, kind, lose)
    assert reference.current_edition(kind) == known


def test_a_consent_text_that_was_signed_is_never_reworded(db, monkeypatch, tmp_path):
    def reword(content):
        content["texts"][0]["title"] = "Something else"

    with pytest.raises(reference.ReferenceChanged, match="give it a new key"):
        loads(monkeypatch, tmp_path, "consent", reword)
    more = lambda content: content["texts"].append({**content["texts"][0], "key": "2027-01"})  # noqa: E731
    assert loads(monkeypatch, tmp_path, "consent", more) == ["consent"]
