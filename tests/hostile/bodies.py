"""A sound body for every operation that takes one: what the hostile tests then spoil, field by field."""

from datetime import timedelta

from django.utils import timezone

from sessions.models import SupervisorChange
from tests.factories import appointments, plans, sessions

DAY = timedelta(days=1)
ADDENDUM, REASON = {"text": "Seen again.", "reason": ""}, {"reason": "The patient travels."}
EXERCISE = {"key": "exercise", "minutes": 15, "note": ""}


def sound_bodies(ground):
    """`POST patients/` → a body that is accepted; a PUT takes the one of its resource unless it has its own."""
    parts = (_people, _members, _appointments, _episodes, _safety, _assessments, _sessions, _visits, _after_sessions,
             _plans, _exercises, _days)  # fmt: skip
    bodies = {"POST reports/": {"kind": "progress", "format": "pdf", "episode": _episode(ground),
                                "from": None, "to": None, "justification": "Driving is still limited."}}  # fmt: skip
    for part in parts:
        bodies |= part(ground, plans.today())
    return bodies


def _episode(ground):
    return ground.rows["patients.EpisodeOfCare"]


def _taken_over(ground):
    return {"therapist": str(ground.cast.members["ana"].pk), "reason": "The colleague has left."}


def _hour_ago():
    return (timezone.now() - timedelta(hours=1)).isoformat()


def _people(ground, today):
    patient = {"given_name": "Noor", "family_name": "Person (synthetic)", "date_of_birth": "1990-03-04",
               "sex": "female"}  # fmt: skip
    return {
        "POST patients/": {**patient, "confirm_duplicate": False},
        "POST patients/invite/": {"email": "pia@example.test"},
        "POST patients/merge/": {"merged": str(ground.other.pk), **REASON},
        "POST merges/undo/": REASON,
    }


def _members(ground, today):
    credential = {
        "membership": str(ground.cast.members["ana"].pk), "kind": "licence", "profession": "PT", "jurisdiction": "WA",
        "number": "SYN-9", "issued_on": "2021-01-01", "expires_on": "2031-01-01",
    }  # fmt: skip
    return {
        "POST credentials/": credential,
        "POST memberships/": {"email": "new@example.test", "name": "New", "suffix": "", "roles": ["assistant"]},
        "PUT memberships/": {"name": "Ana", "suffix": "PT", "roles": ["therapist"]},
    }


def _appointments(ground, today):
    begin = appointments.at(ground.cast, 15)
    booking = {
        "patient": str(ground.other.pk), "therapist": str(ground.cast.members["ana"].pk), "kind": "treatment",
        "starts_at": begin.isoformat(), "ends_at": (begin + appointments.LENGTH).isoformat(), "note": "Interpreter",
        "episode": None,
    }  # fmt: skip
    return {
        "POST appointments/": booking,
        "PUT appointments/": {**booking, "patient": str(ground.cast.pia.pk)},
        "POST appointments/cancel/": REASON,
    }


def _episodes(ground, today):
    told = {"condition": "tth_chronic", "icd10": ["G44.229"]}
    discharge = {"outcome": "goals_met", "discharge_summary": "Well.", "discharged_on": today,
                 "reason": "Every goal reached."}  # fmt: skip
    return {
        "POST episodes/": {**told, "patient": str(ground.other.pk), "started_on": today - DAY},
        "PUT episodes/": {**told, "patient": str(ground.cast.pia.pk), "started_on": ground.episode.started_on},
        "POST episodes/discharge/": discharge,
        "POST episodes/hold/": REASON,
        "POST episodes/refer-out/": REASON,
        "POST episodes/therapist/": {"therapist": str(ground.cast.members["ana"].pk)},
        "POST episodes/reopen/": {"started_on": today, "therapist": str(ground.cast.members["ana"].pk)},
    }


def _safety(ground, today):
    clearance = {"item": "older", "given_by": "Dr. Ola (synthetic)", "given_on": today, "reason": "Seen."}
    consent = {
        "episode": _episode(ground), "scope": "dry_needling", "regions": "neck", "signed_on": today,
        "signed_how": "paper", "signed_name": "Pia Person (synthetic)", "copy_given": True, "expires_on": None,
    }  # fmt: skip
    screening = {"episode": _episode(ground), "answered_at": _hour_ago(), "positive": [], "red_flags": [],
                 "unanswered": [], "limited_muscles": {}, "precautions": "", "precaution_plans": {}}  # fmt: skip
    override = {"episode": str(ground.cautious.pk), "item": "diabetes", "holds_on": today, "reason": "Seen."}
    return {
        "POST screenings/": screening,
        "POST screenings/clearances/": clearance,
        "POST clearances/": {"episode": str(ground.flagged.pk), **clearance},
        "POST overrides/": override,
        "POST consents/": consent,
        "POST consents/withdraw/": REASON,
    }


def _assessments(ground, today):
    finding = {"muscle": "trapezius_upper", "side": "right", "taut_band": True, "familiar_pain": True, "tenderness": 6,
               "referral": "temple", "note": ""}  # fmt: skip
    headache = {
        "name": "Band", "days_per_month": 16, "months": 14, "attack_hours": 10, "usual_intensity": 4,
        "worst_intensity": 6, "where": "both", "quality": "pressing", "worse_with_activity": False, "nausea": "none",
        "light": False, "sound": False, "triggers": ["stress"], "own_triggers": "", "onset": "",
        "medicine_days": {"simple": 4}, "chosen": ["tth_chronic"], "answers": {},
    }  # fmt: skip
    assessment = {
        "episode": _episode(ground), "occurred_at": _hour_ago(), "kind": "reevaluation", "minutes": 30,
        "red_flags": [], "complaint": "Pressing.", "icd10": ["G44.229"], "impression": "Better.",
        "headaches": [headache], "findings": [finding],
        "measurements": [{"measure": "acute_med_days_28", "phase": "visit", "side": "", "value": 4, "inputs": None,
                          "diary_until": None}],
    }  # fmt: skip
    return {"POST assessments/": assessment, "POST assessments/addenda/": ADDENDUM,
            "POST assessments/handover/": _taken_over(ground)}  # fmt: skip


def _sessions(ground, today):
    estim = {"frequency_hz": 2, "pulse_us": 200, "minutes": 10, "intensity": "strong", "leads": ["a-b"], "device": "S"}
    session = {
        **sessions.as_json(ground.episode), "estim": estim, "adverse_events": [{"key": "bruising", "grade": "mild"}],
        "interventions": [EXERCISE],
    }  # fmt: skip
    cosigned = {"POST sessions/cosign/": {"remark": "Well done."}}
    other = SupervisorChange.objects.get(pk=ground.rows["needling.SupervisorChange"]).supervisor_id
    named = {"POST sessions/supervisor/": {"supervisor": str(other), "reason": "Away."}}
    absence = {"episode": _episode(ground), "occurred_at": _hour_ago(), "outcome": "no_show", "reason": "No lift."}
    held = {"POST sessions/hold/": {"reason": "Had a fever."}, "POST absences/": absence}
    taken = {"POST sessions/handover/": _taken_over(ground)}
    return {"POST sessions/": session, "POST sessions/addenda/": ADDENDUM, **cosigned, **named, **held, **taken}


def _visits(ground, today):
    visit = {
        "episode": _episode(ground), "occurred_at": _hour_ago(), "outcome": "attended", "reason": "", "minutes": 30,
        "location": "Room 2", "rescreen": {"changes": False, "positive": [], "note": ""}, "interventions": [EXERCISE],
        "done": "Posture.", "response": "Easier.", "education": ["breaks"], "note": "",
        "measurements": [{"measure": "nprs_current", "phase": "before", "side": "", "value": 4, "inputs": None}],
    }  # fmt: skip
    return {"POST visits/": visit, "POST visits/addenda/": ADDENDUM, "POST visits/handover/": _taken_over(ground)}


def _after_sessions(ground, today):
    event = {
        "episode": _episode(ground), "session": None, "key": "bruising", "grade": "mild", "attribution": "probable",
        "occurred_at": _hour_ago(), "description": "Small.", "action_taken": "Cold pack.", "resolved_on": None,
        "state": "confirmed", "steps_done": ["tick in session note"],
    }  # fmt: skip
    check_in = {"session": ground.signed_session, "hours_after": 2, "soreness": 2, "relief": 5, "headache": False,
                "warning_signs": [], "note": ""}  # fmt: skip
    return {"POST adverse-events/": event, "POST check-ins/": check_in,
            "POST check-ins/follow-up/": {"done": "Called: well again."},
            "POST check-ins/call/": {"done": "Called: she sleeps well."}}  # fmt: skip


def _plans(ground, today):
    goal = {"measure": "ndi_raw", "comparison": "<=", "target": 10, "baseline": 24, "due_on": None, "text": ""}
    plan = {"episode": str(ground.bare.pk), "starts_on": today, "duration_weeks": 8, "visits_per_week": 1,
            "interventions": "", "note": "", "goals": [goal]}  # fmt: skip
    certification = {"episode": _episode(ground), "certified_on": today - DAY, "duration_weeks": 4,
                     "certified_by": "Dr. Ola", "kind": "renewal", "how": "signed"}  # fmt: skip
    return {
        "POST plans/": plan,
        "PUT plans/": {**plan, "episode": _episode(ground)},
        "PUT goals/": goal,
        "POST certifications/": certification,
        "POST certifications/countersign/": {"countersigned_on": today, "countersigned_by": "Dr. Ola"},
    }


def _exercises(ground, today):
    exercise = {"name": "Another stretch", "kind": "stretch", "purpose": "Range.", "instructions": ["Once."],
                "precautions": "", "dosage": {"sets": 2, "reps": 5}, "active": True,
                "steps": [{"words": "Twice.", "dose": {"sets": 3}, "when": {"adherence_percent": 80, "days": 14,
                           "measure": {"key": "nprs_current", "value": 4}}}],
                "checklist": [{"key": "sit_tall", "text": "Sit tall."}]}  # fmt: skip
    given = {"episode": _episode(ground), "exercise": "scap_retraction", "sets": 2, "reps": 10, "starts_on": today,
             "note": ""}  # fmt: skip
    return {
        "POST exercises/": exercise,
        "POST prescriptions/": given,
        "PUT prescriptions/": {"episode": _episode(ground), "exercise": "chin_tuck", "ends_on": today, "note": ""},
        "POST prescriptions/next-step/": {"precaution_reason": "Gently."},
        "POST prescriptions/checklist/": {"checked": ["arms_length"]},
        "POST prescriptions/progress/": {"sets": 3, "reps": 8, "note": ""},
    }


def _days(ground, today):
    done = {"prescription": ground.rows["plans.Prescription"], "on": today - DAY, "done": "done", "reason": ""}
    diary = {"patient": str(ground.cast.pia.pk), "on": today - 3 * DAY, "headache": True, "intensity": 5, "hours": 2.5,
             "medicines": ["simple"], "note": ""}  # fmt: skip
    return {
        "POST adherence/": done,
        "PUT adherence/": {**done, "on": today},
        "POST diary-days/": diary,
        "PUT diary-days/": {**diary, "on": today - DAY},
    }
