"""What the demo clinics answer to every reading is what the published schema says: nothing else, and nothing more."""

import copy
import json
from collections import defaultdict

import pytest
import requests
from jsonschema import Draft202012Validator

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
READERS = ("therapist", "manager", "frontdesk", "patient", "assistant")
AT_MOST = 3  # rows of a list that are opened one by one; of the episodes all: each tells another case
ASKS_FOR_AN_EPISODE = "sessions/prefill/"
NOT_IN_THE_DEMO = {"merges/{id}/", "exercises/{key}/editions/"}  # no merged record, no exercise of the clinic's own


@pytest.fixture(scope="module")
def schema(live_app):
    answer = requests.get(f"{live_app}/api/v1/schema/", headers={"Accept": "application/json"}, timeout=60)
    return strict(answer.json())


def strict(schema):
    """The schema in which no object may hold what it does not name."""
    told = copy.deepcopy(schema)
    for part in told["components"]["schemas"].values():
        if part.get("properties") and "additionalProperties" not in part:
            part["additionalProperties"] = False
    return told


def readings(schema):
    """Each path that is read as JSON, after api/v1/, with the schema of its answer."""
    for path, methods in schema["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if "application/json" in content and path.startswith("/api/v1/"):
            yield path.removeprefix("/api/v1/"), content["application/json"]["schema"]


def lists_first(reading):
    path, _ = reading
    return "{" in path or path == ASKS_FOR_AN_EPISODE


def what_differs(schema, part, answer):
    """The places at which an answer is not what its schema says."""
    whole = {**part, "components": schema["components"]}
    judge = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in judge.iter_errors(answer)]


class Reader:
    """A program of one role that knows the ids of what it read."""

    def __init__(self, program):
        self.program, self.ids = program, defaultdict(list)

    def addresses(self, path):
        """A path with the ids of rows that its own list named."""
        if path == ASKS_FOR_AN_EPISODE:
            return [f"{path}?episode={key}" for key in self.ids["episodes/"]]
        if "{" not in path:
            return [path]
        listed, rest = path.split("{", 1)
        known = self.ids[listed][: None if listed == "episodes/" else AT_MOST]
        return [f"{listed}{key}{rest.split('}', 1)[1]}" for key in known]

    def read(self, path):
        """Each answer to a path, with its address; lists with their rows known from then on."""
        for address in self.addresses(path):
            answer = self.program.send("GET", address)
            if answer.status_code == 200:
                self.keep(path, answer.json())
                yield address, answer.json()

    def keep(self, path, told):
        rows = told.get("results", told) if isinstance(told, dict) else told
        for row in rows if isinstance(rows, list) else ():
            key = row.get("id") or row.get("key") if isinstance(row, dict) else None
            if key and key not in self.ids[path]:
                self.ids[path].append(key)


def test_every_reading_is_answered_as_published(schema, sign_in):
    wrong, read = [], set()
    for role in READERS:
        reader = Reader(sign_in(role))
        for path, part in sorted(readings(schema), key=lists_first):
            for address, told in reader.read(path):
                read.add(path)
                wrong += [f"{role} {address} {found}" for found in what_differs(schema, part, told)[:3]]
    assert not wrong, json.dumps(wrong[:20], indent=1)
    assert {path for path, _ in readings(schema)} - read <= NOT_IN_THE_DEMO, "each is answered to somebody"
