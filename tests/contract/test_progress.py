"""The eight worked cases, loaded by `load_case`, give what they expect over HTTP and by `show_progress` alike."""

import json
import subprocess
import sys

import pytest

from tests.databases import ROOT

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
CASES = ROOT / "progress" / "reference" / "cases.json"
WORKED = {case["id"]: case for case in json.loads(CASES.read_text(encoding="utf-8"))["cases"]}


def manage(env, *words):
    ended = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def loaded(live_system):
    """Case key → episode id."""
    return manage(live_system.env, "load_case", str(CASES), "--clinic", "harbor")


def test_all_eight_are_loaded(loaded):
    assert len(WORKED) == 8
    assert set(loaded) == set(WORKED)


@pytest.mark.parametrize("key", WORKED)
def test_a_case_gives_its_expected_results_over_http(therapist, loaded, key):
    shown = therapist.get(f"episodes/{loaded[key]}/progress/")
    expected = WORKED[key]["expected"]
    assert {name: shown[name] for name in expected} == expected
    assert shown["episode"] == loaded[key]
    assert shown["as_of"]
    for points in shown["series"].values():
        for point in points:
            assert {"date", "value", "phase"} <= set(point)
            assert isinstance(point["value"], int | float)


def test_the_command_prints_the_same_object(live_system, therapist, loaded):
    key = next(iter(WORKED))
    printed = manage(live_system.env, "show_progress", loaded[key])
    shown = therapist.get(f"episodes/{loaded[key]}/progress/")
    assert {**printed, "as_of": None} == {**shown, "as_of": None}  # the moment of asking
    where = {name for points in printed["series"].values() for point in points for name in point}
    assert where & {"session", "assessment", "visit", "source"}
