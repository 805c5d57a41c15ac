"""Every path of the contract's table, its filters, the envelope of lists, and what each value looks like."""

import json
import re
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.contract.journal import ago, day

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
CATALOGUES = ("conditions", "muscles", "measures", "exercises", "screening-questions")
LISTS = (
    "patients", "episodes", "screenings", "consents", "assessments", "sessions", "check-ins", "adverse-events",
    "plans", "goals", "prescriptions", "adherence", "diary-days", "measurements", "reports",
)  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
VERSION_7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.parametrize("name", CATALOGUES)
def test_reference_data_has_an_etag_and_a_long_cache(therapist, name):
    answer = therapist.send("GET", f"{name}/")
    assert answer.status_code == 200
    assert answer.json()["results"][0]["key"]
    assert int(re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])[1]) >= 3600
    assert therapist.send("GET", f"{name}/", If_None_Match=answer.headers["ETag"]).status_code == 304


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_an_envelope_with_pages(therapist, name):
    found = therapist.get(f"{name}/?page_size=2")
    assert set(found) == {"next", "previous", "results"}
    assert len(found["results"]) <= 2
    if found["next"]:
        path = found["next"].split("/api/v1/")[1]
        second = therapist.get(path)
        assert second["previous"]
        keys = [json.dumps(row, sort_keys=True) for row in (*found["results"], *second["results"])]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", LISTS)
def test_a_page_holds_at_most_200_and_unknown_words_are_refused(therapist, name):
    assert therapist.send("GET", f"{name}/?page_size=200").status_code == 200
    for words in ("page_size=201", "page_size=0", "page_size=x", "cursor=!", "no_such_filter=1"):
        answer = therapist.send("GET", f"{name}/?{words}")
        assert answer.status_code == 400, words
        assert words.split("=")[0] in answer.json()["errors"], words


@pytest.mark.parametrize("name", LISTS)
def test_values_are_what_the_contract_calls_them(therapist, name, episode, clinic):
    """Times with offset, days, ids of version 7, decimals as numbers, through every row of a page."""
    if name == "sessions":
        clinic.session(episode)
    for row in therapist.get(f"{name}/?page_size=20")["results"]:
        for field, value in leaves(row):
            if field.endswith("_at") and value is not None:
                assert MOMENT.fullmatch(value), (field, value)
            if field.endswith("_on") and value is not None:
                assert DAY.fullmatch(value), (field, value)
            if field == "id":
                assert VERSION_7.fullmatch(value), value
            if field in ("value", "target", "depth_mm", "diameter_mm", "length_mm") and value is not None:
                assert isinstance(value, int | float), (field, value)


def leaves(value, field=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, field)
    else:
        yield field, value


def ids(found):
    return {row["id"] for row in found["results"]}


def test_patients_are_found_by_name_number_birth_date_and_course(therapist, clinic):
    born = "1931-07-14"
    found = clinic.patient(given_name="Ottokar", family_name="Ünlü (synthetic)", date_of_birth=born)
    episode = therapist.create(
        "episodes/", {"patient": found["id"], "condition": "migraine_chronic", "started_on": day()}
    )
    me = therapist.get("me/")["membership"]
    for words in (
        "q=ottokar", "q=unlu", f"q={quote(found['record_number'])}", f"q={born}", "condition=migraine_chronic",
        f"therapist={episode['therapist'] or me}", "status=screening", f"updated_since={quote(ago(minutes=5))}",
    ):  # fmt: skip
        assert found["id"] in ids(therapist.get(f"patients/?{words}&page_size=200")), words
    later = quote((datetime.fromisoformat(ago()) + timedelta(hours=1)).isoformat())
    for words in (
        "q=ottokarx",
        "condition=tth_chronic&q=ottokar",
        "status=discharged&q=ottokar",
        f"updated_since={later}",
    ):
        assert found["id"] not in ids(therapist.get(f"patients/?{words}")), words


def test_measurements_are_read_across_and_filtered(therapist, clinic, episode):
    clinic.session(episode)
    every = f"measurements/?episode={episode}"
    rows = therapist.get(every)["results"]
    assert {row["episode"] for row in rows} == {episode}
    for words, holds in (
        ("measure=nprs_current", lambda row: row["measure"] == "nprs_current"),
        ("phase=before", lambda row: row["phase"] == "before"),
    ):
        found = therapist.get(f"{every}&{words}")["results"]
        assert found
        assert ids({"results": found}) == {row["id"] for row in rows if holds(row)}
    cut = quote(ago(minutes=35))
    after, before = (ids(therapist.get(f"{every}&{end}={cut}")) for end in ("occurred_from", "occurred_to"))
    assert after
    assert before
    assert after | before == ids({"results": rows})
    assert not after & before


def test_the_parts_of_an_episode(therapist, episode):
    assert therapist.get(f"episodes/{episode}/progress/")["episode"] == episode
    assert therapist.send("GET", f"episodes/{episode}/timeline/").status_code == 200


def test_the_managers_figures_take_their_filters(sign_in, therapist):
    manager = sign_in("manager")
    whole = manager.get("clinic/progress/")
    me = therapist.get("me/")["membership"]
    for words in (f"from={day(60)}", f"to={day()}", f"therapist={me}", "condition=tth_chronic"):
        found = manager.get(f"clinic/progress/?{words}")
        assert set(found) == set(whole), words
    for words in ("from=yesterday", "therapist=x", "condition=none_such", "whatever=1"):
        assert manager.send("GET", f"clinic/progress/?{words}").status_code == 400, words
    assert therapist.send("GET", "clinic/progress/").status_code == 403


def test_the_work_list_is_mine_or_the_clinics(sign_in):
    for role in ("therapist", "manager", "frontdesk", "assistant"):
        assert sign_in(role).send("GET", "worklist/").status_code == 200


def test_what_is_not_in_the_api_is_404_as_a_problem(therapist):
    answer = therapist.send("GET", "no-such-thing/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
