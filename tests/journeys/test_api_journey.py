"""A real case over the REST API: from registering a patient to the printed progress report, with a real worker."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.journeys.client import ApiClient
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]
NOW = datetime.now(UTC)
TODAY = (NOW - timedelta(hours=9)).date().isoformat()
TARGET = {
    "muscle": "trapezius_upper", "side": "right", "needles_in": 2, "needles_out": 1, "diameter_mm": 0.30,
    "length_mm": 40, "technique": "pistoning", "depth_mm": 20, "twitch": "yes", "familiar_pain": True, "note": "",
}  # fmt: skip
SAFE = {
    "minutes": 30, "position": "prone", "estim": None, "skin_prep": "alcohol", "gloves": True,
    "needle_lot": "SYN-LOT-0001", "sharps_disposed": True, "rescreen": {"changes": False, "positive": []},
    "consent_confirmed": True, "risk_explained": ["bruising", "pneumothorax"], "response": "Looser at once, mild ache.",
    "adverse_events": [], "education": ["aftercare sheet"], "no_injection": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def therapist(live_app):
    """The demo therapist's app."""
    return ApiClient(live_app, "therapist@harbor.example")


@pytest.fixture(scope="module")
def episode(therapist):
    """A new patient, screened, agreed, assessed and with a signed plan."""
    patient = therapist.create(
        "patients/",
        {"given_name": "Zoë", "family_name": "Traveller (synthetic)", "date_of_birth": "1984-06-01", "sex": "female"},
    )
    episode = therapist.create(
        "episodes/",
        {"patient": patient["id"], "condition": "tth_chronic", "icd10": ["G44.229"], "started_on": TODAY},
    )
    _prepare(therapist, episode["id"])
    return episode["id"]


def _prepare(therapist, episode: str) -> None:
    answered_at = (NOW - timedelta(hours=1)).isoformat()
    therapist.create("screenings/", {"episode": episode, "answered_at": answered_at, "positive": [], "red_flags": []})
    therapist.create(
        "consents/",
        {"episode": episode, "signed_on": TODAY, "signed_how": "paper", "signed_name": "Zoë Journey"},
    )
    assessment = therapist.create("assessments/", _assessment(episode))
    assert therapist.send("POST", f"assessments/{assessment['id']}/sign/").status_code == 200
    plan = therapist.create(
        "plans/",
        {
            "episode": episode, "starts_on": TODAY, "duration_weeks": 8, "visits_per_week": 1,
            "interventions": "Dry needling, exercise, posture habits.",
            "goals": [{"measure": "headache_days_28", "comparison": "<=", "target": 10}],
        },
    )  # fmt: skip
    assert therapist.send("POST", f"plans/{plan['id']}/sign/").status_code == 200


def _assessment(episode: str) -> dict:
    values = {"headache_days_28": 20, "nprs_current": 6, "nprs_best": 3, "nprs_worst": 8, "ndi_raw": 18, "hit6": 64}
    return {
        "episode": episode, "occurred_at": (NOW - timedelta(minutes=50)).isoformat(), "complaint": "Headache most days",
        "history": "Two years, both temples.", "icd10": ["G44.229"], "impression": "Chronic tension-type headache.",
        "findings": [{"muscle": "trapezius_upper", "side": "right", "taut_band": True, "familiar_pain": True}],
        "measurements": [{"measure": measure, "value": value} for measure, value in values.items()],
    }  # fmt: skip


@pytest.fixture(scope="module")
def session(therapist, episode):
    """A signed session, which first could not be signed."""
    draft = therapist.create(
        "sessions/", {"episode": episode, "occurred_at": (NOW - timedelta(minutes=20)).isoformat(), "targets": [TARGET]}
    )
    refused = therapist.send("POST", f"sessions/{draft['id']}/sign/")
    assert refused.status_code == 409
    codes = {blocker["code"] for blocker in refused.json()["blockers"]}
    assert {"needle_count_mismatch", "rescreen_missing", "response_missing", "adverse_events_unanswered"} <= codes
    mended = therapist.change(
        f"sessions/{draft['id']}/",
        {**SAFE, "targets": [{**TARGET, "needles_out": 2}], "measurements": [
            {"measure": "nprs_current", "phase": "before", "value": 6},
            {"measure": "nprs_current", "phase": "after", "value": 3},
            {"measure": "crom_rotation_right", "phase": "before", "value": 55}]},
    )  # fmt: skip
    assert mended["blockers"] == []
    signed = therapist.send("POST", f"sessions/{draft['id']}/sign/")
    assert signed.status_code == 200, signed.text
    return signed.json()


def test_a_signed_session_takes_addenda_and_no_change(therapist, session):
    path = f"sessions/{session['id']}/"
    tag = therapist.send("GET", path).headers["ETag"]
    assert therapist.send("PATCH", path, {"note": "late"}, If_Match=tag).status_code == 409
    added = therapist.create(f"{path}addenda/", {"text": "The patient called: slept well.", "reason": "late entry"})
    assert added["text"] == "The patient called: slept well."


def test_the_numbers_follow(therapist, episode, session):
    shown = therapist.get(f"episodes/{episode}/progress/")
    assert shown["measures"]["headache_days_28"]["baseline"] == 20.0
    assert shown["needling_sessions"] == 1
    assert shown["goals"][0]["met"] is False
    assert shown["cpt"][0]["code"] == "20560"


def test_the_worker_makes_the_report(therapist, episode, session):
    asked = therapist.create("reports/", {"kind": "progress", "episode": episode, "format": "pdf"}, status=202)
    path = f"reports/{asked['id']}/"
    wait_until(lambda: therapist.get(path)["state"] in ("done", "failed"), "the report is made")
    done = therapist.get(path)
    assert (done["state"], done["progress"]) == ("done", 100), done
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(therapist.send("GET", f"{path}file/").content)).pages
    )
    for said in ("Zoë Traveller (synthetic)", "Upper trapezius", "Headache days", "20"):
        assert said in text


def test_other_clinics_and_other_roles_stay_outside(live_app, episode, session):
    elsewhere = ApiClient(live_app, "therapist@summit.example")
    assert elsewhere.send("GET", f"sessions/{session['id']}/").status_code == 404
    assert elsewhere.send("GET", f"episodes/{episode}/progress/").status_code == 404
    front_desk = ApiClient(live_app, "frontdesk@harbor.example")
    assert front_desk.send("GET", f"sessions/{session['id']}/").status_code == 403
    patient = ApiClient(live_app, "patient@harbor.example")
    assert patient.send("GET", f"episodes/{episode}/progress/").status_code == 404
