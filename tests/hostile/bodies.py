"""A sound body for every operation that takes one: what the hostile tests then spoil, field by field."""

from datetime import timedelta

from django.utils import timezone

from practice.selectors import today_in
from tests.factories import sessions


def sound_bodies(ground):
    """`POST patients/` → a body that is accepted; a PUT takes the one of its resource unless it has its own."""
    now, today = timezone.now(), today_in(ground.cast.here)
    day, hour_ago = today - timedelta(days=1), (now - timedelta(hours=1)).isoformat()
    episode, own = ground.rows["patients.EpisodeOfCare"], str(ground.cast.pia.pk)
    adherence = {"prescription": ground.rows["plans.Prescription"], "on": day, "done": "done", "reason": ""}
    event = {
        "episode": episode, "session": None, "key": "bruising", "grade": "mild", "attribution": "probable",
        "occurred_at": hour_ago, "description": "Small.", "action_taken": "Cold pack.", "resolved_on": None,
    }  # fmt: skip
    finding = {"muscle": "trapezius_upper", "side": "right", "taut_band": True, "familiar_pain": True, "tenderness": 6,
               "referral": "temple", "note": ""}  # fmt: skip
    assessment = {
        "episode": episode, "occurred_at": hour_ago, "kind": "reevaluation", "minutes": 30, "red_flags": [],
        "complaint": "Pressing.", "icd10": ["G44.229"], "impression": "Better.", "findings": [finding],
        "measurements": [{"measure": "nprs_current", "phase": "visit", "side": "", "value": 4, "inputs": None}],
    }  # fmt: skip
    clearance = {"item": "bruising", "given_by": "Dr. Ola (synthetic)", "given_on": today, "reason": "Seen."}
    consent = {
        "episode": episode, "scope": "dry_needling", "regions": "neck", "signed_on": today,
        "signed_name": "Pia Person (synthetic)", "copy_given": True, "expires_on": None,
    }  # fmt: skip
    credential = {
        "membership": str(ground.cast.members["ana"].pk), "kind": "licence", "profession": "PT", "jurisdiction": "WA",
        "number": "SYN-9", "issued_on": "2021-01-01", "expires_on": "2031-01-01",
    }  # fmt: skip
    diary = {"patient": own, "on": today - timedelta(days=3), "headache": True, "intensity": 5, "hours": 2.5,
             "medicines": ["simple"], "note": ""}  # fmt: skip
    exercise = {"name": "Another stretch", "kind": "stretch", "purpose": "Range.", "instructions": ["Once."],
                "precautions": "", "dosage": {"sets": 2, "reps": 5}, "active": True}  # fmt: skip
    patient = {
        "given_name": "Noor",
        "family_name": "Person (synthetic)",
        "date_of_birth": "1990-03-04",
        "sex": "female",
    }
    goal = {"measure": "ndi_raw", "comparison": "<=", "target": 10, "baseline": 24, "due_on": None, "text": ""}
    plan = {"episode": str(ground.bare.pk), "starts_on": today, "duration_weeks": 8, "visits_per_week": 1,
            "interventions": "", "note": "", "goals": [goal]}  # fmt: skip
    screening = {"episode": episode, "answered_at": hour_ago, "positive": [], "red_flags": [], "unanswered": [],
                 "limited_muscles": {}, "precautions": ""}  # fmt: skip
    estim = {"frequency_hz": 2, "pulse_us": 200, "minutes": 10, "intensity": "strong", "leads": ["a-b"], "device": "S"}
    session = {
        **sessions.as_json(ground.episode),
        "estim": estim,
        "adverse_events": [{"key": "bruising", "grade": "mild"}],
    }
    prescription = {
        "episode": episode,
        "exercise": "scap_retraction",
        "sets": 2,
        "reps": 10,
        "starts_on": today,
        "note": "",
    }
    ending = {"episode": episode, "exercise": "chin_tuck", "ends_on": today, "note": ""}
    addendum, reason = {"text": "Seen again.", "reason": ""}, {"reason": "The patient travels."}
    return {
        "POST adherence/": adherence, "PUT adherence/": {**adherence, "on": today}, "POST adverse-events/": event,
        "POST assessments/": assessment, "POST assessments/addenda/": addendum,
        "POST certifications/": {"episode": episode, "certified_on": day, "duration_weeks": 4,
                                 "certified_by": "Dr. Ola"},
        "POST check-ins/": {"session": ground.signed_session, "hours_after": 2, "soreness": 2, "relief": 5,
                            "headache": False,
                            "warning_signs": [], "note": ""},
        "POST clearances/": {"episode": episode, **clearance}, "POST consents/": consent,
        "POST consents/withdraw/": reason, "POST credentials/": credential, "POST diary-days/": diary,
        "PUT diary-days/": {**diary, "on": day},
        "POST episodes/": {"patient": str(ground.other.pk), "condition": "tth_chronic", "icd10": ["G44.229"],
                           "started_on": day},
        "PUT episodes/": {"patient": own, "condition": "tth_chronic", "icd10": ["G44.229"],
                          "started_on": ground.episode.started_on},
        "POST episodes/discharge/": {"outcome": "goals_met", "discharge_summary": "Well.", "discharged_on": today},
        "POST episodes/hold/": reason, "POST episodes/refer-out/": reason, "POST exercises/": exercise,
        "PUT goals/": goal, "POST memberships/": {"email": "new@example.test", "name": "New", "suffix": "",
                                                  "roles": ["assistant"]},
        "PUT memberships/": {"name": "Ana", "suffix": "PT", "roles": ["therapist"]}, "POST patients/": patient,
        "POST patients/invite/": {"email": "pia@example.test"},
        "POST plans/": plan, "PUT plans/": {**plan, "episode": episode}, "POST prescriptions/": prescription,
        "PUT prescriptions/": ending, "POST prescriptions/progress/": {"sets": 3, "reps": 8, "note": ""},
        "POST reports/": {"kind": "progress", "format": "pdf", "episode": episode, "from": None, "to": None},
        "POST screenings/": screening, "POST screenings/clearances/": clearance, "POST sessions/": session,
        "POST sessions/addenda/": addendum,
    }  # fmt: skip
