"""What a clinic writes over the API, in the contract's own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.client import ApiClient

ZONE = ZoneInfo("America/Los_Angeles")  # the demo clinic Harbor's

# The session of the contract, letter by letter; id, episode and moment are each test's own.
SESSION: dict[str, Any] = {
    "minutes": 30, "position": "prone",
    "targets": [{"muscle": "trapezius_upper", "side": "right", "needles_in": 2, "needles_out": 2, "diameter_mm": 0.30,
                 "length_mm": 40, "technique": "pistoning", "depth_mm": 20, "twitch": "yes", "familiar_pain": True,
                 "note": ""}],
    "estim": None, "skin_prep": "alcohol", "gloves": True, "needle_lot": "SYN-LOT-0001", "sharps_disposed": True,
    "rescreen": {"changes": False, "positive": []}, "consent_confirmed": True,
    "risk_explained": ["bruising", "pneumothorax"],
    "measurements": [{"measure": "nprs_current", "phase": "before", "value": 6},
                     {"measure": "nprs_current", "phase": "after", "value": 3},
                     {"measure": "crom_rotation_right", "phase": "before", "value": 55}],
    "response": "Looser at once, mild ache.", "adverse_events": [], "education": ["aftercare sheet"],
    "no_injection": True, "note": "",
}  # fmt: skip


def ago(**time: float) -> str:
    """A moment before now in the clinic's zone: RFC 3339 with offset; some hours ago never means yesterday."""
    now, back = datetime.now(ZONE), timedelta(**time)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (now - back if back >= timedelta(days=1) else max(now - back, midnight)).isoformat()


def day(days_ago: int = 0) -> str:
    """A day of the clinic."""
    return (datetime.now(ZONE) - timedelta(days=days_ago)).date().isoformat()


PEOPLE = count(1)


@dataclass
class Clinic:
    """The therapist's side of a course of care."""

    api: ApiClient

    def patient(self, **sent: Any) -> dict[str, Any]:
        family = f"Contract {next(PEOPLE)} (synthetic)"  # a namesake born on the same day would be asked about
        person = {"given_name": "Nora", "family_name": family, "date_of_birth": "1980-03-09"}
        return self.api.create("patients/", person | {"sex": "female"} | sent)

    def bare_episode(self, days_ago: int = 0) -> str:
        """Nothing but its patient."""
        body = {"patient": self.patient()["id"], "condition": "tth_chronic", "started_on": day(days_ago)}
        return self.api.create("episodes/", body | {"icd10": ["G44.229"]})["id"]

    def screened(self, episode: str, **sent: Any) -> dict[str, Any]:
        body = {"episode": episode, "answered_at": ago(hours=1), "positive": [], "red_flags": []}
        return self.api.create("screenings/", body | sent)

    def agreed(self, episode: str, **sent: Any) -> dict[str, Any]:
        body = {"episode": episode, "signed_on": day(), "signed_how": "paper", "signed_name": "Nora Contract"}
        return self.api.create("consents/", body | {"copy_given": True} | sent)

    def assessed(self, episode: str, **sent: Any) -> dict[str, Any]:
        body = {
            "episode": episode, "occurred_at": ago(minutes=50), "complaint": "Headache most days",
            "history": "Two years.", "icd10": ["G44.229"], "impression": "Chronic tension-type headache.",
            "findings": [{"muscle": "trapezius_upper", "side": "right", "taut_band": True, "familiar_pain": True}],
            "measurements": [{"measure": "headache_days_28", "value": 20}, {"measure": "nprs_current", "value": 6}],
        }  # fmt: skip
        return self.api.create("assessments/", body | sent)

    def planned(self, episode: str, **sent: Any) -> dict[str, Any]:
        body = {
            "episode": episode, "starts_on": day(), "duration_weeks": 8, "visits_per_week": 1,
            "interventions": "Dry needling, exercise, posture habits.",
            "goals": [{"measure": "headache_days_28", "comparison": "<=", "target": 10}],
        }  # fmt: skip
        return self.api.create("plans/", body | sent)

    def signed(self, path: str) -> dict[str, Any]:
        answer = self.api.send("POST", f"{path}sign/")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def treatable_episode(self) -> str:
        episode = self.bare_episode()
        self.screened(episode)
        self.agreed(episode)
        self.signed(f"assessments/{self.assessed(episode)['id']}/")
        self.signed(f"plans/{self.planned(episode)['id']}/")
        return episode

    def session(self, episode: str, **sent: Any) -> dict[str, Any]:
        """A draft; what is sent as `...` is left out."""
        body = {"episode": episode, "occurred_at": ago(minutes=20), **SESSION, **sent}
        return self.api.create("sessions/", {name: value for name, value in body.items() if value is not ...})
